"use strict";

const { expect } = require("chai");
const { loadFixture, time } = require("@nomicfoundation/hardhat-network-helpers");

const {
  GRACE, RETO, STATE, batchArguments, deployWithEscrow, deployWithMint, pay, planBatch,
} = require("../support/fixture.js");

// The chain does not know what was promised; it knows that for the whole grace period nobody can take the money away
// from those whom it was promised to.

describe("Attack: withdrawing before what was promised is paid", function () {
  it("fails while the campaign is open, and at every moment of the grace period but its end", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { token, campaigns, partner, alice, campaignId } = context;
    const withdraw = () => campaigns.connect(partner).withdrawLeftovers(campaignId);
    await expect(withdraw()).to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongState").withArgs(campaignId, STATE.Open);
    await campaigns.connect(partner).close(campaignId);
    const lapsesAt = (await time.latest()) + GRACE;
    for (const moment of [lapsesAt - GRACE + 1, lapsesAt - GRACE / 2, lapsesAt - 2]) {
      await time.setNextBlockTimestamp(moment);
      await expect(withdraw())
        .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongState").withArgs(campaignId, STATE.Closing);
    }
    await time.setNextBlockTimestamp(lapsesAt - 1);
    await pay(context, campaignId, [[alice, RETO]]);
    await time.setNextBlockTimestamp(lapsesAt);
    await expect(withdraw()).to.changeTokenBalance(token, partner, 99_999n * RETO);
    expect(await token.balanceOf(alice)).to.equal(RETO);
  });

  it("is not hastened by closing again, by limits of nothing or by anybody else", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { campaigns, partner, owner, operator, stranger, campaignId } = context;
    await campaigns.connect(partner).close(campaignId);
    const { lapsesAt } = await campaigns.campaign(campaignId);
    await expect(campaigns.connect(partner).close(campaignId))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongState");
    const nothing = { maxReward: 0n, dailyAllowance: 0n, maxShareBps: 0, attestor: `0x${"00".repeat(20)}` };
    await campaigns.connect(partner).setLimits(campaignId, nothing);
    expect((await campaigns.campaign(campaignId)).lapsesAt).to.equal(lapsesAt);
    for (const one of [owner, operator, stranger]) {
      await expect(campaigns.connect(one).withdrawLeftovers(campaignId))
        .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotPartner");
    }
    await expect(campaigns.connect(partner).withdrawLeftovers(campaignId))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongState");
  });

  it("leaves nothing to be paid twice: after the withdrawal no batch is taken", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { campaigns, partner, operator, alice, campaignId } = context;
    await campaigns.connect(partner).close(campaignId);
    await time.increase(GRACE);
    await campaigns.connect(partner).withdrawLeftovers(campaignId);
    const batch = await planBatch(campaigns, campaignId, [[alice, RETO]]);
    await expect(campaigns.connect(operator).payBatch(...batchArguments(batch)))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongState").withArgs(campaignId, STATE.Lapsed);
    await expect(campaigns.connect(partner).fund(campaignId, 1n))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongState").withArgs(campaignId, STATE.Lapsed);
  });

  it("fails for a grant as well, and its rest is nobody's", async function () {
    const context = await loadFixture(deployWithMint);
    const { token, campaigns, partner, owner, campaignId } = context;
    await campaigns.connect(partner).close(campaignId);
    await time.increase(GRACE - 2);
    await expect(campaigns.releaseGrant(campaignId)).to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongState");
    await token.connect(owner).announceMintAllowance(campaigns, 1n);
    await token.connect(owner).lowerMintAllowance(campaigns, 0n);
    expect(await token.mintReservation(campaigns)).to.equal(100_000n * RETO);
    await time.increase(2);
    await expect(campaigns.releaseGrant(campaignId)).to.changeTokenBalances(token, [partner, campaigns], [0n, 0n]);
  });
});
