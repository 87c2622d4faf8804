// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title A stand-in for an exchange, for local chains and tests only
/// @notice Sells the RETO that it holds to anyone for ETH at a fixed price. It keeps the ETH for ever.
contract LocalExchange {
    using SafeERC20 for IERC20;

    /// @notice `buyer` paid `paidWei` and received `amount` base units.
    event Sold(address indexed buyer, uint256 paidWei, uint256 amount);

    /// @notice Nothing was paid, or too little for one base unit.
    error LocalExchange_NothingBought(uint256 paidWei);
    /// @notice The exchange holds `stock` base units, fewer than `wanted`.
    error LocalExchange_SoldOut(uint256 stock, uint256 wanted);

    uint256 private constant BASE_UNITS = 10 ** 18;

    IERC20 public immutable token;
    /// @notice Price of 10^18 base units, which are one RETO.
    uint256 public immutable weiPerReto;

    /// @param token_ What is sold. Whoever deploys this sends it a stock.
    /// @param weiPerReto_ Price of one RETO in wei; not zero.
    constructor(IERC20 token_, uint256 weiPerReto_) {
        token = token_;
        weiPerReto = weiPerReto_;
    }

    /// @notice Buys for all the ETH sent with the call; the amount rounds down.
    /// @return amount Base units that the caller received.
    function buy() external payable returns (uint256 amount) {
        amount = (msg.value * BASE_UNITS) / weiPerReto;
        if (amount == 0) revert LocalExchange_NothingBought(msg.value);
        uint256 stock = token.balanceOf(address(this));
        if (amount > stock) revert LocalExchange_SoldOut(stock, amount);
        emit Sold(msg.sender, msg.value, amount);
        token.safeTransfer(msg.sender, amount);
    }
}
