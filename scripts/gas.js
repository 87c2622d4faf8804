"use strict";

// Gas a reward, for batches of 1 to 500 wallets with every guarantee on, beside the floor that the fee schedule sets.
//
//   npm run gas           prints the table
//   npm run gas:record    prints it and writes the snapshot
//   npm run gas:check     prints it and fails when a figure has grown by more than 1 % over the snapshot, or passes
//                         the goal at 100 wallets

const fs = require("node:fs");
const path = require("node:path");
const hre = require("hardhat");
const fixture = require("../tests/contracts/support/fixture.js");
const model = require("../tests/contracts/support/model.js");

const { ethers } = hre;
const SNAPSHOT = path.join(__dirname, "..", "tests", "contracts", "gas-snapshot.json");
const SIZES = [1, 10, 50, 100, 200, 500];
const GOALS = { "existing, 100": 8_200, "new, 100": 25_300, "merged 400 to 100, existing": 2_160, "merged 400 to 100, new": 6_440 };
const ATTESTATION_GOAL = 110;
const MOST_GROWTH = 1.01;

// Fee schedule: EIP-2028, EIP-2929, EIP-2200 and the logs of the Yellow Paper.
const BASE = 21_000;
const DEBIT = 5_000;
const CREDIT = { new: 22_100, existing: 5_000 };
const TRANSFER_LOG = 375 * 4 + 8 * 32;

function calldataGas(hex) {
  return ethers.getBytes(hex).reduce((sum, byte) => sum + (byte === 0 ? 4 : 16), 0);
}

/** The least a payment of these words could cost: base, one debit, and a credit, a log and 32 bytes a word. */
function floor(words, kind) {
  const bytes = words.reduce((sum, word) => sum + calldataGas(ethers.toBeHex(word, 32)), 0);
  return BASE + DEBIT + words.length * (CREDIT[kind] + TRANSFER_LOG) + bytes;
}

/** Wallets and amounts that look like real ones, the same in every run. */
function payments(label, count) {
  return Array.from({ length: count }, (_, i) => {
    const seed = ethers.id(`${label} ${i}`);
    return [ethers.dataSlice(seed, 12), (BigInt(seed) % (40n * fixture.RETO)) + 1n];
  });
}

/** EIP-2930: the balance slots that a batch touches, named beforehand. The sender may add it; nobody has to. */
function balanceSlots({ token, campaigns }, words) {
  const wallets = [campaigns.target, ...words.map((word) => ethers.toBeHex(word >> 96n, 20))];
  const slotOf = (wallet) => ethers.keccak256(ethers.concat([ethers.zeroPadValue(wallet, 32), ethers.ZeroHash]));
  return [{ address: token.target, storageKeys: wallets.map(slotOf) }];
}

async function payAndMeasure(context, label, count, { rewards = count, attestor, accessList } = {}) {
  const { campaigns, operator, campaignId } = context;
  const measured = { words: [] };
  for (const kind of ["new", "existing"]) {
    await hre.network.provider.send("evm_increaseTime", [fixture.DAY]);
    await hre.network.provider.send("evm_mine");
    const batch = await fixture.planBatch(campaigns, campaignId, payments(label, count), { rewards });
    if (attestor) batch.attestation = await fixture.signBatch(campaigns, attestor, batch);
    const overrides = accessList ? { accessList: balanceSlots(context, batch.words) } : {};
    const sent = await campaigns.connect(operator).payBatch(...fixture.batchArguments(batch), overrides);
    const receipt = await sent.wait();
    await requirePaid(context.token, batch.words, kind);
    measured[kind] = Number(receipt.gasUsed);
    measured.words = batch.words;
  }
  return measured;
}

async function requirePaid(token, words, kind) {
  const times = kind === "new" ? 1n : 2n;
  for (const word of words) {
    const wallet = ethers.toBeHex(word >> 96n, 20);
    const balance = await token.balanceOf(wallet);
    if (balance !== (word & model.MAX_AMOUNT) * times) throw new Error(`${wallet} holds ${balance}`);
  }
}

/** A campaign that has paid before, as almost every batch finds it. */
async function campaignInUse(changes = {}) {
  const context = await fixture.deployContracts();
  const terms = { dailyAllowance: 50_000n * fixture.RETO, ...changes };
  context.campaignId = await fixture.createCampaign(context.campaigns, context.partner, terms);
  if (changes.funding === fixture.FUNDING.Mint) {
    await fixture.grantCampaign(context, context.campaignId, 500_000n * fixture.RETO);
  } else {
    await fixture.fundCampaign(context, context.campaignId, 500_000n * fixture.RETO);
  }
  const options = {};
  if (changes.attestor) {
    const batch = await fixture.planBatch(context.campaigns, context.campaignId, payments("first", 1));
    options.attestation = await fixture.signBatch(context.campaigns, context.attestor, batch);
    await context.campaigns.connect(context.operator).payBatch(...fixture.batchArguments({ ...batch, ...options }));
  } else {
    await fixture.pay(context, context.campaignId, payments("first", 1));
  }
  return context;
}

async function measure() {
  const figures = {};
  const rows = [];
  const escrow = await campaignInUse();
  for (const size of SIZES) {
    const measured = await payAndMeasure(escrow, `escrow ${size}`, size);
    for (const kind of ["new", "existing"]) {
      figures[`${kind}, ${size}`] = measured[kind] / size;
      rows.push([kind, size, size, measured[kind] / size, floor(measured.words, kind) / size]);
    }
  }
  const merged = await payAndMeasure(escrow, "merged", 100, { rewards: 400 });
  for (const kind of ["new", "existing"]) {
    figures[`merged 400 to 100, ${kind}`] = merged[kind] / 400;
    rows.push([`${kind}, merged`, 400, 100, merged[kind] / 400, floor(merged.words, kind) / 400]);
  }

  const accounts = await ethers.getSigners();
  const attestor = accounts[10];
  const attested = await campaignInUse({ attestor: attestor.address });
  const minted = await campaignInUse({ funding: fixture.FUNDING.Mint });
  for (const [name, context, options] of [
    ["attested", attested, { attestor }], ["Mint", minted, {}], ["access list", escrow, { accessList: true }],
  ]) {
    const measured = await payAndMeasure(context, name, 100, options);
    for (const kind of ["new", "existing"]) {
      figures[`${name} ${kind}, 100`] = measured[kind] / 100;
      rows.push([`${kind}, ${name}`, 100, 100, measured[kind] / 100, floor(measured.words, kind) / 100]);
    }
  }
  return { figures, rows };
}

function print(rows) {
  const heads = ["wallets are", "rewards", "wallets", "gas a reward", "floor", "x floor"];
  const lines = rows.map(([kind, rewards, wallets, gas, least]) =>
    [kind, String(rewards), String(wallets), gas.toFixed(1), least.toFixed(1), (gas / least).toFixed(3)]);
  const widths = heads.map((head, i) => Math.max(head.length, ...lines.map((line) => line[i].length)));
  for (const line of [heads, ...lines]) {
    console.log(line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  "));
  }
}

/** What is wrong with the figures: over the goal, or grown over the snapshot. */
function faults(figures) {
  const found = Object.entries(GOALS)
    .filter(([name, goal]) => figures[name] > goal)
    .map(([name, goal]) => `${name}: ${figures[name].toFixed(1)} is over the goal of ${goal}`);
  for (const kind of ["new", "existing"]) {
    const more = figures[`attested ${kind}, 100`] - figures[`${kind}, 100`];
    if (more > ATTESTATION_GOAL) found.push(`attestation, ${kind}: ${more.toFixed(1)} more, goal ${ATTESTATION_GOAL}`);
  }
  const snapshot = JSON.parse(fs.readFileSync(SNAPSHOT, "utf8"));
  for (const name of new Set([...Object.keys(snapshot), ...Object.keys(figures)])) {
    if (!(figures[name] <= snapshot[name] * MOST_GROWTH)) {
      found.push(`${name}: ${figures[name]} against ${snapshot[name]} in the snapshot`);
    }
  }
  return found;
}

async function main() {
  const { figures, rows } = await measure();
  print(rows);
  if (process.env.GAS_MODE === "record") {
    fs.writeFileSync(SNAPSHOT, `${JSON.stringify(figures, null, 2)}\n`);
    console.log(`\nwritten: ${path.relative(process.cwd(), SNAPSHOT)}`);
  }
  if (process.env.GAS_MODE === "check") {
    const found = faults(figures);
    found.forEach((fault) => console.error(fault));
    console.log(found.length === 0 ? "\nwithin the goal, and within 1 % of the snapshot" : "\nthe gas check failed");
    process.exitCode = found.length === 0 ? 0 : 1;
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
