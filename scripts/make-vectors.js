"use strict";

// Writes tests/vectors/payout-batches.json from the model in tests/contracts/support/model.js. The tests compare the
// file with the contracts, and the service compares it with itself. Amounts are decimal strings, bytes are hex.

const fs = require("node:fs");
const path = require("node:path");
const { ethers } = require("ethers");
const model = require("../tests/contracts/support/model.js");

const TARGET = path.join(__dirname, "..", "tests", "vectors", "payout-batches.json");
const RETO = 10n ** 18n;
const CHAIN_ID = 31_337n;
const CONTRACT = ethers.getAddress("0x5fbdb2315678afecb367f032d93f642f64180aa3");

function wallet(n) {
  return ethers.getAddress(ethers.dataSlice(ethers.id(`wallet ${n}`), 12));
}

/** Splits each wallet's amount over its rewards, the remainder on the last, and numbers them one after the other. */
function receipts(firstReward, wallets) {
  let number = firstReward;
  return wallets.map(({ recipient, amount, rewards }) => {
    const share = amount / BigInt(rewards);
    const lines = Array.from({ length: rewards }, (_, i) => {
      const text = `reward ${number}`;
      const last = i === rewards - 1;
      const line = {
        number,
        fingerprint: model.fingerprint(number),
        amount: last ? amount - share * BigInt(rewards - 1) : share,
        text,
        textHash: ethers.id(text),
      };
      number += 1;
      return line;
    });
    return { recipient, amount, word: model.word(recipient, amount), lines };
  });
}

function batch(name, campaignId, previousTag, firstReward, wallets, extraRewards = 0) {
  const paid = receipts(firstReward, wallets);
  const words = paid.map((entry) => entry.word);
  const leaves = paid.map((entry) => model.receiptLeaf(entry.word, entry.lines));
  const count = paid.reduce((sum, entry) => sum + entry.lines.length, 0) + extraRewards;
  const packedFingerprints = model.fingerprints(firstReward, count);
  const receiptsRoot = model.receiptsRoot(leaves);
  const total = paid.reduce((sum, entry) => sum + entry.amount, 0n);
  const validUntil = 1_800_000_000n;
  const declaredSaleValue = total * 10n;
  const tag = model.tag({ previousTag, campaignId, firstReward, receiptsRoot, packedFingerprints, words });
  return {
    name,
    campaignId,
    firstReward,
    count,
    total,
    previousTag,
    validUntil,
    declaredSaleValue,
    wallets: paid,
    leaves,
    proofs: leaves.map((_, i) => model.receiptProof(leaves, i)),
    receiptsRoot,
    fingerprints: packedFingerprints,
    fingerprintsHash: ethers.keccak256(packedFingerprints),
    words: words.map((word) => ethers.toBeHex(word, 32)),
    wordsHash: ethers.keccak256(ethers.concat(words.map((word) => ethers.toBeHex(word, 32)))),
    tag,
    attestationDigest: attestationDigest({ campaignId, tag, validUntil, declaredSaleValue }),
  };
}

function attestationDigest(message) {
  const domain = { name: "RetoCampaigns", version: "1", chainId: CHAIN_ID, verifyingContract: CONTRACT };
  const types = {
    BatchAttestation: [
      { name: "campaignId", type: "uint64" },
      { name: "tag", type: "bytes32" },
      { name: "validUntil", type: "uint64" },
      { name: "declaredSaleValue", type: "uint128" },
    ],
  };
  return ethers.TypedDataEncoder.hash(domain, types, message);
}

/** One campaign's batches, each continuing the one before, and trees of every small size. */
function batches() {
  const plans = [
    ["one wallet, one reward", [1]],
    ["two wallets, three rewards", [2, 1]],
    ["three wallets, the last node carried up", [1, 1, 1]],
    ["five wallets", [1, 2, 1, 3, 1]],
    ["no wallet, two rewards without tokens", [], 2],
    ["six wallets and a reward without tokens", [1, 1, 2, 1, 1, 1], 1],
    ["seven wallets, the largest amount first", [1, 1, 1, 1, 1, 1, 1]],
    ["eight wallets", [1, 1, 1, 1, 1, 1, 1, 1]],
  ];
  let previousTag = model.genesisTag(CHAIN_ID, CONTRACT, 7n);
  let firstReward = 1;
  return plans.map(([name, rewards, extra = 0], p) => {
    const wallets = rewards.map((count, i) => ({
      recipient: wallet(10 * p + i),
      amount: p === 6 && i === 0 ? model.MAX_AMOUNT : BigInt(i + 1) * RETO + BigInt(7 * p + i),
      rewards: count,
    }));
    const made = batch(name, 7n, previousTag, firstReward, wallets, extra);
    previousTag = made.tag;
    firstReward += made.count;
    return made;
  });
}

function ceilings() {
  const base = {
    total: 100n, count: 10n, remaining: 1_000n, maxReward: 10n, declaredSaleValue: 1_000n, maxShareBps: 1_000n,
    available: 100n,
  };
  const cases = {
    "every limit met exactly": {},
    "nothing paid under a declared value of nothing": { total: 0n, declaredSaleValue: 0n },
    "one base unit over the budget": { remaining: 99n },
    "one base unit over the reward ceiling": { total: 101n, remaining: 101n, available: 101n, maxShareBps: 10_000n },
    "one base unit over the share": { total: 101n, count: 11n, remaining: 101n, available: 101n },
    "the share is not rounded up": { total: 1n, declaredSaleValue: 9n },
    "the share at its first whole base unit": { total: 1n, declaredSaleValue: 10n },
    "no declared value": { declaredSaleValue: 0n },
    "the share switched off": { declaredSaleValue: 0n, maxShareBps: model.UNLIMITED_SHARE },
    "the largest share that is still a limit": { declaredSaleValue: 0n, maxShareBps: model.UNLIMITED_SHARE - 1n },
    "one base unit over the daily allowance": { available: 99n },
    "everything at its largest": {
      total: model.MAX_AMOUNT, count: 8_192n, remaining: model.MAX_AMOUNT, maxReward: model.MAX_AMOUNT,
      declaredSaleValue: 2n ** 128n - 1n, maxShareBps: model.UNLIMITED_SHARE - 1n, available: model.MAX_AMOUNT,
    },
    "the budget is asked before the ceilings": { total: 2_000n },
  };
  return Object.entries(cases).map(([name, changes]) => {
    const values = { ...base, ...changes };
    return { name, ...values, refusedBy: model.refusedBy(values) };
  });
}

function dailyAllowances() {
  const start = 1_790_000_000n;
  const cases = {
    "nothing elapsed": { left: 5n, elapsed: 0n, dailyAllowance: 100n },
    "an hour": { left: 0n, elapsed: 3_600n, dailyAllowance: 2_400n },
    "rounded down": { left: 0n, elapsed: 1n, dailyAllowance: 86_401n },
    "one second below a base unit": { left: 0n, elapsed: 863n, dailyAllowance: 100n },
    "the second of the first base unit": { left: 0n, elapsed: 864n, dailyAllowance: 100n },
    "full after a day": { left: 0n, elapsed: 86_400n, dailyAllowance: 10_000n * RETO },
    "one second short of a day": { left: 0n, elapsed: 86_399n, dailyAllowance: 10_000n * RETO },
    "never above the allowance": { left: 9_999n, elapsed: 10n * 86_400n, dailyAllowance: 10_000n },
    "no allowance": { left: 0n, elapsed: 86_400n, dailyAllowance: 0n },
    "the largest": { left: model.MAX_AMOUNT, elapsed: 2n ** 31n, dailyAllowance: model.MAX_AMOUNT },
  };
  return Object.entries(cases).map(([name, { left, elapsed, dailyAllowance }]) => {
    const values = { left, refilledAt: start, dailyAllowance, now: start + elapsed };
    return { name, ...values, available: model.availableToday(values) };
  });
}

const vectors = {
  about:
    "What the contracts and the service both compute. The encodings are defined in contracts/interfaces/IRetoCampaigns.sol. Written by scripts/make-vectors.js; do not edit.",
  chainId: CHAIN_ID,
  contract: CONTRACT,
  genesisTags: [1n, 7n, 2n ** 64n - 1n].map((campaignId) => ({
    campaignId,
    tag: model.genesisTag(CHAIN_ID, CONTRACT, campaignId),
  })),
  batches: batches(),
  ceilings: ceilings(),
  dailyAllowances: dailyAllowances(),
};

const text = JSON.stringify(vectors, (_, value) => (typeof value === "bigint" ? value.toString() : value), 2);
if (process.argv.includes("--check")) {
  const same = fs.readFileSync(TARGET, "utf8") === `${text}\n`;
  console.log(same ? "the vectors are what the model makes" : "tests/vectors/payout-batches.json is out of date");
  process.exitCode = same ? 0 : 1;
} else {
  fs.writeFileSync(TARGET, `${text}\n`);
}
