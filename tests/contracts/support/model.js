"use strict";

// An independent model of what the contracts compute: words, fingerprints, tags, receipts, ceilings. It shares no code
// with them; tests/vectors/payout-batches.json is made by it and checked against the chain.

const { ethers } = require("ethers");

const MAX_AMOUNT = (1n << 96n) - 1n;
const SECONDS_PER_DAY = 86_400n;
const NO_ROOT = "0x" + "00".repeat(32);
const UNLIMITED_SHARE = 2n ** 32n - 1n;

/** One word: 20 bytes of recipient, 12 bytes of amount. */
function word(recipient, amount) {
  if (amount < 0n || amount > MAX_AMOUNT) throw new RangeError(`amount ${amount} does not fit 12 bytes`);
  return (BigInt(recipient) << 96n) | amount;
}

function wordBytes(value) {
  return ethers.toBeHex(value, 32);
}

/** The eight bytes of the n-th test fingerprint. */
function fingerprint(n) {
  return ethers.dataSlice(ethers.id(`fingerprint ${n}`), 0, 8);
}

/** The fingerprints of `count` rewards from number `first`, packed. */
function fingerprints(first, count) {
  return ethers.concat(Array.from({ length: count }, (_, i) => fingerprint(first + i)));
}

function genesisTag(chainId, contract, campaignId) {
  return ethers.keccak256(
    ethers.AbiCoder.defaultAbiCoder().encode(["uint256", "address", "uint256"], [chainId, contract, campaignId]),
  );
}

function tag({ previousTag, campaignId, firstReward, receiptsRoot, packedFingerprints, words }) {
  const fields = [
    previousTag,
    ethers.toBeHex(campaignId, 32),
    ethers.toBeHex(firstReward, 32),
    ethers.toBeHex(ethers.dataLength(packedFingerprints) / 8, 32),
    receiptsRoot,
    ethers.keccak256(packedFingerprints),
    ethers.keccak256(ethers.concat(words.map(wordBytes))),
  ];
  return ethers.keccak256(ethers.concat(fields));
}

/** A leaf of the receipts tree: the word and, for each reward of its wallet, 60 bytes. */
function receiptLeaf(paidWord, lines) {
  const encoded = lines.map((line) =>
    ethers.concat([
      ethers.toBeHex(line.number, 8),
      line.fingerprint,
      ethers.toBeHex(line.amount, 12),
      line.textHash,
    ]),
  );
  return ethers.keccak256(ethers.concat(["0x00", wordBytes(paidWord), ...encoded]));
}

/** RFC 6962 with Keccak-256, by its own recursive definition: split at the largest power of two below the count. */
function receiptsRoot(leaves) {
  if (leaves.length === 0) return NO_ROOT;
  if (leaves.length === 1) return leaves[0];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return ethers.keccak256(
    ethers.concat(["0x01", receiptsRoot(leaves.slice(0, split)), receiptsRoot(leaves.slice(split))]),
  );
}

/** The siblings of a leaf from the bottom up, each with the side on which it stands. */
function receiptProof(leaves, index) {
  if (leaves.length <= 1) return [];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split
    ? [...receiptProof(left, index), { side: "right", hash: receiptsRoot(right) }]
    : [...receiptProof(right, index - split), { side: "left", hash: receiptsRoot(left) }];
}

/** What the daily allowance lets a batch pay, rounded down. */
function availableToday({ left, refilledAt, dailyAllowance, now }) {
  const refilled = left + (dailyAllowance * (now - refilledAt)) / SECONDS_PER_DAY;
  return refilled < dailyAllowance ? refilled : dailyAllowance;
}

/** The name of the ceiling that refuses a batch, or null. */
function refusedBy({ total, count, remaining, maxReward, declaredSaleValue, maxShareBps, available }) {
  if (total > remaining) return "RetoCampaigns_OverBudget";
  if (total > maxReward * count) return "RetoCampaigns_OverRewardCeiling";
  if (maxShareBps !== UNLIMITED_SHARE && total * 10_000n > declaredSaleValue * maxShareBps) {
    return "RetoCampaigns_OverShareCeiling";
  }
  if (total > available) return "RetoCampaigns_OverDailyAllowance";
  return null;
}

module.exports = {
  MAX_AMOUNT,
  NO_ROOT,
  UNLIMITED_SHARE,
  availableToday,
  fingerprint,
  fingerprints,
  genesisTag,
  receiptLeaf,
  receiptProof,
  receiptsRoot,
  refusedBy,
  tag,
  word,
};
