// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRetoToken} from "../../../contracts/interfaces/IRetoToken.sol";
import {RetoCampaigns} from "../../../contracts/RetoCampaigns.sol";
import {RetoToken} from "../../../contracts/RetoToken.sol";

/// @notice Shows that forge compiles the contracts with the npm compiler and runs a fuzzed test against them.
contract SmokeTest {
    RetoToken private immutable token = new RetoToken(address(this), address(this), 1_000_000, type(uint96).max, 0);
    RetoCampaigns private immutable campaigns =
        new RetoCampaigns(IRetoToken(address(token)), address(this), address(this), address(0), 0);

    function testFuzz_batch_moves_exactly_its_total(address recipient, uint96 amount) external {
        if (recipient == address(0) || recipient == address(this)) return;
        amount %= 1_000_001;
        uint256[] memory words = new uint256[](1);
        words[0] = (uint256(uint160(recipient)) << 96) | amount;
        require(token.transferBatch(words) == amount, "total");
        require(token.balanceOf(recipient) == amount, "credit");
        require(token.balanceOf(address(this)) == 1_000_000 - amount, "debit");
    }

    function test_campaigns_know_their_token() external view {
        require(address(campaigns.token()) == address(token), "token");
    }
}
