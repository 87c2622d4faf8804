"use strict";

const { expect } = require("chai");
const { ethers } = require("hardhat");
const { loadFixture, time } = require("@nomicfoundation/hardhat-network-helpers");
const {
  DAY, FUNDING, GRACE, MAX_PAUSE, PAUSE_COOLDOWN, RETO, STATE, createCampaign, deployWithEscrow, deployWithMint, pay,
} = require("../support/fixture.js");

async function closeAndLapse({ campaigns, partner, campaignId }) {
  await campaigns.connect(partner).close(campaignId);
  await time.increase(GRACE);
}

describe("RetoCampaigns.close", function () {
  it("is the partner's at any time, and starts the grace period", async function () {
    const { campaigns, partner, campaignId } = await loadFixture(deployWithEscrow);
    const now = BigInt(await time.latest()) + 10n;
    await time.setNextBlockTimestamp(now);
    await expect(campaigns.connect(partner).close(campaignId))
      .to.emit(campaigns, "CampaignClosed").withArgs(campaignId, partner.address, now);
    const { state, closedAt, lapsesAt } = await campaigns.campaign(campaignId);
    expect([state, closedAt, lapsesAt]).to.deep.equal([STATE.Closing, now, now + BigInt(GRACE)]);
    await time.increaseTo(lapsesAt - 1n);
    expect((await campaigns.campaign(campaignId)).state).to.equal(STATE.Closing);
    await time.increaseTo(lapsesAt);
    expect((await campaigns.campaign(campaignId)).state).to.equal(STATE.Lapsed);
  });

  it("is anyone's once the window is over, and nobody else's before", async function () {
    const { campaigns, stranger, campaignId } = await loadFixture(deployWithEscrow);
    const { endsAt } = await campaigns.campaign(campaignId);
    await time.setNextBlockTimestamp(endsAt - 1n);
    await expect(campaigns.connect(stranger).close(campaignId))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WindowOpen").withArgs(campaignId, endsAt);
    await time.setNextBlockTimestamp(endsAt);
    await expect(campaigns.connect(stranger).close(campaignId))
      .to.emit(campaigns, "CampaignClosed").withArgs(campaignId, stranger.address, endsAt);
  });

  it("happens once, and only to a campaign that exists", async function () {
    const { campaigns, partner, campaignId } = await loadFixture(deployWithEscrow);
    await campaigns.connect(partner).close(campaignId);
    await expect(campaigns.connect(partner).close(campaignId))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongState").withArgs(campaignId, STATE.Closing);
    await expect(campaigns.connect(partner).close(99n))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongState").withArgs(99n, STATE.Unknown);
  });
});

describe("RetoCampaigns.withdrawLeftovers", function () {
  it("sends what is left to the partner, once", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { token, campaigns, partner, alice, campaignId } = context;
    await pay(context, campaignId, [[alice, 40n * RETO]]);
    await closeAndLapse(context);
    const [held, rest] = [await token.balanceOf(partner), 99_960n * RETO];
    expect(await campaigns.connect(partner).withdrawLeftovers.staticCall(campaignId)).to.equal(rest);
    await expect(campaigns.connect(partner).withdrawLeftovers(campaignId))
      .to.emit(campaigns, "LeftoversWithdrawn").withArgs(campaignId, partner.address, rest)
      .to.emit(token, "Transfer").withArgs(campaigns.target, partner.address, rest);
    expect(await token.balanceOf(partner)).to.equal(held + rest);
    const { funded, paid, withdrawn, remaining } = await campaigns.campaign(campaignId);
    expect([funded, paid, withdrawn, remaining]).to.deep.equal([100_000n * RETO, 40n * RETO, rest, 0n]);
    await expect(campaigns.connect(partner).withdrawLeftovers(campaignId))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NoAmount").withArgs();
  });

  it("is refused before the grace period is over, to the second", async function () {
    const { campaigns, partner, campaignId } = await loadFixture(deployWithEscrow);
    await expect(campaigns.connect(partner).withdrawLeftovers(campaignId))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongState").withArgs(campaignId, STATE.Open);
    await campaigns.connect(partner).close(campaignId);
    const { lapsesAt } = await campaigns.campaign(campaignId);
    await time.setNextBlockTimestamp(lapsesAt - 1n);
    await expect(campaigns.connect(partner).withdrawLeftovers(campaignId))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongState").withArgs(campaignId, STATE.Closing);
    await time.setNextBlockTimestamp(lapsesAt);
    await campaigns.connect(partner).withdrawLeftovers(campaignId);
  });

  it("is nobody's but the partner's", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { campaigns, owner, operator, pauser, rival, campaignId } = context;
    await closeAndLapse(context);
    for (const caller of [owner, operator, pauser, rival]) {
      await expect(campaigns.connect(caller).withdrawLeftovers(campaignId))
        .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotPartner").withArgs(campaignId, caller.address);
    }
  });

  it("takes no other campaign's money and nothing that was sent by mistake", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { token, campaigns, partner, treasury, campaignId } = context;
    await token.connect(treasury).transfer(campaigns, 5n * RETO);
    const empty = await createCampaign(campaigns, partner);
    await campaigns.connect(partner).close(empty);
    await closeAndLapse(context);
    await expect(campaigns.connect(partner).withdrawLeftovers(empty))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NoAmount").withArgs();
    await campaigns.connect(partner).withdrawLeftovers(campaignId);
    expect(await token.balanceOf(campaigns)).to.equal(5n * RETO);
  });

  it("never gives a grant to the partner", async function () {
    const context = await loadFixture(deployWithMint);
    const { campaigns, partner, campaignId } = context;
    await closeAndLapse(context);
    await expect(campaigns.connect(partner).withdrawLeftovers(campaignId))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongFunding").withArgs(campaignId, FUNDING.Mint);
  });

  it("waits while paused", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { campaigns, partner, pauser, campaignId } = context;
    await closeAndLapse(context);
    await campaigns.connect(pauser).pause();
    await expect(campaigns.connect(partner).withdrawLeftovers(campaignId))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_IsPaused").withArgs(await campaigns.pausedUntil());
    await time.increase(MAX_PAUSE);
    await campaigns.connect(partner).withdrawLeftovers(campaignId);
  });
});

describe("RetoCampaigns.releaseGrant", function () {
  it("returns what is left to the mint allowance, by anyone's call, once", async function () {
    const context = await loadFixture(deployWithMint);
    const { token, campaigns, stranger, alice, campaignId } = context;
    await pay(context, campaignId, [[alice, 40n * RETO]]);
    await closeAndLapse(context);
    const [supply, rest] = [await token.totalSupply(), 99_960n * RETO];
    expect(await campaigns.connect(stranger).releaseGrant.staticCall(campaignId)).to.equal(rest);
    await expect(campaigns.connect(stranger).releaseGrant(campaignId))
      .to.emit(campaigns, "GrantReleased").withArgs(campaignId, rest);
    expect(await token.totalSupply()).to.equal(supply);
    expect([await token.mintAllowance(campaigns), await token.mintReservation(campaigns)]).to.deep.equal([rest, 0n]);
    const { withdrawn, remaining, paid } = await campaigns.campaign(campaignId);
    expect([withdrawn, remaining, paid]).to.deep.equal([rest, 0n, 40n * RETO]);
    await expect(campaigns.releaseGrant(campaignId))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NoAmount").withArgs();
  });

  it("is refused for a deposit, before the grace period is over, and while paused", async function () {
    const context = await loadFixture(deployWithMint);
    const { campaigns, partner, pauser, campaignId } = context;
    const escrow = await createCampaign(campaigns, partner);
    await expect(campaigns.releaseGrant(escrow))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongFunding").withArgs(escrow, FUNDING.Escrow);
    await expect(campaigns.releaseGrant(campaignId))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongState").withArgs(campaignId, STATE.Open);
    await closeAndLapse(context);
    await campaigns.connect(pauser).pause();
    await expect(campaigns.releaseGrant(campaignId))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_IsPaused").withArgs(await campaigns.pausedUntil());
  });
});

describe("The grace period", function () {
  it("stands still while paused: before, during and after a pause, ended early or not", async function () {
    const { campaigns, partner, pauser, owner, campaignId } = await loadFixture(deployWithEscrow);
    await campaigns.connect(pauser).pause();
    await time.increase(MAX_PAUSE + DAY);
    await campaigns.connect(partner).close(campaignId);
    const first = (await campaigns.campaign(campaignId)).lapsesAt;
    await time.increase(PAUSE_COOLDOWN);
    expect((await campaigns.campaign(campaignId)).lapsesAt).to.equal(first);

    const start = (await time.latest()) + 10;
    await time.setNextBlockTimestamp(start);
    await campaigns.connect(pauser).pause();
    await time.increaseTo(start + 2 * DAY);
    expect((await campaigns.campaign(campaignId)).lapsesAt).to.equal(first + 2n * BigInt(DAY));
    await time.setNextBlockTimestamp(start + 3 * DAY);
    await campaigns.connect(owner).unpause();
    await time.increase(PAUSE_COOLDOWN);
    expect((await campaigns.campaign(campaignId)).lapsesAt).to.equal(first + 3n * BigInt(DAY));
    expect(await campaigns.pausedSeconds()).to.equal(BigInt(MAX_PAUSE + 3 * DAY));

    await time.setNextBlockTimestamp(first + 3n * BigInt(DAY) - 1n);
    await campaigns.connect(pauser).pause();
    await time.increase(MAX_PAUSE - 1);
    expect((await campaigns.campaign(campaignId)).state).to.equal(STATE.Closing);
    await time.increase(2);
    expect((await campaigns.campaign(campaignId)).state).to.equal(STATE.Lapsed);
    await campaigns.connect(partner).withdrawLeftovers(campaignId);
  });

  it("of a campaign closed during a pause counts the rest of that pause only", async function () {
    const { campaigns, partner, pauser, campaignId } = await loadFixture(deployWithEscrow);
    const start = (await time.latest()) + 10;
    await time.setNextBlockTimestamp(start);
    await campaigns.connect(pauser).pause();
    await time.setNextBlockTimestamp(start + 5 * DAY);
    await campaigns.connect(partner).close(campaignId);
    await time.increase(10 * DAY);
    expect((await campaigns.campaign(campaignId)).lapsesAt).to.equal(start + 5 * DAY + GRACE + 2 * DAY);
    expect(ethers.toBigInt(await campaigns.pausedSeconds())).to.equal(BigInt(MAX_PAUSE));
  });
});
