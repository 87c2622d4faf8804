// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The refilling daily allowance of a campaign
/// @notice A bucket that holds at most `dailyAllowance` and fills from empty to full in 24 hours.
library DailyAllowance {
    /// @notice What may be paid at `now_`.
    /// @dev Rounds down, so the operator never gains by paying often; it loses less than one base unit a batch.
    /// @param left What was left at `refilledAt`, base units.
    /// @param refilledAt Unix seconds; not later than `now_`.
    /// @param dailyAllowance What the bucket holds and what refills in 24 hours, base units.
    /// @param now_ Unix seconds.
    /// @return What may be paid, base units; never above `dailyAllowance`.
    function available(
        uint96 left,
        uint32 refilledAt,
        uint96 dailyAllowance,
        uint256 now_
    ) internal pure returns (uint96) {
        uint256 refilled;
        unchecked {
            // Time does not run backwards, and 2^96 x 2^40 + 2^96 is far below 2^256.
            refilled = left + (uint256(dailyAllowance) * (now_ - refilledAt)) / 1 days;
        }
        return refilled < dailyAllowance ? uint96(refilled) : dailyAllowance;
    }
}
