// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CampaignId, IRetoCampaigns} from "../../../../contracts/interfaces/IRetoCampaigns.sol";
import {Vm} from "./Vm.sol";

/// @notice What an indexer knows that reads nothing but events: balances, supply, reservations, campaigns' figures.
contract Replica {
    struct Figures {
        uint256 funded;
        uint256 paid;
        uint256 withdrawn;
        uint256 nextReward;
        bytes32 lastTag;
        uint256 maxReward;
        uint256 dailyAllowance;
        uint256 closedAt;
        uint256 termsVersions;
    }

    mapping(address holder => uint256) public balance;
    mapping(address minter => uint256) public reservation;
    mapping(uint256 campaignId => Figures) private _figures;
    uint256 public supply;
    address public operator;
    uint256 public pausedUntil;
    uint256 public campaignCount;
    bool public overdrawn;

    function figures(uint256 campaignId) external view returns (Figures memory) {
        return _figures[campaignId];
    }

    function read(Vm.Log[] calldata logs) external {
        for (uint256 i = 0; i < logs.length; ++i) {
            Vm.Log calldata log = logs[i];
            bytes32 kind = log.topics[0];
            if (kind == keccak256("Transfer(address,address,uint256)")) _readTransfer(log);
            else if (kind == keccak256("MintReservationChanged(address,uint96)")) {
                reservation[_account(log.topics[1])] = abi.decode(log.data, (uint256));
            } else _readCampaign(kind, log);
        }
    }

    function _readTransfer(Vm.Log calldata log) private {
        (address from, address to) = (_account(log.topics[1]), _account(log.topics[2]));
        uint256 amount = abi.decode(log.data, (uint256));
        unchecked {
            // A batch is credited word by word before it is debited as a whole; only the end of a call counts.
            if (from == address(0)) supply += amount;
            else balance[from] -= amount;
            if (to == address(0)) supply -= amount;
            else balance[to] += amount;
        }
    }

    function _readCampaign(bytes32 kind, Vm.Log calldata log) private {
        if (kind == IRetoCampaigns.Paused.selector) pausedUntil = abi.decode(log.data, (uint256));
        if (kind == IRetoCampaigns.Unpaused.selector) pausedUntil = block.timestamp;
        if (kind == IRetoCampaigns.OperatorChanged.selector) operator = _account(log.topics[2]);
        if (log.topics.length < 2) return;

        uint256 campaignId = uint256(log.topics[1]);
        Figures storage figures_ = _figures[campaignId];
        if (kind == IRetoCampaigns.CampaignCreated.selector) {
            campaignCount = campaignId;
            figures_.nextReward = 1;
            figures_.lastTag = keccak256(abi.encode(block.chainid, log.emitter, campaignId));
        } else if (kind == IRetoCampaigns.CampaignFunded.selector) {
            (uint256 amount, uint256 funded) = abi.decode(log.data, (uint256, uint256));
            figures_.funded += amount;
            if (figures_.funded != funded) overdrawn = true;
        } else if (kind == IRetoCampaigns.BatchPaid.selector) {
            _readBatch(figures_, log);
        } else if (
            kind == IRetoCampaigns.LeftoversWithdrawn.selector || kind == IRetoCampaigns.GrantReleased.selector
        ) {
            figures_.withdrawn += abi.decode(log.data, (uint256));
        } else if (kind == IRetoCampaigns.LimitsChanged.selector) {
            (figures_.maxReward, figures_.dailyAllowance) = abi.decode(log.data, (uint256, uint256));
        } else if (kind == IRetoCampaigns.CampaignClosed.selector) {
            figures_.closedAt = abi.decode(log.data, (uint256));
        } else if (kind == IRetoCampaigns.TermsPublished.selector) {
            figures_.termsVersions = abi.decode(log.data, (uint256));
        }
    }

    function _readBatch(Figures storage figures_, Vm.Log calldata log) private {
        (bytes32 previousTag, uint256 firstReward, uint256 count, uint256 total) =
            abi.decode(log.data, (bytes32, uint256, uint256, uint256));
        if (previousTag != figures_.lastTag || firstReward != figures_.nextReward) overdrawn = true;
        figures_.nextReward += count;
        figures_.lastTag = log.topics[2];
        figures_.paid += total;
    }

    function _account(bytes32 topic) private pure returns (address) {
        return address(uint160(uint256(topic)));
    }
}
