// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CampaignId, IRetoCampaigns} from "../interfaces/IRetoCampaigns.sol";
import {CampaignRecord} from "./CampaignRecord.sol";

/// @title What can be said of a batch without a campaign's storage: its length, its tag, its ceilings
library PayoutBatch {
    uint256 internal constant FINGERPRINT_BYTES = 8;
    uint256 internal constant MAX_REWARDS = 8_192;
    uint256 internal constant MAX_WORDS = 2_048;
    uint256 internal constant BPS = 10_000;
    uint32 internal constant UNLIMITED_SHARE = type(uint32).max;

    /// @notice How many rewards a batch pays, or a refusal of its lengths.
    function countRewards(uint256 fingerprintsLength, uint256 words) internal pure returns (uint256 count) {
        count = fingerprintsLength / FINGERPRINT_BYTES;
        if (count == 0 || fingerprintsLength % FINGERPRINT_BYTES != 0) {
            revert IRetoCampaigns.RetoCampaigns_BrokenFingerprints(fingerprintsLength);
        }
        if (count < words) revert IRetoCampaigns.RetoCampaigns_FewerRewardsThanWords(count, words);
        if (count > MAX_REWARDS) revert IRetoCampaigns.RetoCampaigns_BatchTooLong(count, MAX_REWARDS);
        if (words > MAX_WORDS) revert IRetoCampaigns.RetoCampaigns_BatchTooLong(words, MAX_WORDS);
    }

    /// @notice The tag before a campaign's first batch.
    function genesisTag(CampaignId campaignId) internal view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), campaignId));
    }

    /// @notice The tag of a batch, as `IRetoCampaigns` defines it.
    function tagOf(
        CampaignId campaignId,
        uint64 firstReward,
        bytes32 previousTag,
        uint256 count,
        bytes32 receiptsRoot,
        bytes calldata fingerprints,
        uint256[] calldata words
    ) internal pure returns (bytes32) {
        bytes32 fingerprintsHash = keccak256(fingerprints);
        bytes32 wordsHash = keccak256(abi.encodePacked(words));
        return
            keccak256(
                abi.encode(previousTag, campaignId, firstReward, count, receiptsRoot, fingerprintsHash, wordsHash)
            );
    }

    /// @notice Refuses a total over the ceiling for a reward or for a share of the declared value.
    /// @dev Multiplies instead of dividing, so that nothing is rounded; the limits in the errors are rounded down.
    function requireUnderCeilings(
        CampaignId campaignId,
        CampaignRecord.Ceilings memory ceilings,
        uint256 total,
        uint256 count,
        uint256 declaredSaleValue
    ) internal pure {
        uint256 most = ceilings.maxReward * count;
        if (total > most) revert IRetoCampaigns.RetoCampaigns_OverRewardCeiling(campaignId, total, most);
        if (ceilings.maxShareBps == UNLIMITED_SHARE) return;
        uint256 allowed = declaredSaleValue * ceilings.maxShareBps;
        if (total * BPS > allowed) {
            revert IRetoCampaigns.RetoCampaigns_OverShareCeiling(campaignId, total, allowed / BPS);
        }
    }
}
