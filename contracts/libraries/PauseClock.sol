// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title How long the contract has stood still
/// @notice Grace periods stand still while paused; this counts the seconds that they stood.
library PauseClock {
    /// @param startedAt When the last pause began; 0 when there was none.
    /// @param secondsBefore Length of all pauses before the last one.
    struct Clock {
        uint40 startedAt;
        uint40 secondsBefore;
    }

    /// @notice Seconds paused up to `now_`, the running pause included.
    /// @param pausedUntil When the last pause ended or will end.
    function elapsed(Clock memory clock, uint256 pausedUntil, uint256 now_) internal pure returns (uint40) {
        uint256 end = now_ < pausedUntil ? now_ : pausedUntil;
        return uint40(clock.secondsBefore + end - clock.startedAt);
    }
}
