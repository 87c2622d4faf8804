// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A stand-in for a Chainlink AggregatorV3 feed, for local chains and tests only
/// @notice The contracts read no price: conversion happens off chain, and its rate is recorded on the reward. This lets
/// the service's reading of a feed be tried on a local chain, stale and nonsensical answers included.
contract PriceFeed {
    uint8 public immutable decimals;
    string public description;
    uint256 public constant version = 4;

    struct Round {
        int256 answer;
        uint256 updatedAt;
    }

    uint80 public latestRound;
    mapping(uint80 round => Round) private _rounds;

    /// @notice A round was asked for that does not exist.
    error PriceFeed_NoSuchRound(uint80 round);

    constructor(uint8 decimals_, string memory description_) {
        decimals = decimals_;
        description = description_;
    }

    /// @notice Adds a round; any answer and any time, so that a test may lie.
    function setAnswer(int256 answer, uint256 updatedAt) external {
        _rounds[++latestRound] = Round(answer, updatedAt);
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return getRoundData(latestRound);
    }

    function getRoundData(uint80 round) public view returns (uint80, int256, uint256, uint256, uint80) {
        if (round == 0 || round > latestRound) revert PriceFeed_NoSuchRound(round);
        Round memory found = _rounds[round];
        return (round, found.answer, found.updatedAt, found.updatedAt, round);
    }
}
