"use strict";

const { expect } = require("chai");
const { loadFixture, time } = require("@nomicfoundation/hardhat-network-helpers");

const {
  DAY, GRACE, MAX_PAUSE, PAUSE_COOLDOWN, RETO, STATE, batchArguments, deployWithEscrow, pay, planBatch,
} = require("../support/fixture.js");

describe("Attack: a pause held for ever", function () {
  it("runs out by itself, and a pauser who pauses whenever he can leaves half of the time", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { campaigns, pauser, alice, campaignId } = context;
    for (let round = 0; round < 3; ++round) {
      await campaigns.connect(pauser).pause();
      const until = await campaigns.pausedUntil();
      expect(until).to.equal(BigInt((await time.latest()) + MAX_PAUSE));
      await expect(campaigns.connect(pauser).pause())
        .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_PauseTooSoon");
      await time.increaseTo(until);
      await pay(context, campaignId, [[alice, RETO]]);
      await time.increaseTo(until + BigInt(PAUSE_COOLDOWN) - 2n);
      await expect(campaigns.connect(pauser).pause())
        .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_PauseTooSoon").withArgs(until + BigInt(PAUSE_COOLDOWN));
      await time.increaseTo(until + BigInt(PAUSE_COOLDOWN));
    }
    expect(await campaigns.pausedSeconds()).to.equal(3n * BigInt(MAX_PAUSE));
  });

  it("is not renewed by two hands, the pauser's and the owner's", async function () {
    const { campaigns, owner, pauser } = await loadFixture(deployWithEscrow);
    await campaigns.connect(pauser).pause();
    await time.increase(MAX_PAUSE);
    for (const one of [owner, pauser]) {
      await expect(campaigns.connect(one).pause())
        .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_PauseTooSoon");
    }
    await campaigns.connect(owner).setPauser(owner);
    await expect(campaigns.connect(owner).pause())
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_PauseTooSoon");
  });

  it("does not eat the grace period: what was promised can still be paid after it", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { campaigns, partner, pauser, operator, token, alice, campaignId } = context;
    await campaigns.connect(partner).close(campaignId);
    await time.increase(GRACE - DAY);
    await campaigns.connect(pauser).pause();
    const late = await planBatch(campaigns, campaignId, [[alice, RETO]]);
    await expect(campaigns.connect(operator).payBatch(...batchArguments(late)))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_IsPaused");
    await expect(campaigns.connect(partner).withdrawLeftovers(campaignId))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_IsPaused");
    await time.increase(MAX_PAUSE);
    expect((await campaigns.campaign(campaignId)).state).to.equal(STATE.Closing);
    await expect(campaigns.connect(partner).withdrawLeftovers(campaignId))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongState").withArgs(campaignId, STATE.Closing);
    await pay(context, campaignId, [[alice, RETO]]);
    expect(await token.balanceOf(alice)).to.equal(RETO);
    await time.increase(DAY);
    await campaigns.connect(partner).withdrawLeftovers(campaignId);
  });

  it("does not keep the partner's leftovers: after a lapse they are had between two pauses", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { token, campaigns, partner, pauser, campaignId } = context;
    await campaigns.connect(partner).close(campaignId);
    await time.increase(GRACE);
    await campaigns.connect(pauser).pause();
    await time.increase(MAX_PAUSE);
    await expect(campaigns.connect(partner).withdrawLeftovers(campaignId))
      .to.changeTokenBalance(token, partner, 100_000n * RETO);
  });
});
