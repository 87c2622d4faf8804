// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CampaignId, IRetoCampaigns} from "../../../../contracts/interfaces/IRetoCampaigns.sol";
import {Model} from "./Model.sol";
import {World} from "./World.sol";
import {within} from "./Vm.sol";

/// @notice What happens around payments, in any order forge likes: campaigns, money in and out, roles, time.
/// Every action knows from the model whether it must succeed.
abstract contract Handler is World, Model {
    uint256 internal constant MOST_CAMPAIGNS = 5;

    constructor() {
        expectedOperator = OPERATOR;
        expectedSupply = SUPPLY;
        for (uint256 i = 0; i < people.length; ++i) expectedBalance[people[i]] = token.balanceOf(people[i]);
        createCampaign(0, 1_000_000, 10_000_000, 2_000);
        createCampaign(1, 2_000_000, 7_000_003, type(uint32).max);
        fund(0, 20_000_000, 0);
        grant(1, 20_000_000, 0);
    }

    // ------------------------------------------------------------------------------------------ campaigns and money

    function createCampaign(uint256 seed, uint96 maxReward, uint96 dailyAllowance, uint32 maxShareBps) public {
        if (_expected.length == MOST_CAMPAIGNS) return;
        IRetoCampaigns.NewCampaign memory params;
        params.funding = seed % 2 == 0 ? IRetoCampaigns.FundingKind.Escrow : IRetoCampaigns.FundingKind.Mint;
        params.startsAt = uint40(block.timestamp);
        params.endsAt = uint40(block.timestamp + 30 days);
        params.graceSeconds = uint32(within(seed, 1 days, 5 days));
        params.termsHash = keccak256(abi.encode("terms", seed));
        params.termsInForceFrom = uint40(block.timestamp - 3 days); // the first version may reach back
        params.maxReward = uint96(within(maxReward, 1, 5_000_000));
        params.dailyAllowance = uint96(within(dailyAllowance, 1, 20_000_000));
        params.maxShareBps = maxShareBps;
        address partner = people[seed % 4];
        if (!_call(partner, address(campaigns), abi.encodeCall(campaigns.createCampaign, (params)), true, "creation"))
            return;

        uint256 index = _expected.length;
        Expected storage one = _expected.push();
        one.partner = partner;
        one.isMint = seed % 2 == 1;
        one.endsAt = params.endsAt;
        one.graceSeconds = params.graceSeconds;
        one.nextReward = 1;
        one.lastTag = keccak256(abi.encode(block.chainid, address(campaigns), index + 1));
        one.maxReward = params.maxReward;
        one.dailyAllowance = params.dailyAllowance;
        one.maxShareBps = maxShareBps;
        one.left = params.dailyAllowance;
        one.refilledAt = block.timestamp;
        _versions[index].push(Version(params.termsHash, params.termsInForceFrom));
    }

    function fund(uint256 which, uint96 amount, uint256 whoSeed) public {
        uint256 index = which % _expected.length;
        amount = uint96(amount % 30_000_000);
        Expected storage one = _expected[index];
        address caller = whoSeed % 8 == 7 ? STRANGER : one.partner;
        _call(caller, address(token), abi.encodeCall(token.approve, (address(campaigns), amount)), true, "approval");
        bool may = caller == one.partner && !one.isMint && !hasLapsed(index) && amount > 0;
        bool expected = may && amount <= expectedBalance[caller];
        bytes memory data = abi.encodeCall(campaigns.fund, (_id(index), amount));
        if (!_call(caller, address(campaigns), data, expected, "8: only the partner deposits its own tokens")) return;
        one.funded += amount;
        _move(caller, address(campaigns), amount);
    }

    function grant(uint256 which, uint96 amount, uint256 whoSeed) public {
        uint256 index = which % _expected.length;
        amount = uint96(amount % 80_000_000);
        Expected storage one = _expected[index];
        address caller = whoSeed % 8 == 7 ? one.partner : OWNER;
        uint256 promised = _grantsOutstanding();
        bool may = caller == OWNER && one.isMint && !hasLapsed(index) && amount > 0;
        bool fits = amount <= token.mintAllowance(address(campaigns)) && expectedSupply + promised + amount <= CAP;
        bytes memory data = abi.encodeCall(campaigns.grant, (_id(index), amount));
        if (!_call(caller, address(campaigns), data, may && fits, "1: a grant beyond the allowance or the cap")) return;
        one.funded += amount;
    }

    function close(uint256 which, uint256 whoSeed) external {
        uint256 index = which % _expected.length;
        Expected storage one = _expected[index];
        address caller = whoSeed % 3 == 0 ? STRANGER : one.partner;
        if (whoSeed % 4 != 0 && block.timestamp < one.endsAt) return; // else every campaign would be closed at once
        bool expected = !one.closed && (caller == one.partner || block.timestamp >= one.endsAt);
        bytes memory data = abi.encodeCall(campaigns.close, (_id(index)));
        if (!_call(caller, address(campaigns), data, expected, "8: closed by whoever may not")) return;
        one.closed = true;
        one.closedAt = block.timestamp;
        one.pausedAtClose = secondsPaused();
    }

    function withdraw(uint256 which, uint256 whoSeed) external {
        uint256 index = which % _expected.length;
        Expected storage one = _expected[index];
        address caller = whoSeed % 4 == 0 ? _anyone(whoSeed) : one.partner;
        uint256 rest = remainingOf(index);
        bool expected = !isPaused() && caller == one.partner && !one.isMint && hasLapsed(index) && rest > 0;
        bytes memory data = abi.encodeCall(campaigns.withdrawLeftovers, (_id(index)));
        string memory rule = isPaused() ? "5: withdrawn while paused" : "6: withdrawn by another, early or twice";
        if (!_call(caller, address(campaigns), data, expected, rule)) return;
        one.withdrawn += rest;
        one.withdrawals += 1;
        _move(address(campaigns), one.partner, rest);
    }

    function release(uint256 which, uint256 whoSeed) external {
        uint256 index = which % _expected.length;
        Expected storage one = _expected[index];
        uint256 rest = remainingOf(index);
        bool expected = !isPaused() && one.isMint && hasLapsed(index) && rest > 0;
        bytes memory data = abi.encodeCall(campaigns.releaseGrant, (_id(index)));
        string memory rule = isPaused() ? "5: released while paused" : "6: a grant released early, twice or to a partner";
        if (!_call(_anyone(whoSeed), address(campaigns), data, expected, rule)) return;
        one.withdrawn += rest;
        one.withdrawals += 1;
    }

    function give(uint256 fromSeed, uint256 amount) external {
        address from = people[fromSeed % 8];
        amount %= 1_000_000;
        bytes memory data = abi.encodeCall(token.transfer, (address(campaigns), amount));
        if (!_call(from, address(token), data, amount <= expectedBalance[from], "a transfer")) return;
        _move(from, address(campaigns), amount);
        gifts += amount;
    }

    // ---------------------------------------------------------------------------------------------- terms and limits

    function publishTerms(uint256 which, uint256 whoSeed, uint256 delay, bool back) external {
        uint256 index = which % _expected.length;
        Expected storage one = _expected[index];
        address caller = whoSeed % 5 == 0 ? _anyone(whoSeed) : one.partner;
        uint256 from = back ? block.timestamp - within(delay, 1, 9 days) : block.timestamp + (delay % 9 days);
        bytes32 termsHash = keccak256(abi.encode(whoSeed, delay));
        bytes memory data = abi.encodeCall(campaigns.publishTerms, (_id(index), termsHash, uint40(from)));
        bool expected = caller == one.partner && !one.closed && !back;
        if (!_call(caller, address(campaigns), data, expected, "9: terms that reach back, or another's")) return;
        _versions[index].push(Version(termsHash, from));
    }

    function setLimits(uint256 which, uint256 whoSeed, uint96 maxReward, uint96 daily, uint32 maxShareBps) external {
        uint256 index = which % _expected.length;
        Expected storage one = _expected[index];
        address caller = whoSeed % 5 == 0 ? _anyone(whoSeed) : one.partner;
        maxReward = uint96(within(maxReward, 1, 5_000_000));
        daily = uint96(within(daily, 1, 20_000_000));
        IRetoCampaigns.Limits memory limits = IRetoCampaigns.Limits(maxReward, daily, maxShareBps, address(0));
        bytes memory data = abi.encodeCall(campaigns.setLimits, (_id(index), limits));
        if (!_call(caller, address(campaigns), data, caller == one.partner, "8: limits set by another")) return;
        bool tight = maxReward <= one.maxReward && daily <= one.dailyAllowance && maxShareBps <= one.maxShareBps;
        if (tight) _putLimits(index, maxReward, daily, maxShareBps);
        else _announced[index] = Announced(maxReward, daily, maxShareBps, block.timestamp + CHANGE_DELAY);
    }

    function applyLimits(uint256 which, uint256 whoSeed) external {
        uint256 index = which % _expected.length;
        Announced memory next = _announced[index];
        bool expected = next.effectiveAt != 0 && block.timestamp >= next.effectiveAt;
        bytes memory data = abi.encodeCall(campaigns.applyLimits, (_id(index)));
        if (!_call(_anyone(whoSeed), address(campaigns), data, expected, "9: limits raised without the delay")) return;
        _putLimits(index, next.maxReward, next.dailyAllowance, next.maxShareBps);
    }

    // ------------------------------------------------------------------------------------------------ roles and time

    function pause(uint256 whoSeed) external {
        if (whoSeed % 3 != 0) return; // rarely, or nothing would ever be paid
        address caller = whoSeed % 9 == 0 ? _anyone(whoSeed) : whoSeed % 2 == 0 ? PAUSER : OWNER;
        uint256 count = _standstills.length;
        bool rested = count == 0 || block.timestamp >= _standstills[count - 1].until + 7 days;
        bool expected = rested && (caller == PAUSER || caller == OWNER);
        if (!_call(caller, address(campaigns), abi.encodeCall(campaigns.pause, ()), expected, "8: paused too soon or by another"))
            return;
        _standstills.push(Standstill(block.timestamp, block.timestamp + 7 days));
    }

    function unpause(uint256 whoSeed) external {
        address caller = whoSeed % 3 == 0 ? _anyone(whoSeed) : OWNER;
        bool expected = isPaused() && caller == OWNER;
        if (!_call(caller, address(campaigns), abi.encodeCall(campaigns.unpause, ()), expected, "8: unpaused by another"))
            return;
        _standstills[_standstills.length - 1].until = block.timestamp;
    }

    function changeOperator(uint256 step, uint256 whoSeed) external {
        address caller = whoSeed % 3 == 0 ? _anyone(whoSeed) : OWNER;
        if (step % 3 == 0) {
            address next = people[4 + (whoSeed % 4)];
            bytes memory data = abi.encodeCall(campaigns.announceOperator, (next));
            if (!_call(caller, address(campaigns), data, caller == OWNER, "8: operator announced by another")) return;
            (_nextOperator, _operatorEffectiveAt) = (next, block.timestamp + CHANGE_DELAY);
        } else if (step % 3 == 1) {
            bool expected = _operatorEffectiveAt != 0 && block.timestamp >= _operatorEffectiveAt;
            bytes memory data = abi.encodeCall(campaigns.applyOperator, ());
            if (!_call(caller, address(campaigns), data, expected, "8: operator changed without the delay")) return;
            (expectedOperator, _nextOperator, _operatorEffectiveAt) = (_nextOperator, address(0), 0);
        } else if (whoSeed % 7 == 0) {
            bytes memory data = abi.encodeCall(campaigns.removeOperator, ());
            if (!_call(caller, address(campaigns), data, caller == OWNER, "8: operator removed by another")) return;
            (expectedOperator, _nextOperator, _operatorEffectiveAt) = (address(0), address(0), 0);
        }
    }

    // -------------------------------------------------------------------------------------------------------- shared

    function _id(uint256 index) internal pure returns (CampaignId) {
        return CampaignId.wrap(uint64(index + 1));
    }

    /// @dev Anyone, the powerful included; the model knows what each may do.
    function _anyone(uint256 seed) internal view returns (address) {
        address[4] memory powerful = [OWNER, PAUSER, STRANGER, expectedOperator];
        uint256 which = (seed >> 8) % 12;
        address one = which < 8 ? people[which] : powerful[which - 8];
        return one == address(0) ? STRANGER : one;
    }

    function _move(address from, address to, uint256 amount) internal {
        expectedBalance[from] -= amount;
        expectedBalance[to] += amount;
    }

    function _grantsOutstanding() internal view returns (uint256 sum) {
        for (uint256 i = 0; i < _expected.length; ++i) if (_expected[i].isMint) sum += remainingOf(i);
    }
}
