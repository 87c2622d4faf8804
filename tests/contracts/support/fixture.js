"use strict";

const { ethers } = require("hardhat");
const { time } = require("@nomicfoundation/hardhat-network-helpers");
const model = require("./model.js");

const RETO = 10n ** 18n;
const DAY = 86_400;
const CAP = 1_000_000_000n * RETO;
const SUPPLY = 100_000_000n * RETO;
const MINT_DELAY = 2 * DAY;
const CHANGE_DELAY = 3 * DAY;
const GRACE = 30 * DAY;
const MAX_PAUSE = 7 * DAY;
const PAUSE_COOLDOWN = 7 * DAY;
const TERMS_HASH = ethers.id("terms, version 1");
const FUNDING = { Escrow: 0n, Mint: 1n };
const STATE = { Unknown: 0n, Open: 1n, Closing: 2n, Lapsed: 3n };

async function deployToken() {
  const [owner, treasury, alice, bob, carol, minter] = await ethers.getSigners();
  const token = await ethers.deployContract("RetoToken", [owner, treasury, SUPPLY, CAP, MINT_DELAY]);
  return { token, owner, treasury, alice, bob, carol, minter };
}

async function deployContracts() {
  const [owner, treasury, alice, bob, carol, minter, operator, pauser, partner, rival, attestor, stranger] =
    await ethers.getSigners();
  const token = await ethers.deployContract("RetoToken", [owner, treasury, SUPPLY, CAP, MINT_DELAY]);
  const campaigns = await ethers.deployContract("RetoCampaigns", [token, owner, operator, pauser, CHANGE_DELAY]);
  await token.connect(treasury).transfer(partner, 1_000_000n * RETO);
  await token.connect(treasury).transfer(rival, 1_000_000n * RETO);
  const actors = { owner, treasury, alice, bob, carol, minter, operator, pauser, partner, rival, attestor, stranger };
  return { token, campaigns, ...actors };
}

/** What a campaign is created with, unless a test says otherwise. */
async function campaignParams(changes = {}) {
  const now = await time.latest();
  return {
    funding: FUNDING.Escrow,
    startsAt: now - 10 * DAY,
    endsAt: now + 90 * DAY,
    graceSeconds: GRACE,
    termsHash: TERMS_HASH,
    termsInForceFrom: now - 10 * DAY,
    maxReward: 100n * RETO,
    dailyAllowance: 10_000n * RETO,
    maxShareBps: 2_000,
    attestor: ethers.ZeroAddress,
    ...changes,
  };
}

async function createCampaign(campaigns, partner, changes = {}) {
  await campaigns.connect(partner).createCampaign(await campaignParams(changes));
  return campaigns.campaignCount();
}

async function fundCampaign({ token, campaigns, partner }, campaignId, amount) {
  await token.connect(partner).approve(campaigns, amount);
  await campaigns.connect(partner).fund(campaignId, amount);
}

/** Gives the campaigns contract a mint allowance and the campaign a grant out of it. */
async function grantCampaign({ token, campaigns, owner }, campaignId, amount) {
  await token.connect(owner).announceMintAllowance(campaigns, amount);
  await time.increase(MINT_DELAY);
  await token.applyMintAllowance(campaigns);
  await campaigns.connect(owner).grant(campaignId, amount);
}

async function deployWithEscrow() {
  const context = await deployContracts();
  const campaignId = await createCampaign(context.campaigns, context.partner);
  await fundCampaign(context, campaignId, 100_000n * RETO);
  return { ...context, campaignId };
}

async function deployWithMint() {
  const context = await deployContracts();
  const campaignId = await createCampaign(context.campaigns, context.partner, { funding: FUNDING.Mint });
  await grantCampaign(context, campaignId, 100_000n * RETO);
  return { ...context, campaignId };
}

/** A batch that continues the campaign's run, one reward a payment unless `rewards` says more. */
async function planBatch(campaigns, campaignId, payments, changes = {}) {
  const words = payments.map(([to, amount]) => model.word(to.address ?? to.target ?? to, amount));
  const total = payments.reduce((sum, [, amount]) => sum + amount, 0n);
  const firstReward = await campaigns.nextReward(campaignId);
  const rewards = changes.rewards ?? Math.max(words.length, 1);
  return {
    campaignId,
    firstReward,
    previousTag: await campaigns.lastTag(campaignId),
    validUntil: BigInt((await time.latest()) + DAY),
    declaredSaleValue: total * 10n,
    receiptsRoot: ethers.id("receipts"),
    fingerprints: model.fingerprints(Number(firstReward), rewards),
    words,
    attestation: "0x",
    ...changes,
  };
}

function batchArguments(batch) {
  return [
    batch.campaignId,
    batch.firstReward,
    batch.previousTag,
    batch.validUntil,
    batch.declaredSaleValue,
    batch.receiptsRoot,
    batch.fingerprints,
    batch.words,
    batch.attestation,
  ];
}

function batchTag(batch) {
  return model.tag({ ...batch, packedFingerprints: batch.fingerprints });
}

/** Plans and sends in one step. */
async function pay({ campaigns, operator }, campaignId, payments, changes = {}) {
  const batch = await planBatch(campaigns, campaignId, payments, changes);
  return campaigns.connect(operator).payBatch(...batchArguments(batch));
}

async function signBatch(campaigns, signer, batch) {
  const { chainId } = await ethers.provider.getNetwork();
  const domain = { name: "RetoCampaigns", version: "1", chainId, verifyingContract: campaigns.target };
  const types = {
    BatchAttestation: [
      { name: "campaignId", type: "uint64" },
      { name: "tag", type: "bytes32" },
      { name: "validUntil", type: "uint64" },
      { name: "declaredSaleValue", type: "uint128" },
    ],
  };
  return signer.signTypedData(domain, types, { ...batch, tag: batchTag(batch) });
}

module.exports = {
  CAP,
  CHANGE_DELAY,
  DAY,
  FUNDING,
  GRACE,
  MAX_PAUSE,
  MINT_DELAY,
  PAUSE_COOLDOWN,
  RETO,
  STATE,
  SUPPLY,
  TERMS_HASH,
  batchArguments,
  batchTag,
  campaignParams,
  createCampaign,
  deployContracts,
  deployToken,
  deployWithEscrow,
  deployWithMint,
  fundCampaign,
  grantCampaign,
  pay,
  planBatch,
  signBatch,
};
