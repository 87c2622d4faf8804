// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CampaignId} from "../interfaces/IRetoCampaigns.sol";
import {CampaignRecord} from "../libraries/CampaignRecord.sol";
import {DailyAllowance} from "../libraries/DailyAllowance.sol";
import {PayoutBatch} from "../libraries/PayoutBatch.sol";

/// @title Opens the internal libraries to the tests that compare them with the shared vectors
/// @notice The receipts tree is not computed on chain; it is written here once more in Solidity, level by level, so
/// that the vectors do not rest on one model alone.
contract VectorProbe {
    /// @notice One reward of a receipt, see `IRetoCampaigns`.
    struct Line {
        uint64 number;
        bytes8 fingerprint;
        uint96 amount;
        bytes32 textHash;
    }

    function available(
        uint96 left,
        uint32 refilledAt,
        uint96 dailyAllowance,
        uint256 now_
    ) external pure returns (uint96) {
        return DailyAllowance.available(left, refilledAt, dailyAllowance, now_);
    }

    function requireUnderCeilings(
        uint96 maxReward,
        uint32 maxShareBps,
        uint256 total,
        uint256 count,
        uint256 declaredSaleValue
    ) external pure {
        CampaignRecord.Ceilings memory ceilings;
        ceilings.maxReward = maxReward;
        ceilings.maxShareBps = maxShareBps;
        PayoutBatch.requireUnderCeilings(CampaignId.wrap(1), ceilings, total, count, declaredSaleValue);
    }

    function leaf(uint256 word, Line[] calldata lines) external pure returns (bytes32) {
        bytes memory encoded = abi.encodePacked(bytes1(0x00), word);
        for (uint256 i = 0; i < lines.length; ++i) {
            Line calldata line = lines[i];
            encoded = abi.encodePacked(encoded, line.number, line.fingerprint, line.amount, line.textHash);
        }
        return keccak256(encoded);
    }

    function root(bytes32[] memory level) external pure returns (bytes32) {
        if (level.length == 0) return bytes32(0);
        uint256 length = level.length;
        while (length > 1) {
            uint256 pairs = length / 2;
            for (uint256 i = 0; i < pairs; ++i) {
                level[i] = keccak256(abi.encodePacked(bytes1(0x01), level[2 * i], level[2 * i + 1]));
            }
            if (length % 2 == 1) level[pairs] = level[length - 1];
            length = pairs + (length % 2);
        }
        return level[0];
    }
}
