// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What the rules say a campaign must look like, written without the contracts' code.
abstract contract Model {
    struct Expected {
        address partner;
        bool isMint;
        bool closed;
        uint256 endsAt;
        uint256 graceSeconds;
        uint256 closedAt;
        uint256 pausedAtClose;
        uint256 funded;
        uint256 paid;
        uint256 withdrawn;
        uint256 withdrawals;
        uint256 nextReward;
        bytes32 lastTag;
        uint256 maxReward;
        uint256 dailyAllowance;
        uint256 maxShareBps;
        uint256 left;
        uint256 refilledAt;
    }

    struct Announced {
        uint96 maxReward;
        uint96 dailyAllowance;
        uint32 maxShareBps;
        uint256 effectiveAt;
    }

    struct Version {
        bytes32 termsHash;
        uint256 inForceFrom;
    }

    struct Standstill {
        uint256 from;
        uint256 until;
    }

    Expected[] internal _expected;
    mapping(uint256 index => Announced) internal _announced;
    mapping(uint256 index => Version[]) internal _versions;
    Standstill[] internal _standstills;

    address public expectedOperator;
    address internal _nextOperator;
    uint256 internal _operatorEffectiveAt;

    mapping(address holder => uint256) public expectedBalance;
    uint256 public expectedSupply;
    /// @notice Tokens that reached the contract without belonging to a campaign.
    uint256 public gifts;

    function campaignsExpected() external view returns (uint256) {
        return _expected.length;
    }

    function expectedOf(uint256 index) external view returns (Expected memory) {
        return _expected[index];
    }

    function versionsOf(uint256 index) external view returns (Version[] memory) {
        return _versions[index];
    }

    function isPaused() public view returns (bool) {
        uint256 count = _standstills.length;
        return count > 0 && block.timestamp < _standstills[count - 1].until;
    }

    function secondsPaused() public view returns (uint256 total) {
        for (uint256 i = 0; i < _standstills.length; ++i) {
            uint256 until = _standstills[i].until;
            total += (until < block.timestamp ? until : block.timestamp) - _standstills[i].from;
        }
    }

    function remainingOf(uint256 index) public view returns (uint256) {
        Expected memory one = _expected[index];
        return one.funded - one.paid - one.withdrawn;
    }

    function hasLapsed(uint256 index) public view returns (bool) {
        Expected memory one = _expected[index];
        if (!one.closed) return false;
        return block.timestamp - one.closedAt >= one.graceSeconds + (secondsPaused() - one.pausedAtClose);
    }

    /// @dev Fills second by second; the whole day's allowance at most. Written as a share of a day, not as a product
    /// that is divided at once, and rounded down like it.
    function availableOf(uint256 index) public view returns (uint256) {
        Expected memory one = _expected[index];
        uint256 elapsed = block.timestamp - one.refilledAt;
        uint256 room = one.dailyAllowance > one.left ? one.dailyAllowance - one.left : 0;
        uint256 whole = (elapsed / 86_400) * one.dailyAllowance;
        uint256 part = ((elapsed % 86_400) * one.dailyAllowance) / 86_400;
        return whole + part < room ? one.left + whole + part : one.dailyAllowance;
    }

    function _putLimits(uint256 index, uint256 maxReward, uint256 dailyAllowance, uint256 maxShareBps) internal {
        uint256 left = availableOf(index);
        Expected storage one = _expected[index];
        one.left = left < dailyAllowance ? left : dailyAllowance;
        one.refilledAt = block.timestamp;
        one.maxReward = maxReward;
        one.dailyAllowance = dailyAllowance;
        one.maxShareBps = maxShareBps;
        delete _announced[index];
    }
}
