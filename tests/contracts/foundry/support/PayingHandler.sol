// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CampaignId} from "../../../../contracts/interfaces/IRetoCampaigns.sol";
import {Handler} from "./Handler.sol";
import {vm, within, wordOf} from "./Vm.sol";

/// @notice Adds payments, the token's own calls, and the passing of time.
contract PayingHandler is Handler {
    struct Batch {
        address caller;
        uint64 campaignId;
        uint64 firstReward;
        bytes32 previousTag;
        uint64 validUntil;
        uint128 declared;
        bytes32 root;
        bytes fingerprints;
        uint256[] words;
        uint256 total;
        bool toZero;
    }

    Batch private _last;
    /// @notice Rewards that were paid, by campaign and number.
    mapping(uint256 index => mapping(uint256 number => bool)) private _paidOnce;

    /// @notice Pays a batch that is mostly right and wrong in one way now and then.
    function pay(uint256 which, uint256 seed, uint256 size, uint256 wordCount, uint256 more, uint256 flaw) external {
        uint256 index = which % _expected.length;
        Batch memory batch = _plan(index, seed, size, wordCount % 6, more % 4);
        flaw %= 24;
        if (flaw == 0) batch.firstReward += 1;
        if (flaw == 1) batch.previousTag = keccak256(abi.encode(seed));
        if (flaw == 2) batch.validUntil = uint64(block.timestamp - 1);
        if (flaw == 3) batch.fingerprints = bytes.concat(batch.fingerprints, hex"00");
        if (flaw == 4) batch.fingerprints = "";
        if (flaw == 5) batch.caller = _anyone(seed);
        if (flaw == 6 && batch.words.length > 0) (batch.words[0], batch.toZero) = (uint96(batch.words[0]), true);
        if (flaw == 7) batch.declared = 0;
        _send(index, batch);
    }

    /// @notice Sends the last paid batch again, as it was, or continuing the number but not the history.
    function replay(bool renumbered) external {
        if (_last.campaignId == 0) return;
        Batch memory batch = _last;
        batch.caller = expectedOperator == address(0) ? OPERATOR : expectedOperator;
        batch.validUntil = uint64(block.timestamp + 1);
        uint256 index = batch.campaignId - 1;
        if (renumbered) batch.firstReward = uint64(_expected[index].nextReward);
        _send(index, batch);
    }

    /// @notice One campaign's batch under another campaign's number.
    function payFromAnother(uint256 from, uint256 to, uint256 seed) external {
        uint256 target = to % _expected.length;
        Batch memory batch = _plan(from % _expected.length, seed, seed, 2, 0);
        batch.campaignId = uint64(target + 1);
        _send(target, batch);
    }

    function mintBatch(uint256 callerSeed, uint256 seed, uint256 wordCount) external {
        address caller = callerSeed % 4 == 0 ? _anyone(seed) : MINTER;
        (uint256[] memory words, uint256 total) = _words(seed, within(seed >> 7, 0, 60_000_000), wordCount % 5);
        bool may = caller == MINTER ? total <= token.mintAllowance(MINTER) : total == 0;
        bool fits = expectedSupply + _grantsOutstanding() + total <= CAP;
        if (!_call(caller, address(token), abi.encodeCall(token.mintBatch, (words)), may && fits, "7: minted beyond"))
            return;
        expectedSupply += total;
        _creditAll(words);
    }

    function transferBatch(uint256 callerSeed, uint256 seed, uint256 wordCount) external {
        address caller = people[callerSeed % 8];
        (uint256[] memory words, uint256 total) = _words(seed, seed % (expectedBalance[caller] + 1_000), wordCount % 5);
        if (seed % 3 == 0 && words.length > 0) words[0] = wordOf(caller, uint96(words[0])); // to oneself
        bool expected = total <= expectedBalance[caller];
        if (!_call(caller, address(token), abi.encodeCall(token.transferBatch, (words)), expected, "7: spent what was not there"))
            return;
        expectedBalance[caller] -= total;
        _creditAll(words);
    }

    function burn(uint256 callerSeed, uint256 amount) external {
        address caller = people[callerSeed % 8];
        amount %= 2_000_000;
        bool expected = amount <= expectedBalance[caller];
        if (!_call(caller, address(token), abi.encodeCall(token.burn, (amount)), expected, "7: burnt what was not there"))
            return;
        expectedBalance[caller] -= amount;
        expectedSupply -= amount;
    }

    function wait(uint256 time, bool long) external {
        vm.warp(block.timestamp + (long ? within(time, 1 hours, 6 days) : within(time, 1, 3 hours)));
    }

    // ------------------------------------------------------------------------------------------------------- private

    function _plan(
        uint256 index,
        uint256 seed,
        uint256 size,
        uint256 wordCount,
        uint256 more
    ) private view returns (Batch memory batch) {
        uint256 count = wordCount + more;
        if (count == 0) count = 1;
        uint256 most = availableOf(index);
        if (remainingOf(index) < most) most = remainingOf(index);
        if (_expected[index].maxReward * count < most) most = _expected[index].maxReward * count;
        // Mostly within the limits, at times exactly at them or one above.
        uint256 total = size % 5 == 0 ? most : size % 5 == 1 ? most + 1 : size % (most + 1);
        batch.caller = expectedOperator;
        batch.campaignId = uint64(index + 1);
        batch.firstReward = uint64(_expected[index].nextReward);
        batch.previousTag = _expected[index].lastTag;
        batch.validUntil = uint64(block.timestamp);
        batch.root = keccak256(abi.encode(seed));
        (batch.words, batch.total) = _words(seed, total, wordCount);
        batch.declared = uint128(batch.total * 10_000);
        if (seed % 6 == 0) batch.declared = _tightDeclaration(index, batch.total, seed % 12 == 0);
        batch.fingerprints = new bytes(count * 8);
        for (uint256 i = 0; i < count * 8; ++i) batch.fingerprints[i] = bytes1(uint8(uint256(batch.root) >> (i % 32)));
    }

    /// @dev The least declared value that carries the total, or one less.
    function _tightDeclaration(uint256 index, uint256 total, bool tooLow) private view returns (uint128) {
        uint256 share = _expected[index].maxShareBps;
        if (share == 0) return 0;
        uint256 least = (total * 10_000 + share - 1) / share;
        return uint128(tooLow && least > 0 ? least - 1 : least);
    }

    function _words(uint256 seed, uint256 total, uint256 count) private view returns (uint256[] memory words, uint256) {
        words = new uint256[](count);
        if (count == 0) return (words, 0);
        uint256 left = total;
        for (uint256 i = 0; i < count; ++i) {
            uint256 amount = i == count - 1 ? left : uint256(keccak256(abi.encode(seed, i))) % (left + 1);
            words[i] = wordOf(people[(seed >> (8 * i)) % people.length], amount);
            left -= amount;
        }
        return (words, total);
    }

    function _send(uint256 index, Batch memory batch) private {
        if (batch.caller == address(0)) batch.caller = STRANGER;
        bool paused = isPaused();
        bool expected = _isDue(index, batch) && !paused;
        bytes32 tag = _tagOf(batch);
        bytes memory data = abi.encodeCall(
            campaigns.payBatch,
            (
                CampaignId.wrap(batch.campaignId),
                batch.firstReward,
                batch.previousTag,
                batch.validUntil,
                batch.declared,
                batch.root,
                batch.fingerprints,
                batch.words,
                ""
            )
        );
        if (!_call(batch.caller, address(campaigns), data, expected, paused ? "5: paid while paused" : "3, 4, 8: a batch"))
            return;

        Expected storage one = _expected[index];
        uint256 count = batch.fingerprints.length / 8;
        for (uint256 i = 0; i < count; ++i) {
            if (_paidOnce[index][batch.firstReward + i]) _break("3: a reward's number was paid twice");
            _paidOnce[index][batch.firstReward + i] = true;
        }
        one.left = availableOf(index) - batch.total;
        one.refilledAt = block.timestamp;
        one.paid += batch.total;
        one.nextReward += count;
        one.lastTag = tag;
        if (one.isMint) expectedSupply += batch.total;
        else expectedBalance[address(campaigns)] -= batch.total;
        _creditAll(batch.words);
        _last = batch;
    }

    /// @dev Everything but the pause that a batch must satisfy.
    function _isDue(uint256 index, Batch memory batch) private view returns (bool) {
        Expected memory one = _expected[index];
        uint256 length = batch.fingerprints.length;
        uint256 count = length / 8;
        if (batch.caller != expectedOperator || block.timestamp > batch.validUntil || hasLapsed(index)) return false;
        if (length == 0 || length != count * 8 || count < batch.words.length || batch.toZero) return false;
        if (batch.firstReward != one.nextReward || batch.previousTag != one.lastTag) return false;
        if (batch.total > remainingOf(index) || batch.total > availableOf(index)) return false;
        if (batch.total > one.maxReward * count) return false;
        return one.maxShareBps == type(uint32).max || batch.total * 10_000 <= uint256(batch.declared) * one.maxShareBps;
    }

    function _tagOf(Batch memory batch) private pure returns (bytes32) {
        bytes memory packed = "";
        for (uint256 i = 0; i < batch.words.length; ++i) packed = bytes.concat(packed, bytes32(batch.words[i]));
        return keccak256(
            bytes.concat(
                batch.previousTag,
                bytes32(uint256(batch.campaignId)),
                bytes32(uint256(batch.firstReward)),
                bytes32(batch.fingerprints.length / 8),
                batch.root,
                keccak256(batch.fingerprints),
                keccak256(packed)
            )
        );
    }

    function _creditAll(uint256[] memory words) private {
        for (uint256 i = 0; i < words.length; ++i) {
            address to = address(uint160(words[i] >> 96));
            expectedBalance[to] += uint96(words[i]);
            if (to == address(campaigns)) gifts += uint96(words[i]);
        }
    }
}
