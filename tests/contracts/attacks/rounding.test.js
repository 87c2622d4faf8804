"use strict";

const { expect } = require("chai");
const { loadFixture, time } = require("@nomicfoundation/hardhat-network-helpers");

const { RETO, batchArguments, createCampaign, deployContracts, fundCampaign, pay, planBatch } = require("../support/fixture.js");
const { MAX_AMOUNT, UNLIMITED_SHARE } = require("../support/model.js");

async function deployFunded(limits) {
  const context = await deployContracts();
  const open = { maxReward: MAX_AMOUNT, dailyAllowance: MAX_AMOUNT, maxShareBps: UNLIMITED_SHARE };
  const campaignId = await createCampaign(context.campaigns, context.partner, { ...open, ...limits });
  await fundCampaign(context, campaignId, 1_000n * RETO);
  return { ...context, campaignId };
}

async function deployByShare() {
  return deployFunded({ maxShareBps: 333 });
}

async function deployByReward() {
  return deployFunded({ maxReward: 3n });
}

async function deployByDay() {
  return deployFunded({ dailyAllowance: 86_401n });
}

function send({ campaigns, operator }, batch) {
  return campaigns.connect(operator).payBatch(...batchArguments(batch));
}

describe("Attack: rounding at the ceilings", function () {
  it("wins no unit from the share: the least declared value carries it and one less does not", async function () {
    const context = await loadFixture(deployByShare);
    const { campaigns, alice, campaignId } = context;
    for (const total of [1n, 2n, 333n, 10_000n, 999_999_999_999n]) {
      const least = (total * 10_000n + 332n) / 333n;
      const batch = await planBatch(campaigns, campaignId, [[alice, total]], { declaredSaleValue: least - 1n });
      await expect(send(context, batch))
        .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_OverShareCeiling")
        .withArgs(campaignId, total, ((least - 1n) * 333n) / 10_000n);
      await send(context, { ...batch, declaredSaleValue: least });
    }
  });

  it("wins nothing by splitting: many batches need as much declared value as one, or more", async function () {
    const context = await loadFixture(deployByShare);
    const { campaigns, alice, campaignId } = context;
    // 10 units of sale carry 0.333: nothing, however often they are declared.
    for (let i = 0; i < 3; ++i) {
      const batch = await planBatch(campaigns, campaignId, [[alice, 1n]], { declaredSaleValue: 30n });
      await expect(send(context, batch)).to.be.revertedWithCustomError(campaigns, "RetoCampaigns_OverShareCeiling");
    }
    expect((await campaigns.campaign(campaignId)).paid).to.equal(0n);
  });

  it("does not wrap at the largest declared value", async function () {
    const context = await loadFixture(deployByShare);
    const { token, campaigns, alice, campaignId } = context;
    await pay(context, campaignId, [[alice, RETO]], { declaredSaleValue: 2n ** 128n - 1n });
    expect(await token.balanceOf(alice)).to.equal(RETO);
  });

  it("counts the ceiling for a reward over the rewards and not over the wallets", async function () {
    const context = await loadFixture(deployByReward);
    const { campaigns, alice, bob, campaignId } = context;
    const over = await planBatch(campaigns, campaignId, [[alice, 5n], [bob, 5n]], { rewards: 3 });
    await expect(send(context, over))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_OverRewardCeiling").withArgs(campaignId, 10n, 9n);
    await pay(context, campaignId, [[alice, 5n], [bob, 4n]], { rewards: 3 });
  });

  it("wins no unit of the daily allowance by paying every second", async function () {
    const context = await loadFixture(deployByDay);
    const { campaigns, alice, campaignId } = context;
    await pay(context, campaignId, [[alice, 86_401n]]);
    const start = await time.latest();
    let paid = 0n;
    for (let i = 1; i <= 30; ++i) {
      const batch = await planBatch(campaigns, campaignId, [[alice, 1n]]);
      await time.setNextBlockTimestamp(start + i);
      await send(context, batch);
      paid += 1n;
      expect(await campaigns.availableToday(campaignId)).to.equal(0n);
    }
    expect(paid).to.be.at.most((86_401n * 30n) / 86_400n);
  });
});
