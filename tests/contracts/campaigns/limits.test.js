"use strict";

const { expect } = require("chai");
const { ethers } = require("hardhat");
const { loadFixture, time } = require("@nomicfoundation/hardhat-network-helpers");
const { CHANGE_DELAY, DAY, RETO, deployWithEscrow, pay } = require("../support/fixture.js");

const PRESENT = { maxReward: 100n * RETO, dailyAllowance: 10_000n * RETO, maxShareBps: 2_000n, attestor: ethers.ZeroAddress };

async function currentLimits(campaigns, campaignId) {
  const { maxReward, dailyAllowance, maxShareBps, attestor } = await campaigns.campaign(campaignId);
  return { maxReward, dailyAllowance, maxShareBps, attestor };
}

describe("RetoCampaigns.setLimits and applyLimits", function () {
  it("lower each limit, and name a first attestor, at once", async function () {
    const { campaigns, partner, attestor, campaignId } = await loadFixture(deployWithEscrow);
    const lower = { maxReward: 50n, dailyAllowance: 40n, maxShareBps: 30n, attestor: attestor.address };
    await expect(campaigns.connect(partner).setLimits(campaignId, lower))
      .to.emit(campaigns, "LimitsChanged").withArgs(campaignId, 50n, 40n, 30n, attestor.address);
    expect(await currentLimits(campaigns, campaignId)).to.deep.equal(lower);
    expect(await campaigns.availableToday(campaignId)).to.equal(40n);
    await campaigns.connect(partner).setLimits(campaignId, { ...lower, maxReward: 49n });
    expect((await campaigns.campaign(campaignId)).maxReward).to.equal(49n);
  });

  for (const name of ["maxReward", "dailyAllowance", "maxShareBps"]) {
    it(`raise ${name} only after the delay, by anyone's call`, async function () {
      const { campaigns, partner, stranger, campaignId } = await loadFixture(deployWithEscrow);
      const raised = { ...PRESENT, [name]: PRESENT[name] + 1n };
      const announced = await campaigns.connect(partner).setLimits(campaignId, raised);
      const effectiveAt = BigInt((await announced.getBlock()).timestamp + CHANGE_DELAY);
      await expect(announced)
        .to.emit(campaigns, "LimitsAnnounced")
        .withArgs(campaignId, raised.maxReward, raised.dailyAllowance, raised.maxShareBps, raised.attestor, effectiveAt);
      expect(await currentLimits(campaigns, campaignId)).to.deep.equal(PRESENT);
      const [limits, from] = await campaigns.announcedLimits(campaignId);
      expect([limits.toObject(), from]).to.deep.equal([raised, effectiveAt]);

      await time.setNextBlockTimestamp(effectiveAt - 1n);
      await expect(campaigns.connect(stranger).applyLimits(campaignId))
        .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_TooEarly").withArgs(effectiveAt);
      await time.setNextBlockTimestamp(effectiveAt);
      await expect(campaigns.connect(stranger).applyLimits(campaignId))
        .to.emit(campaigns, "LimitsChanged")
        .withArgs(campaignId, raised.maxReward, raised.dailyAllowance, raised.maxShareBps, raised.attestor);
      expect(await currentLimits(campaigns, campaignId)).to.deep.equal(raised);
      await expect(campaigns.applyLimits(campaignId))
        .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NothingAnnounced").withArgs();
    });
  }

  it("replace or drop an attestor only after the delay", async function () {
    const { campaigns, partner, attestor, stranger, campaignId } = await loadFixture(deployWithEscrow);
    await campaigns.connect(partner).setLimits(campaignId, { ...PRESENT, attestor });
    for (const next of [stranger.address, ethers.ZeroAddress]) {
      await campaigns.connect(partner).setLimits(campaignId, { ...PRESENT, attestor: next });
      expect((await campaigns.campaign(campaignId)).attestor).to.equal(attestor.address);
    }
    await time.increase(CHANGE_DELAY);
    await campaigns.applyLimits(campaignId);
    expect((await campaigns.campaign(campaignId)).attestor).to.equal(ethers.ZeroAddress);
    await pay({ campaigns, operator: (await ethers.getSigners())[6] }, campaignId, [[stranger, RETO]]);
  });

  it("drop an announced raise when they are lowered, and replace it when another is announced", async function () {
    const { campaigns, partner, campaignId } = await loadFixture(deployWithEscrow);
    await campaigns.connect(partner).setLimits(campaignId, { ...PRESENT, maxReward: 500n * RETO });
    await campaigns.connect(partner).setLimits(campaignId, { ...PRESENT, dailyAllowance: 5n * RETO });
    await time.increase(CHANGE_DELAY);
    await expect(campaigns.applyLimits(campaignId))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NothingAnnounced").withArgs();
    await campaigns.connect(partner).setLimits(campaignId, { ...PRESENT, maxReward: 500n * RETO });
    await time.increase(CHANGE_DELAY - 10);
    await campaigns.connect(partner).setLimits(campaignId, { ...PRESENT, maxReward: 600n * RETO });
    await time.increase(10);
    await expect(campaigns.applyLimits(campaignId)).to.be.revertedWithCustomError(campaigns, "RetoCampaigns_TooEarly");
    await time.increase(CHANGE_DELAY);
    await campaigns.applyLimits(campaignId);
    expect((await campaigns.campaign(campaignId)).maxReward).to.equal(600n * RETO);
  });

  it("keep what was left of the allowance, as far as it fits, and fill at the new rate", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { campaigns, partner, alice, campaignId } = context;
    await pay(context, campaignId, [[alice, 9_000n * RETO]], { rewards: 90 });
    const [left, paidAt] = [await campaigns.availableToday(campaignId), await time.latest()];
    expect(left).to.equal(1_000n * RETO);

    await time.setNextBlockTimestamp(paidAt + DAY / 10);
    await campaigns.connect(partner).setLimits(campaignId, { ...PRESENT, dailyAllowance: 8_000n * RETO });
    expect(await campaigns.availableToday(campaignId)).to.equal(2_000n * RETO);
    await time.increaseTo(paidAt + DAY / 10 + DAY / 2);
    expect(await campaigns.availableToday(campaignId)).to.equal(6_000n * RETO);
    await campaigns.connect(partner).setLimits(campaignId, { ...PRESENT, dailyAllowance: 3_000n * RETO });
    expect(await campaigns.availableToday(campaignId)).to.equal(3_000n * RETO);

    await campaigns.connect(partner).setLimits(campaignId, { ...PRESENT, dailyAllowance: 30_000n * RETO });
    await time.increase(CHANGE_DELAY);
    await campaigns.applyLimits(campaignId);
    expect(await campaigns.availableToday(campaignId)).to.equal(3_000n * RETO);
    await time.increase(DAY / 10);
    expect(await campaigns.availableToday(campaignId)).to.equal(6_000n * RETO);
  });

  it("are the partner's alone to set", async function () {
    const { campaigns, owner, operator, rival, campaignId } = await loadFixture(deployWithEscrow);
    for (const caller of [owner, operator, rival]) {
      await expect(campaigns.connect(caller).setLimits(campaignId, { ...PRESENT, maxReward: 1n }))
        .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotPartner").withArgs(campaignId, caller.address);
    }
    await expect(campaigns.connect(rival).applyLimits(campaignId))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NothingAnnounced").withArgs();
  });
});
