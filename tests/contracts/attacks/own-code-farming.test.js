"use strict";

const { expect } = require("chai");
const { loadFixture, time } = require("@nomicfoundation/hardhat-network-helpers");

const {
  RETO, batchArguments, createCampaign, deployContracts, deployWithEscrow, fundCampaign, pay, planBatch, signBatch,
} = require("../support/fixture.js");

// Who bought and with whose code is decided off chain. The chain sees wallets and amounts only; what it can do against
// a member who farms his own code is to bound it, and to let the partner's attestor refuse it.

describe("Attack: farming rewards with one's own code", function () {
  it("is not seen by the chain: one wallet in every batch looks like any other, and reporting pays nothing", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { token, campaigns, partner, alice, campaignId } = context;
    await campaigns.connect(partner).setReporter(campaignId, alice, true);
    const soldAt = await time.latest();
    for (const sale of [1, 2]) {
      const saleId = `0x${sale.toString(16).padStart(64, "0")}`;
      const code = `0x${"41".repeat(32)}`;
      const reported = campaigns.connect(alice).reportSale(campaignId, saleId, code, code, soldAt, 1_000_000n, "0x455552");
      await expect(reported).not.to.emit(token, "Transfer");
    }
    expect((await campaigns.campaign(campaignId)).paid).to.equal(0n);
    await pay(context, campaignId, [[alice, RETO]]);
    await pay(context, campaignId, [[alice, RETO]]);
    expect(await token.balanceOf(alice)).to.equal(2n * RETO);
  });

  it("takes no more than the limits that the partner set, however many codes and wallets", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { token, campaigns, operator, alice, bob, carol, campaignId } = context;
    const greedy = await planBatch(campaigns, campaignId, [[alice, 100n * RETO + 1n]]);
    await expect(campaigns.connect(operator).payBatch(...batchArguments(greedy)))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_OverRewardCeiling");
    const farm = [[alice, 4_000n * RETO], [bob, 4_000n * RETO], [carol, 2_000n * RETO]];
    await pay(context, campaignId, farm, { rewards: 100 });
    const more = await planBatch(campaigns, campaignId, [[carol, RETO]]);
    await expect(campaigns.connect(operator).payBatch(...batchArguments(more)))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_OverDailyAllowance");
    const farmed = (await Promise.all([alice, bob, carol].map((one) => token.balanceOf(one)))).reduce((a, b) => a + b);
    expect(farmed).to.equal(10_000n * RETO);
  });

  it("is refused by an attestor who recomputes a batch and does not sign it", async function () {
    const context = await loadFixture(deployContracts);
    const { token, campaigns, partner, attestor, operator, alice, bob } = context;
    const campaignId = await createCampaign(campaigns, partner, { attestor: attestor.address });
    await fundCampaign(context, campaignId, 1_000n * RETO);
    const farmed = await planBatch(campaigns, campaignId, [[alice, RETO]]);
    const honest = await planBatch(campaigns, campaignId, [[bob, RETO]]);
    const attestation = await signBatch(campaigns, attestor, honest);
    await expect(campaigns.connect(operator).payBatch(...batchArguments({ ...farmed, attestation })))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotAttested");
    await campaigns.connect(operator).payBatch(...batchArguments({ ...honest, attestation }));
    expect(await token.balanceOf(alice)).to.equal(0n);
    expect(await token.balanceOf(bob)).to.equal(RETO);
  });

  it("earns nothing by calling the payment itself, member and reporter or not", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { campaigns, partner, alice, campaignId } = context;
    await campaigns.connect(partner).setReporter(campaignId, alice, true);
    const batch = await planBatch(campaigns, campaignId, [[alice, RETO]], { validUntil: 2n ** 40n });
    await expect(campaigns.connect(alice).payBatch(...batchArguments(batch)))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotOperator").withArgs(alice.address);
  });
});
