"use strict";

const { expect } = require("chai");
const { ethers } = require("hardhat");
const { loadFixture, time } = require("@nomicfoundation/hardhat-network-helpers");
const {
  CHANGE_DELAY, DAY, MAX_PAUSE, PAUSE_COOLDOWN, RETO, batchArguments, deployWithEscrow, pay, planBatch,
} = require("../support/fixture.js");

describe("RetoCampaigns: the operator", function () {
  it("changes only after the delay, by anyone's call", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { campaigns, owner, operator, stranger: next, alice, campaignId } = context;
    const announced = await campaigns.connect(owner).announceOperator(next);
    const effectiveAt = BigInt((await announced.getBlock()).timestamp + CHANGE_DELAY);
    await expect(announced).to.emit(campaigns, "OperatorAnnounced").withArgs(next.address, effectiveAt);
    expect(await campaigns.announcedOperator()).to.deep.equal([next.address, effectiveAt]);
    await pay(context, campaignId, [[alice, RETO]]);

    await time.setNextBlockTimestamp(effectiveAt - 1n);
    await expect(campaigns.connect(alice).applyOperator())
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_TooEarly").withArgs(effectiveAt);
    await time.setNextBlockTimestamp(effectiveAt);
    await expect(campaigns.connect(alice).applyOperator())
      .to.emit(campaigns, "OperatorChanged").withArgs(operator.address, next.address);
    expect(await campaigns.announcedOperator()).to.deep.equal([ethers.ZeroAddress, 0n]);
    await expect(campaigns.applyOperator())
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NothingAnnounced").withArgs();
    await expect(pay(context, campaignId, [[alice, RETO]]))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotOperator").withArgs(operator.address);
    await pay({ campaigns, operator: next }, campaignId, [[alice, RETO]]);
  });

  it("is removed at once, and what was announced with it", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { campaigns, owner, operator, stranger, alice, campaignId } = context;
    await campaigns.connect(owner).announceOperator(stranger);
    await expect(campaigns.connect(owner).removeOperator())
      .to.emit(campaigns, "OperatorChanged").withArgs(operator.address, ethers.ZeroAddress);
    await expect(pay(context, campaignId, [[alice, RETO]]))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotOperator").withArgs(operator.address);
    await time.increase(CHANGE_DELAY);
    await expect(campaigns.applyOperator())
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NothingAnnounced").withArgs();
    expect(await campaigns.payableNow(campaignId)).to.equal(0n);
  });

  it("is the owner's alone to change, and never nobody by announcement", async function () {
    const { campaigns, owner, operator, stranger } = await loadFixture(deployWithEscrow);
    for (const caller of [operator, stranger]) {
      await expect(campaigns.connect(caller).announceOperator(stranger))
        .to.be.revertedWithCustomError(campaigns, "OwnableUnauthorizedAccount").withArgs(caller.address);
      await expect(campaigns.connect(caller).removeOperator())
        .to.be.revertedWithCustomError(campaigns, "OwnableUnauthorizedAccount").withArgs(caller.address);
    }
    await expect(campaigns.connect(owner).announceOperator(ethers.ZeroAddress))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NoAddress").withArgs();
  });
});

describe("RetoCampaigns: the owner", function () {
  it("hands over in two steps and never gives up", async function () {
    const { campaigns, owner, stranger, alice } = await loadFixture(deployWithEscrow);
    await campaigns.connect(owner).transferOwnership(stranger);
    expect(await campaigns.owner()).to.equal(owner.address);
    await expect(campaigns.connect(alice).acceptOwnership())
      .to.be.revertedWithCustomError(campaigns, "OwnableUnauthorizedAccount").withArgs(alice.address);
    await campaigns.connect(stranger).acceptOwnership();
    expect(await campaigns.owner()).to.equal(stranger.address);
    await expect(campaigns.connect(stranger).renounceOwnership())
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_OwnershipNotRenounceable").withArgs();
  });

  it("names the pauser, at once", async function () {
    const { campaigns, owner, pauser, stranger } = await loadFixture(deployWithEscrow);
    await expect(campaigns.connect(owner).setPauser(stranger))
      .to.emit(campaigns, "PauserChanged").withArgs(pauser.address, stranger.address);
    expect(await campaigns.pauser()).to.equal(stranger.address);
    await expect(campaigns.connect(pauser).pause())
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotPauser").withArgs(pauser.address);
    await expect(campaigns.connect(pauser).setPauser(pauser))
      .to.be.revertedWithCustomError(campaigns, "OwnableUnauthorizedAccount").withArgs(pauser.address);
    await campaigns.connect(stranger).pause();
  });
});

describe("RetoCampaigns: a pause", function () {
  it("stops payments and expires by itself", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { campaigns, pauser, operator, alice, campaignId } = context;
    const until = BigInt(await time.latest()) + 10n + BigInt(MAX_PAUSE);
    await time.setNextBlockTimestamp(until - BigInt(MAX_PAUSE));
    await expect(campaigns.connect(pauser).pause())
      .to.emit(campaigns, "Paused").withArgs(pauser.address, until);
    expect(await campaigns.pausedUntil()).to.equal(until);
    expect(await campaigns.payableNow(campaignId)).to.equal(0n);
    const batch = await planBatch(campaigns, campaignId, [[alice, RETO]], { validUntil: until + BigInt(DAY) });
    await time.setNextBlockTimestamp(until - 1n);
    await expect(campaigns.connect(operator).payBatch(...batchArguments(batch)))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_IsPaused").withArgs(until);
    await time.setNextBlockTimestamp(until);
    await campaigns.connect(operator).payBatch(...batchArguments(batch));
    expect(await campaigns.payableNow(campaignId)).to.equal(9_999n * RETO);
  });

  it("is ended by the owner alone, while it runs", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { campaigns, owner, pauser, alice, campaignId } = context;
    await expect(campaigns.connect(owner).unpause())
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotPaused").withArgs();
    await campaigns.connect(pauser).pause();
    await expect(campaigns.connect(pauser).unpause())
      .to.be.revertedWithCustomError(campaigns, "OwnableUnauthorizedAccount").withArgs(pauser.address);
    await expect(campaigns.connect(owner).unpause()).to.emit(campaigns, "Unpaused").withArgs(owner.address);
    await pay(context, campaignId, [[alice, RETO]]);
    await expect(campaigns.connect(owner).unpause())
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotPaused").withArgs();
    await time.increase(PAUSE_COOLDOWN);
    await campaigns.connect(owner).pause();
    await time.increase(MAX_PAUSE);
    await expect(campaigns.connect(owner).unpause())
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotPaused").withArgs();
  });

  it("cannot be renewed before the cooldown is over, by pauser or owner", async function () {
    const { campaigns, owner, pauser } = await loadFixture(deployWithEscrow);
    expect(await campaigns.MAX_PAUSE_SECONDS()).to.equal(MAX_PAUSE);
    expect(await campaigns.PAUSE_COOLDOWN_SECONDS()).to.equal(PAUSE_COOLDOWN);
    await campaigns.connect(pauser).pause();
    const earliest = (await campaigns.pausedUntil()) + BigInt(PAUSE_COOLDOWN);
    for (const caller of [pauser, owner]) {
      await expect(campaigns.connect(caller).pause())
        .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_PauseTooSoon").withArgs(earliest);
    }
    await time.setNextBlockTimestamp(earliest - 1n);
    await expect(campaigns.connect(pauser).pause())
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_PauseTooSoon").withArgs(earliest);
    await time.setNextBlockTimestamp(earliest);
    await campaigns.connect(pauser).pause();
  });

  it("is the pauser's and the owner's alone", async function () {
    const { campaigns, operator, partner, stranger } = await loadFixture(deployWithEscrow);
    for (const caller of [operator, partner, stranger]) {
      await expect(campaigns.connect(caller).pause())
        .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotPauser").withArgs(caller.address);
    }
  });
});

describe("RetoCampaigns.payableNow", function () {
  it("is the lower of what remains and of the daily allowance, and nothing once lapsed or for no campaign", async function () {
    const { campaigns, partner, campaignId } = await loadFixture(deployWithEscrow);
    expect(await campaigns.payableNow(campaignId)).to.equal(10_000n * RETO);
    const limits = { maxReward: 1n, dailyAllowance: 10n, maxShareBps: 1, attestor: ethers.ZeroAddress };
    await campaigns.connect(partner).setLimits(campaignId, limits);
    expect(await campaigns.payableNow(campaignId)).to.equal(10n);
    expect(await campaigns.payableNow(99n)).to.equal(0n);
    await campaigns.connect(partner).close(campaignId);
    expect(await campaigns.payableNow(campaignId)).to.equal(10n);
    await time.increaseTo((await campaigns.campaign(campaignId)).lapsesAt);
    expect(await campaigns.payableNow(campaignId)).to.equal(0n);
  });
});
