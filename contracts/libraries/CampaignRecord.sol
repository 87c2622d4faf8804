// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRetoCampaigns} from "../interfaces/IRetoCampaigns.sol";
import {DailyAllowance} from "./DailyAllowance.sol";

/// @title What is stored of a campaign, and what follows from it and the clock
/// @dev `pausedSeconds` is for how long the contract has stood still in all, at this moment.
library CampaignRecord {
    using CampaignRecord for Record;

    /// @dev What every batch changes; one slot.
    struct Account {
        uint96 remaining;
        uint96 allowanceLeft;
        uint32 nextReward;
        uint32 refilledAt;
    }

    /// @dev What every batch reads; one slot.
    struct Ceilings {
        uint96 maxReward;
        uint96 dailyAllowance;
        uint32 maxShareBps;
        IRetoCampaigns.FundingKind funding;
        IRetoCampaigns.CampaignState state; // never `Lapsed`: that follows from the clock
        bool attested;
    }

    struct Terms {
        bytes32 termsHash;
        uint40 inForceFrom;
    }

    struct AnnouncedLimits {
        IRetoCampaigns.Limits limits;
        uint40 effectiveAt;
    }

    struct Record {
        Account account;
        bytes32 lastTag;
        Ceilings ceilings;
        address partner;
        uint40 startsAt;
        uint40 endsAt;
        address attestor;
        uint40 closedAt;
        uint40 pausedSecondsAtClose;
        uint128 funded;
        uint96 withdrawn;
        uint32 graceSeconds;
        Terms[] terms;
        AnnouncedLimits announced;
        mapping(address account => bool) reporters;
    }

    /// @notice When a closing campaign lapses if no pause runs or comes.
    function lapsesAt(Record storage record, uint40 pausedSeconds) internal view returns (uint40) {
        return record.closedAt + record.graceSeconds + (pausedSeconds - record.pausedSecondsAtClose);
    }

    /// @notice The state at this moment.
    function stateNow(
        Record storage record,
        uint40 pausedSeconds
    ) internal view returns (IRetoCampaigns.CampaignState state) {
        state = record.ceilings.state;
        if (state == IRetoCampaigns.CampaignState.Closing && block.timestamp >= record.lapsesAt(pausedSeconds)) {
            return IRetoCampaigns.CampaignState.Lapsed;
        }
    }

    /// @notice What the daily allowance lets a batch pay at this moment, base units.
    function available(Account memory account, uint96 dailyAllowance) internal view returns (uint96) {
        return DailyAllowance.available(account.allowanceLeft, account.refilledAt, dailyAllowance, block.timestamp);
    }

    /// @notice Whether `limits` allow nothing that the present ones refuse.
    function isAsTight(Record storage record, IRetoCampaigns.Limits calldata limits) internal view returns (bool) {
        Ceilings memory ceilings = record.ceilings;
        return
            limits.maxReward <= ceilings.maxReward &&
            limits.dailyAllowance <= ceilings.dailyAllowance &&
            limits.maxShareBps <= ceilings.maxShareBps &&
            (!ceilings.attested || limits.attestor == record.attestor);
    }

    /// @notice Puts limits in force. What refilled under the old allowance stays, as far as it fits the new one.
    function setLimits(Record storage record, IRetoCampaigns.Limits memory limits) internal {
        uint96 left = available(record.account, record.ceilings.dailyAllowance);
        record.account.allowanceLeft = left < limits.dailyAllowance ? left : limits.dailyAllowance;
        record.account.refilledAt = uint32(block.timestamp);
        record.ceilings.maxReward = limits.maxReward;
        record.ceilings.dailyAllowance = limits.dailyAllowance;
        record.ceilings.maxShareBps = limits.maxShareBps;
        record.ceilings.attested = limits.attestor != address(0);
        record.attestor = limits.attestor;
        delete record.announced;
    }

    /// @notice The highest version of the terms that is in force at `moment`; zero when none is.
    function termsAt(
        Record storage record,
        uint40 moment
    ) internal view returns (uint64 version, bytes32 termsHash) {
        for (uint256 i = record.terms.length; i > 0; --i) {
            Terms memory candidate = record.terms[i - 1];
            if (candidate.inForceFrom <= moment) return (uint64(i), candidate.termsHash);
        }
    }

    /// @notice Everything about a campaign, for readers off chain.
    function toView(
        Record storage record,
        uint40 pausedSeconds
    ) internal view returns (IRetoCampaigns.CampaignView memory view_) {
        Account memory account = record.account;
        Ceilings memory ceilings = record.ceilings;
        view_.partner = record.partner;
        view_.funding = ceilings.funding;
        view_.state = record.stateNow(pausedSeconds);
        view_.startsAt = record.startsAt;
        view_.endsAt = record.endsAt;
        view_.graceSeconds = record.graceSeconds;
        view_.closedAt = record.closedAt;
        view_.lapsesAt = record.closedAt == 0 ? 0 : record.lapsesAt(pausedSeconds);
        view_.funded = record.funded;
        view_.paid = record.funded - account.remaining - record.withdrawn;
        view_.withdrawn = record.withdrawn;
        view_.remaining = account.remaining;
        view_.maxReward = ceilings.maxReward;
        view_.dailyAllowance = ceilings.dailyAllowance;
        view_.maxShareBps = ceilings.maxShareBps;
        view_.attestor = record.attestor;
        view_.nextReward = account.nextReward;
        view_.lastTag = record.lastTag;
        view_.termsVersions = uint64(record.terms.length);
    }
}
