"use strict";

const { expect } = require("chai");
const { ethers } = require("hardhat");
const { loadFixture, time } = require("@nomicfoundation/hardhat-network-helpers");
const {
  CHANGE_DELAY, RETO, batchArguments, createCampaign, deployContracts, fundCampaign, planBatch, signBatch,
} = require("../support/fixture.js");

const ANSWER = { Honest: 0, Refuse: 1 };

async function deployAttestedByWallet() {
  const context = await deployContracts();
  const { campaigns, partner, attestor, alice } = context;
  const wallet = await ethers.deployContract("SmartWallet", [attestor]);
  const campaignId = await createCampaign(campaigns, partner, { attestor: wallet.target });
  await fundCampaign(context, campaignId, 100n * RETO);
  const batch = await planBatch(campaigns, campaignId, [[alice, RETO]]);
  return { ...context, wallet, campaignId, batch: { ...batch, attestation: await signBatch(campaigns, attestor, batch) } };
}

function send({ campaigns, operator }, batch) {
  return campaigns.connect(operator).payBatch(...batchArguments(batch));
}

describe("Attack: an attestor that flips its answer", function () {
  it("after yes says no: the batch dies whole, and the next yes pays it once", async function () {
    const context = await loadFixture(deployAttestedByWallet);
    const { token, campaigns, operator, wallet, alice, campaignId, batch } = context;
    await campaigns.connect(operator).payBatch.staticCall(...batchArguments(batch));
    await wallet.setAnswer(ANSWER.Refuse);
    await expect(send(context, batch)).to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotAttested");
    expect(await campaigns.nextReward(campaignId)).to.equal(1n);
    expect(await token.balanceOf(alice)).to.equal(0n);

    await wallet.setAnswer(ANSWER.Honest);
    await send(context, batch);
    await wallet.setAnswer(ANSWER.Refuse);
    await wallet.setAnswer(ANSWER.Honest);
    await expect(send(context, batch)).to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongFirstReward");
    expect(await token.balanceOf(alice)).to.equal(RETO);
  });

  it("after a payment says no: what was paid stays paid", async function () {
    const context = await loadFixture(deployAttestedByWallet);
    const { token, campaigns, wallet, alice, campaignId, batch } = context;
    await send(context, batch);
    await wallet.setAnswer(ANSWER.Refuse);
    expect(await token.balanceOf(alice)).to.equal(RETO);
    expect((await campaigns.campaign(campaignId)).paid).to.equal(RETO);
  });

  it("holds up its own campaign only, until the partner's next attestor is in force", async function () {
    const context = await loadFixture(deployAttestedByWallet);
    const { token, campaigns, partner, rival, attestor, wallet, alice, bob, campaignId, batch } = context;
    await wallet.setAnswer(ANSWER.Refuse);
    const other = await createCampaign(campaigns, rival);
    await fundCampaign({ ...context, partner: rival }, other, 10n * RETO);
    await send(context, await planBatch(campaigns, other, [[bob, RETO]]));
    expect(await token.balanceOf(bob)).to.equal(RETO);

    const { maxReward, dailyAllowance, maxShareBps } = await campaigns.campaign(campaignId);
    await campaigns.connect(partner).setLimits(campaignId, {
      maxReward, dailyAllowance, maxShareBps, attestor: attestor.address,
    });
    await expect(campaigns.applyLimits(campaignId)).to.be.revertedWithCustomError(campaigns, "RetoCampaigns_TooEarly");
    await time.increase(CHANGE_DELAY);
    await campaigns.applyLimits(campaignId);
    const again = { ...batch, validUntil: BigInt((await time.latest()) + 100) };
    await send(context, { ...again, attestation: await signBatch(campaigns, attestor, again) });
    expect(await token.balanceOf(alice)).to.equal(RETO);
  });

  it("cannot take its signature to another batch, amount or time by flipping", async function () {
    const context = await loadFixture(deployAttestedByWallet);
    const { campaigns, bob, campaignId, batch } = context;
    const other = await planBatch(campaigns, campaignId, [[bob, RETO]], { attestation: batch.attestation });
    await expect(send(context, other)).to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotAttested");
    const later = { ...batch, validUntil: batch.validUntil + 1n };
    await expect(send(context, later)).to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotAttested");
  });
});
