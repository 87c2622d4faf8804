// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title A token as ours must never be, for tests: it refuses wallets, stands still, or keeps a fee
/// @notice It has the batch transfer that the campaigns call, so that the service can be tried against what ours never
/// does.
contract StubbornToken is ERC20 {
    uint256 private constant BPS = 10_000;

    mapping(address wallet => bool) public refuses;
    bool public standsStill;
    uint256 public feeBps;

    /// @notice This wallet is not paid.
    error StubbornToken_Refuses(address wallet);
    /// @notice Nobody is paid.
    error StubbornToken_StandsStill();

    constructor(address holder, uint256 supply) ERC20("Stubborn", "NO") {
        _mint(holder, supply);
    }

    function setRefuses(address wallet, bool refused) external {
        refuses[wallet] = refused;
    }

    function setStandsStill(bool still) external {
        standsStill = still;
    }

    function setFeeBps(uint256 feeBps_) external {
        feeBps = feeBps_;
    }

    /// @notice Pays words as `IRetoToken.transferBatch` does, but for what it was told; the fee stays with the payer
    /// and is not told of.
    function transferBatch(uint256[] calldata words) external returns (uint256 total) {
        if (standsStill) revert StubbornToken_StandsStill();
        for (uint256 i = 0; i < words.length; ++i) {
            address wallet = address(uint160(words[i] >> 96));
            uint256 amount = uint96(words[i]);
            if (refuses[wallet]) revert StubbornToken_Refuses(wallet);
            uint256 fee = (amount * feeBps) / BPS;
            _transfer(msg.sender, wallet, amount - fee);
            total += amount;
        }
    }
}
