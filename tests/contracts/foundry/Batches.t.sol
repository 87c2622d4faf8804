// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {CampaignId, IRetoCampaigns} from "../../../contracts/interfaces/IRetoCampaigns.sol";
import {IRetoToken} from "../../../contracts/interfaces/IRetoToken.sol";
import {RetoCampaigns} from "../../../contracts/RetoCampaigns.sol";
import {RetoToken} from "../../../contracts/RetoToken.sol";
import {vm, within, wordOf} from "./support/Vm.sol";

/// @notice Single calls with any arguments, up to the edges of their types. This contract is owner, partner and
/// operator at once.
contract BatchesTest {
    uint96 private constant MOST = type(uint96).max;
    uint256 private constant ATTESTOR_KEY = 0xA77E5;

    RetoToken private token;
    RetoCampaigns private campaigns;
    CampaignId private open;
    CampaignId private attested;

    function setUp() external {
        vm.warp(1_800_000_000);
        token = new RetoToken(address(this), address(this), MOST, MOST, 0);
        campaigns = new RetoCampaigns(IRetoToken(address(token)), address(this), address(this), address(this), 1 days);
        open = _create(MOST, MOST, type(uint32).max, address(0));
        attested = _create(MOST, MOST, type(uint32).max, vm.addr(ATTESTOR_KEY));
        token.approve(address(campaigns), type(uint256).max);
    }

    function testFuzz_04_each_recipient_gains_its_words_and_nobody_else_anything(
        address[4] calldata to,
        uint96[4] calldata amounts
    ) external {
        campaigns.fund(open, MOST);
        uint256[] memory words = new uint256[](4);
        uint256 total;
        for (uint256 i = 0; i < 4; ++i) {
            vm.assume(to[i] != address(0) && to[i] != address(campaigns) && to[i] != address(this));
            words[i] = wordOf(to[i], amounts[i] / 4);
            total += amounts[i] / 4;
        }
        _pay(open, words, 4, 0, "");
        for (uint256 i = 0; i < 4; ++i) {
            uint256 due;
            for (uint256 j = 0; j < 4; ++j) if (to[j] == to[i]) due += amounts[j] / 4;
            require(token.balanceOf(to[i]) == due, "a recipient");
        }
        require(token.balanceOf(address(campaigns)) == MOST - total, "the contract");
        require(token.balanceOf(address(this)) == 0, "the partner");
    }

    function testFuzz_11_a_batch_with_one_poisoned_line_changes_nothing(uint8 where, uint96 amount) external {
        campaigns.fund(open, MOST);
        uint256[] memory words = new uint256[](5);
        for (uint256 i = 0; i < 5; ++i) words[i] = wordOf(address(uint160(0xB0 + i)), amount / 5);
        words[where % 5] = amount / 5; // to the zero address
        bytes32 before = keccak256(abi.encode(campaigns.campaign(open), campaigns.availableToday(open)));
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        this.pay(open, words, 5, 0, "");
        require(before == keccak256(abi.encode(campaigns.campaign(open), campaigns.availableToday(open))), "campaign");
        for (uint256 i = 0; i < 5; ++i) require(token.balanceOf(address(uint160(0xB0 + i))) == 0, "a recipient");
    }

    function testFuzz_07_a_batch_to_oneself_creates_nothing(uint96 held, uint96 first, uint96 second) external {
        address alice = address(0xA11CE);
        token.transfer(alice, held);
        uint256[] memory words = new uint256[](2);
        words[0] = wordOf(alice, first);
        words[1] = wordOf(alice, second);
        uint256 total = uint256(first) + second;
        vm.prank(alice);
        (bool done, ) = address(token).call(abi.encodeCall(token.transferBatch, (words)));
        require(done == (total <= held), "spent what the batch itself credits");
        require(token.balanceOf(alice) == held && token.totalSupply() == MOST, "inflated");
    }

    function testFuzz_04_ceilings_hold_to_the_unit(
        uint96 maxReward,
        uint32 share,
        uint8 count,
        uint96 total,
        uint128 declared
    ) external {
        campaigns.fund(open, MOST);
        maxReward = uint96(within(maxReward, 1, MOST));
        count = uint8(within(count, 1, 40));
        campaigns.setLimits(open, IRetoCampaigns.Limits(maxReward, MOST, share, address(0)));
        uint256[] memory words = new uint256[](1);
        words[0] = wordOf(address(0xA11CE), total);
        bool underReward = uint256(total) <= uint256(maxReward) * count;
        bool underShare = share == type(uint32).max || uint256(total) * 10_000 <= uint256(declared) * share;
        bytes memory data = abi.encodeCall(this.pay, (open, words, count, declared, ""));
        (bool done, ) = address(this).call(data);
        require(done == (underReward && underShare), "a ceiling");
    }

    function testFuzz_04_paying_often_never_pays_more_than_paying_once(uint96 daily, uint16[6] calldata steps) external {
        daily = uint96(within(daily, 1, MOST));
        campaigns.fund(open, MOST);
        campaigns.setLimits(open, IRetoCampaigns.Limits(MOST, daily, type(uint32).max, address(0)));
        uint256 most = daily;
        uint256 paid;
        uint256 elapsed;
        for (uint256 i = 0; i < 6; ++i) {
            uint256 now_ = campaigns.availableToday(open);
            if (now_ > MOST - paid) return;
            uint256[] memory words = new uint256[](1);
            words[0] = wordOf(address(0xA11CE), now_);
            _pay(open, words, 1, 0, "");
            paid += now_;
            require(paid <= most + (uint256(daily) * elapsed) / 1 days, "more than one day and what refilled");
            require(elapsed >= 1 days || paid < 2 * uint256(daily), "twice within a day");
            vm.warp(block.timestamp + steps[i]);
            elapsed += steps[i];
        }
    }

    function testFuzz_04_only_the_attestor_attests(uint256 key, bytes calldata garbage) external {
        campaigns.fund(attested, 1_000);
        key = within(key, 1, type(uint128).max);
        vm.assume(key != ATTESTOR_KEY);
        uint256[] memory words = new uint256[](1);
        words[0] = wordOf(address(0xA11CE), 1_000);
        bytes memory data = abi.encodeCall(this.pay, (attested, words, 1, 0, _sign(key, words)));
        (bool done, ) = address(this).call(data);
        require(!done, "another's signature");
        (done, ) = address(this).call(abi.encodeCall(this.pay, (attested, words, 1, 0, garbage)));
        require(!done, "no signature");
        _pay(attested, words, 1, 0, _sign(ATTESTOR_KEY, words));
    }

    function testFuzz_07_the_cap_holds_at_the_edge_of_12_bytes(uint96 cap, uint96 supply, uint96 increase) external {
        cap = uint96(within(cap, 1, MOST));
        supply = uint96(within(supply, 0, cap));
        RetoToken edge = new RetoToken(address(this), address(this), supply, cap, 0);
        edge.announceMintAllowance(address(this), increase);
        (bool done, ) = address(edge).call(abi.encodeCall(edge.applyMintAllowance, (address(this))));
        require(done == (increase <= cap), "an allowance over the cap");
        uint256[] memory words = new uint256[](1);
        words[0] = wordOf(address(0xA11CE), increase);
        (bool minted, ) = address(edge).call(abi.encodeCall(edge.mintBatch, (words)));
        require(minted == ((done || increase == 0) && uint256(supply) + increase <= cap), "minted over the cap");
        require(edge.totalSupply() <= cap, "cap");
    }

    function testFuzz_08_a_stranger_can_do_nothing_that_needs_a_role(address stranger, uint96 amount) external {
        vm.assume(stranger != address(this) && stranger != address(0) && stranger != address(campaigns));
        campaigns.fund(open, 1_000);
        uint256[] memory words = new uint256[](1);
        words[0] = wordOf(stranger, amount);
        IRetoCampaigns.Limits memory limits = IRetoCampaigns.Limits(1, 1, 1, stranger);
        _refuse(stranger, address(campaigns), abi.encodeCall(campaigns.announceOperator, (stranger)));
        _refuse(stranger, address(campaigns), abi.encodeCall(campaigns.removeOperator, ()));
        _refuse(stranger, address(campaigns), abi.encodeCall(campaigns.setPauser, (stranger)));
        _refuse(stranger, address(campaigns), abi.encodeCall(campaigns.pause, ()));
        _refuse(stranger, address(campaigns), abi.encodeCall(campaigns.transferOwnership, (stranger)));
        _refuse(stranger, address(campaigns), abi.encodeCall(campaigns.acceptOwnership, ()));
        _refuse(stranger, address(campaigns), abi.encodeCall(campaigns.fund, (open, amount)));
        _refuse(stranger, address(campaigns), abi.encodeCall(campaigns.grant, (open, amount)));
        _refuse(stranger, address(campaigns), abi.encodeCall(campaigns.setLimits, (open, limits)));
        _refuse(stranger, address(campaigns), abi.encodeCall(campaigns.setReporter, (open, stranger, true)));
        _refuse(stranger, address(campaigns), abi.encodeCall(campaigns.publishTerms, (open, keccak256("x"), MOST_TIME)));
        _refuse(stranger, address(campaigns), abi.encodeCall(campaigns.close, (open)));
        _refuse(stranger, address(campaigns), abi.encodeCall(campaigns.withdrawLeftovers, (open)));
        _refuse(stranger, address(campaigns), abi.encodeCall(campaigns.commitLiabilities, (open, 1, 0)));
        _refuse(stranger, address(token), abi.encodeCall(token.announceMintAllowance, (stranger, amount)));
        _refuse(stranger, address(token), abi.encodeCall(token.lowerMintAllowance, (address(campaigns), 0)));
        _refuse(stranger, address(token), abi.encodeCall(token.setContractURI, ("x")));
        _refuse(stranger, address(token), abi.encodeCall(token.burnFrom, (address(campaigns), 1)));
        if (amount > 0) _refuse(stranger, address(token), abi.encodeCall(token.mintBatch, (words)));
        if (amount > 0) _refuse(stranger, address(token), abi.encodeCall(token.reserveMint, (amount)));
        require(token.balanceOf(address(campaigns)) == 1_000, "something left");
    }

    function testFuzz_08_ownership_passes_in_two_steps(address next) external {
        vm.assume(next != address(this) && next != address(0));
        campaigns.transferOwnership(next);
        token.transferOwnership(next);
        require(campaigns.owner() == address(this) && token.owner() == address(this), "passed in one step");
        vm.prank(next);
        campaigns.acceptOwnership();
        vm.prank(next);
        token.acceptOwnership();
        require(campaigns.owner() == next && token.owner() == next, "not passed");
    }

    // -------------------------------------------------------------------------------------------------------- shared

    uint40 private constant MOST_TIME = type(uint40).max;

    /// @dev External, so that a refusal can be caught; it calls as this contract, the operator.
    function pay(
        CampaignId id,
        uint256[] calldata words,
        uint256 count,
        uint128 declared,
        bytes calldata attestation
    ) external {
        _pay(id, words, count, declared, attestation);
    }

    function _pay(
        CampaignId id,
        uint256[] memory words,
        uint256 count,
        uint128 declared,
        bytes memory attestation
    ) private {
        campaigns.payBatch(
            id,
            campaigns.nextReward(id),
            campaigns.lastTag(id),
            uint64(block.timestamp),
            declared,
            bytes32(0),
            new bytes(count * 8),
            words,
            attestation
        );
    }

    function _sign(uint256 key, uint256[] memory words) private view returns (bytes memory) {
        bytes32 tag = campaigns.computeTag(attested, 1, campaigns.lastTag(attested), 0, new bytes(8), words);
        bytes32 digest = campaigns.attestationDigest(attested, tag, uint64(block.timestamp), 0);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _refuse(address caller, address target, bytes memory data) private {
        vm.prank(caller);
        (bool done, ) = target.call(data);
        require(!done, "a stranger was let in");
    }

    function _create(uint96 maxReward, uint96 daily, uint32 share, address attestor) private returns (CampaignId) {
        IRetoCampaigns.NewCampaign memory params;
        params.startsAt = uint40(block.timestamp);
        params.endsAt = uint40(block.timestamp + 30 days);
        params.graceSeconds = 1 days;
        params.termsHash = keccak256("terms");
        (params.maxReward, params.dailyAllowance, params.maxShareBps) = (maxReward, daily, share);
        params.attestor = attestor;
        return campaigns.createCampaign(params);
    }
}
