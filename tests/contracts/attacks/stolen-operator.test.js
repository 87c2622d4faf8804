"use strict";

const { expect } = require("chai");
const { loadFixture, time } = require("@nomicfoundation/hardhat-network-helpers");

const {
  DAY, RETO, batchArguments, createCampaign, deployContracts, fundCampaign, planBatch,
} = require("../support/fixture.js");
const { MAX_AMOUNT } = require("../support/model.js");

const DAILY = 1_000n * RETO;

/** Two campaigns that nobody attests, of 1,000 RETO a day, and one that a partner attests; each holds 20,000. */
async function deployThreeCampaigns() {
  const context = await deployContracts();
  const { campaigns, partner, rival, attestor } = context;
  const limits = { dailyAllowance: DAILY, maxReward: 10n * RETO, maxShareBps: 100 };
  const first = await createCampaign(campaigns, partner, limits);
  const second = await createCampaign(campaigns, rival, limits);
  const attested = await createCampaign(campaigns, partner, { ...limits, attestor: attestor.address });
  await fundCampaign(context, first, 20_000n * RETO);
  await fundCampaign({ ...context, partner: rival }, second, 20_000n * RETO);
  await fundCampaign(context, attested, 20_000n * RETO);
  return { ...context, first, second, attested };
}

/**
 * All that the thief can get of a campaign at a moment: he declares what he likes and writes as many rewards as he
 * needs. `since` is when he last took all, none if the allowance is full. Returns the moment.
 */
async function takeAll({ campaigns, operator, stranger }, campaignId, at, since) {
  const refilled = since === undefined ? DAILY : (DAILY * BigInt(at - since)) / BigInt(DAY);
  const amount = refilled < DAILY ? refilled : DAILY;
  const lie = { rewards: 110, declaredSaleValue: 2n ** 127n, validUntil: BigInt(at) };
  const greedy = await planBatch(campaigns, campaignId, [[stranger, amount + 1n]], lie);
  const loot = await planBatch(campaigns, campaignId, [[stranger, amount]], lie);
  await time.setNextBlockTimestamp(at - 1);
  await expect(campaigns.connect(operator).payBatch(...batchArguments(greedy)))
    .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_OverDailyAllowance");
  await time.setNextBlockTimestamp(at);
  await campaigns.connect(operator).payBatch(...batchArguments(loot));
  return at;
}

describe("Attack: a stolen operator key", function () {
  it("takes at once one daily allowance of every funded campaign that nobody attests, and no more", async function () {
    const context = await loadFixture(deployThreeCampaigns);
    const { token, campaigns, operator, stranger, first, second, attested } = context;
    const start = (await time.latest()) + 10;
    await takeAll(context, first, start);
    await takeAll(context, second, start + 2);
    expect(await token.balanceOf(stranger)).to.equal(2n * DAILY);

    const more = await planBatch(campaigns, first, [[stranger, RETO]], { declaredSaleValue: 2n ** 127n });
    await expect(campaigns.connect(operator).payBatch(...batchArguments(more)))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_OverDailyAllowance");
    const signed = await planBatch(campaigns, attested, [[stranger, RETO]], { declaredSaleValue: 2n ** 127n });
    await expect(campaigns.connect(operator).payBatch(...batchArguments(signed)))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotAttested");
    expect((await campaigns.campaign(attested)).remaining).to.equal(20_000n * RETO);
  });

  it("takes less than two daily allowances in any 24 hours, taking all every hour", async function () {
    const context = await loadFixture(deployThreeCampaigns);
    const { token, stranger, first } = context;
    const start = await takeAll(context, first, (await time.latest()) + 10);
    for (let hour = 1; hour < 24; ++hour) {
      await takeAll(context, first, start + hour * 3_600, start + (hour - 1) * 3_600);
    }
    const taken = await token.balanceOf(stranger);
    expect(taken).to.be.lessThan(2n * DAILY);
    expect(taken).to.be.greaterThan(DAILY + (DAILY * 22n) / 24n);
  });

  it("takes in five days at most six daily allowances, and nothing of the declared value holds it", async function () {
    const context = await loadFixture(deployThreeCampaigns);
    const { token, stranger, first } = context;
    const start = await takeAll(context, first, (await time.latest()) + 10);
    for (let day = 1; day <= 5; ++day) await takeAll(context, first, start + day * DAY, start + (day - 1) * DAY);
    expect(await token.balanceOf(stranger)).to.equal(6n * DAILY);
  });

  it("takes nothing after the owner removed it, in the same block that follows", async function () {
    const context = await loadFixture(deployThreeCampaigns);
    const { campaigns, owner, operator, stranger, first } = context;
    await campaigns.connect(owner).removeOperator();
    const batch = await planBatch(campaigns, first, [[stranger, 1n]], { declaredSaleValue: MAX_AMOUNT });
    await expect(campaigns.connect(operator).payBatch(...batchArguments(batch)))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotOperator").withArgs(operator.address);
  });

  it("is stopped by the partner, who lowers his allowance to nothing at once", async function () {
    const context = await loadFixture(deployThreeCampaigns);
    const { campaigns, partner, operator, stranger, first } = context;
    const limits = { dailyAllowance: 0n, maxReward: 10n * RETO, maxShareBps: 100, attestor: `0x${"00".repeat(20)}` };
    await campaigns.connect(partner).setLimits(first, limits);
    await time.increase(10 * DAY);
    const batch = await planBatch(campaigns, first, [[stranger, 1n]], { declaredSaleValue: MAX_AMOUNT });
    await expect(campaigns.connect(operator).payBatch(...batchArguments(batch)))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_OverDailyAllowance").withArgs(first, 1n, 0n);
  });

  it("can neither withdraw, grant, close, change a limit, appoint a successor nor unpause", async function () {
    const context = await loadFixture(deployThreeCampaigns);
    const { campaigns, operator, first } = context;
    const thief = campaigns.connect(operator);
    const limits = { dailyAllowance: DAILY, maxReward: RETO, maxShareBps: 1, attestor: operator.address };
    const refusals = [
      [() => thief.withdrawLeftovers(first), "RetoCampaigns_NotPartner"],
      [() => thief.fund(first, 1n), "RetoCampaigns_NotPartner"],
      [() => thief.grant(first, 1n), "RetoCampaigns_NotIssuer"],
      [() => thief.close(first), "RetoCampaigns_WindowOpen"],
      [() => thief.setLimits(first, limits), "RetoCampaigns_NotPartner"],
      [() => thief.setReporter(first, operator, true), "RetoCampaigns_NotPartner"],
      [() => thief.publishTerms(first, `0x${"11".repeat(32)}`, 2n ** 40n - 1n), "RetoCampaigns_NotPartner"],
      [() => thief.announceOperator(operator), "OwnableUnauthorizedAccount"],
      [() => thief.setPauser(operator), "OwnableUnauthorizedAccount"],
      [() => thief.unpause(), "OwnableUnauthorizedAccount"],
      [() => thief.pause(), "RetoCampaigns_NotPauser"],
    ];
    for (const [call, error] of refusals) {
      await expect(call()).to.be.revertedWithCustomError(campaigns, error);
    }
  });
});
