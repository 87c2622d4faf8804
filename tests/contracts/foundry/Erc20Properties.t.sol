// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {RetoToken} from "../../../contracts/RetoToken.sol";
import {vm, within, wordOf} from "./support/Vm.sol";

/// @notice The 25 public ERC-20 properties of crytic/properties, in words of our own; the number in a test's name is
/// theirs. Five of them concern functions that this token does not have (a pause of transfers, increaseAllowance,
/// decreaseAllowance): for those the test shows that there is no such function, so there is nothing to break.
contract Erc20PropertiesTest {
    uint256 private constant SUPPLY = 1_000_000;
    uint256 private constant MINTABLE = 500_000;
    address private constant ALICE = address(0xA11CE);
    address private constant BOB = address(0xB0B);

    RetoToken private token;

    function setUp() external {
        token = new RetoToken(address(this), address(this), SUPPLY, type(uint96).max, 0);
        token.announceMintAllowance(address(this), uint96(MINTABLE));
        token.applyMintAllowance(address(this));
        token.transfer(ALICE, 400_000);
        token.transfer(BOB, 250_000);
    }

    function testFuzz_base_001_moving_and_approving_keep_the_supply(uint256 amount, uint256 spent) external {
        amount = within(amount, 0, 400_000);
        spent = within(spent, 0, 400_000 - amount);
        vm.prank(ALICE);
        token.transfer(BOB, amount);
        vm.prank(ALICE);
        token.approve(BOB, spent);
        vm.prank(BOB);
        token.transferFrom(ALICE, address(this), spent);
        uint256[] memory words = new uint256[](1);
        words[0] = wordOf(ALICE, spent);
        token.transferBatch(words);
        require(token.totalSupply() == SUPPLY, "supply moved");
    }

    function testFuzz_base_002_nobody_holds_more_than_the_supply(address holder, uint256 amount) external {
        vm.assume(holder != address(0));
        token.transfer(holder, within(amount, 0, 350_000));
        require(token.balanceOf(holder) <= token.totalSupply(), "more than all");
    }

    function testFuzz_base_003_all_together_hold_the_supply_and_no_more(uint256 amount) external {
        vm.prank(BOB);
        token.transfer(ALICE, within(amount, 0, 250_000));
        uint256 sum = token.balanceOf(ALICE) + token.balanceOf(BOB) + token.balanceOf(address(this));
        require(sum == token.totalSupply(), "sum");
    }

    function testFuzz_base_004_the_zero_address_holds_nothing(uint256 amount) external {
        vm.prank(ALICE);
        token.burn(within(amount, 0, 400_000));
        require(token.balanceOf(address(0)) == 0, "zero address");
    }

    function testFuzz_base_005_nothing_is_transferred_to_the_zero_address(uint256 amount) external {
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        vm.prank(ALICE);
        token.transfer(address(0), within(amount, 0, 400_000));
    }

    function testFuzz_base_006_nobody_transfers_anothers_tokens_to_the_zero_address(uint256 amount) external {
        vm.prank(ALICE);
        token.approve(BOB, type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        vm.prank(BOB);
        token.transferFrom(ALICE, address(0), within(amount, 0, 400_000));
    }

    function testFuzz_base_007_a_transfer_to_oneself_changes_nothing(uint256 amount) external {
        vm.prank(ALICE);
        require(token.transfer(ALICE, within(amount, 0, 400_000)), "refused");
        _requireBalances(400_000, 250_000);
    }

    function testFuzz_base_008_a_transfer_from_oneself_to_oneself_changes_nothing(uint256 amount) external {
        amount = within(amount, 0, 400_000);
        vm.prank(ALICE);
        token.approve(ALICE, amount);
        vm.prank(ALICE);
        require(token.transferFrom(ALICE, ALICE, amount), "refused");
        _requireBalances(400_000, 250_000);
    }

    function testFuzz_base_009_nobody_transfers_more_than_he_holds(uint256 amount) external {
        amount = within(amount, 400_001, type(uint256).max);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, ALICE, 400_000, amount)
        );
        vm.prank(ALICE);
        token.transfer(BOB, amount);
    }

    function testFuzz_base_010_an_allowance_does_not_reach_beyond_the_balance(uint256 amount) external {
        amount = within(amount, 400_001, type(uint256).max);
        vm.prank(ALICE);
        token.approve(BOB, type(uint256).max);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, ALICE, 400_000, amount)
        );
        vm.prank(BOB);
        token.transferFrom(ALICE, BOB, amount);
    }

    function test_base_011_a_transfer_of_nothing_works_and_changes_nothing() external {
        vm.prank(ALICE);
        require(token.transfer(BOB, 0), "refused");
        _requireBalances(400_000, 250_000);
    }

    function test_base_012_a_transfer_of_nothing_of_another_works_and_changes_nothing() external {
        vm.prank(BOB);
        require(token.transferFrom(ALICE, BOB, 0), "refused");
        _requireBalances(400_000, 250_000);
    }

    function testFuzz_base_013_a_transfer_debits_and_credits_its_amount(uint256 amount) external {
        amount = within(amount, 0, 400_000);
        vm.prank(ALICE);
        require(token.transfer(BOB, amount), "refused");
        _requireBalances(400_000 - amount, 250_000 + amount);
    }

    function testFuzz_base_014_a_spender_debits_and_credits_its_amount(uint256 amount) external {
        amount = within(amount, 0, 400_000);
        vm.prank(ALICE);
        token.approve(address(this), amount);
        require(token.transferFrom(ALICE, BOB, amount), "refused");
        _requireBalances(400_000 - amount, 250_000 + amount);
    }

    function testFuzz_base_015_an_approval_sets_the_allowance(address spender, uint256 amount) external {
        vm.assume(spender != address(0));
        vm.prank(ALICE);
        require(token.approve(spender, amount), "refused");
        require(token.allowance(ALICE, spender) == amount, "allowance");
    }

    function testFuzz_base_016_a_second_approval_replaces_the_first(uint256 first, uint256 second) external {
        vm.prank(ALICE);
        token.approve(BOB, first);
        vm.prank(ALICE);
        token.approve(BOB, second);
        require(token.allowance(ALICE, BOB) == second, "allowance");
    }

    function testFuzz_base_017_spending_lowers_the_allowance(uint256 allowed, uint256 amount) external {
        amount = within(amount, 0, 400_000);
        allowed = within(allowed, amount, type(uint256).max - 1);
        vm.prank(ALICE);
        token.approve(BOB, allowed);
        vm.prank(BOB);
        token.transferFrom(ALICE, BOB, amount);
        require(token.allowance(ALICE, BOB) == allowed - amount, "allowance");
    }

    function testFuzz_burnable_001_burning_lowers_balance_and_supply(uint256 amount) external {
        amount = within(amount, 0, 400_000);
        vm.prank(ALICE);
        token.burn(amount);
        require(token.totalSupply() == SUPPLY - amount, "supply");
        _requireBalances(400_000 - amount, 250_000);
    }

    function testFuzz_burnable_002_burning_anothers_lowers_balance_and_supply(uint256 amount) external {
        amount = within(amount, 0, 400_000);
        vm.prank(ALICE);
        token.approve(BOB, amount);
        vm.prank(BOB);
        token.burnFrom(ALICE, amount);
        require(token.totalSupply() == SUPPLY - amount, "supply");
        _requireBalances(400_000 - amount, 250_000);
    }

    function testFuzz_burnable_003_burning_anothers_lowers_the_allowance(uint256 allowed, uint256 amount) external {
        amount = within(amount, 0, 400_000);
        allowed = within(allowed, amount, type(uint256).max - 1);
        vm.prank(ALICE);
        token.approve(BOB, allowed);
        vm.prank(BOB);
        token.burnFrom(ALICE, amount);
        require(token.allowance(ALICE, BOB) == allowed - amount, "allowance");
        vm.expectRevert();
        vm.prank(BOB);
        token.burnFrom(ALICE, allowed - amount + 1);
    }

    function testFuzz_mintable_001_minting_raises_balance_and_supply(uint256 amount) external {
        amount = within(amount, 0, MINTABLE);
        uint256[] memory words = new uint256[](1);
        words[0] = wordOf(ALICE, amount);
        require(token.mintBatch(words) == amount, "total");
        require(token.totalSupply() == SUPPLY + amount, "supply");
        _requireBalances(400_000 + amount, 250_000);
    }

    function test_pausable_001_no_one_can_pause_a_transfer() external {
        _requireAbsent(abi.encodeWithSignature("pause()"));
        _requireAbsent(abi.encodeWithSignature("paused()"));
        vm.prank(ALICE);
        require(token.transfer(BOB, 1), "refused");
    }

    function test_pausable_002_no_one_can_pause_a_spender() external {
        _requireAbsent(abi.encodeWithSignature("pause()"));
        vm.prank(ALICE);
        token.approve(BOB, 1);
        vm.prank(BOB);
        require(token.transferFrom(ALICE, BOB, 1), "refused");
    }

    function test_allowance_001_there_is_no_increaseAllowance() external {
        _requireAbsent(abi.encodeWithSignature("increaseAllowance(address,uint256)", BOB, 1));
        require(token.allowance(address(this), BOB) == 0, "allowance");
    }

    function test_allowance_002_there_is_no_decreaseAllowance() external {
        token.approve(BOB, 5);
        _requireAbsent(abi.encodeWithSignature("decreaseAllowance(address,uint256)", BOB, 1));
        require(token.allowance(address(this), BOB) == 5, "allowance");
    }

    function _requireBalances(uint256 alice, uint256 bob) private view {
        require(token.balanceOf(ALICE) == alice, "Alice's balance");
        require(token.balanceOf(BOB) == bob, "Bob's balance");
    }

    function _requireAbsent(bytes memory data) private {
        (bool done, ) = address(token).call(data);
        require(!done, "such a function exists");
    }
}
