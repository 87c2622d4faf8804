"use strict";

const { expect } = require("chai");
const { ethers } = require("hardhat");
const { loadFixture } = require("@nomicfoundation/hardhat-network-helpers");
const { RETO, batchArguments, batchTag, deployWithEscrow, planBatch } = require("../support/fixture.js");

function send({ campaigns, operator }, batch) {
  return campaigns.connect(operator).payBatch(...batchArguments(batch));
}

describe("Attack: an empty or odd string of fingerprints", function () {
  it("settles no reward and moves no token, whatever its length", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { token, campaigns, alice, campaignId } = context;
    const batch = await planBatch(campaigns, campaignId, [[alice, RETO]]);
    for (const length of [0, 1, 4, 7, 9, 12, 15, 17, 31, 33]) {
      const odd = { ...batch, fingerprints: ethers.hexlify(new Uint8Array(length).fill(0xab)) };
      await expect(send(context, odd))
        .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_BrokenFingerprints").withArgs(length);
    }
    expect(await campaigns.nextReward(campaignId)).to.equal(1n);
    expect(await token.balanceOf(alice)).to.equal(0n);
  });

  it("pays no empty batch: a run without rewards would move the tag and not the number", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { campaigns, campaignId } = context;
    const batch = await planBatch(campaigns, campaignId, [], { fingerprints: "0x" });
    await expect(send(context, batch))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_BrokenFingerprints").withArgs(0);
    expect(await campaigns.lastTag(campaignId)).to.equal(batch.previousTag);
  });

  it("does not let one fingerprint stand for two wallets", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { campaigns, alice, bob, campaignId } = context;
    const batch = await planBatch(campaigns, campaignId, [[alice, RETO], [bob, RETO]], { rewards: 1 });
    await expect(send(context, batch))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_FewerRewardsThanWords").withArgs(1n, 2n);
  });

  it("does not slide bytes between fingerprints and words: each has its own hash in the tag", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { campaigns, alice, campaignId } = context;
    const batch = await planBatch(campaigns, campaignId, [[alice, RETO]], { rewards: 2 });
    const padded = { ...batch, fingerprints: ethers.concat([batch.fingerprints, "0x0000000000000000"]) };
    expect(batchTag(padded)).not.to.equal(batchTag(batch));
    expect(await campaigns.connect(context.operator).payBatch.staticCall(...batchArguments(padded)))
      .to.equal(batchTag(padded));
    await send(context, batch);
    expect(await campaigns.nextReward(campaignId)).to.equal(3n);
  });
});
