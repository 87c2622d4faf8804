"use strict";

const { expect } = require("chai");
const { loadFixture, time } = require("@nomicfoundation/hardhat-network-helpers");

const {
  FUNDING, GRACE, RETO, batchArguments, batchTag, createCampaign, deployWithEscrow, deployWithMint, fundCampaign, pay,
  planBatch,
} = require("../support/fixture.js");
const { MAX_AMOUNT, UNLIMITED_SHARE } = require("../support/model.js");

const OPEN = { dailyAllowance: MAX_AMOUNT, maxReward: MAX_AMOUNT, maxShareBps: UNLIMITED_SHARE };

describe("Attack: draining one campaign through another", function () {
  it("fails for the budget: an empty campaign beside a full one pays nothing", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { token, campaigns, operator, rival, campaignId } = context;
    const empty = await createCampaign(campaigns, rival, OPEN);
    const batch = await planBatch(campaigns, empty, [[rival, 1n]]);
    await expect(campaigns.connect(operator).payBatch(...batchArguments(batch)))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_OverBudget").withArgs(empty, 1n, 0n);
    await fundCampaign({ ...context, partner: rival }, empty, 5n);
    const over = await planBatch(campaigns, empty, [[rival, 6n]]);
    await expect(campaigns.connect(operator).payBatch(...batchArguments(over)))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_OverBudget").withArgs(empty, 6n, 5n);
    expect((await campaigns.campaign(campaignId)).remaining).to.equal(100_000n * RETO);
    expect(await token.balanceOf(campaigns)).to.equal(100_000n * RETO + 5n);
  });

  it("fails for the history: a batch of one campaign is no batch of another", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { campaigns, operator, rival, alice, campaignId } = context;
    const other = await createCampaign(campaigns, rival, OPEN);
    const batch = await planBatch(campaigns, other, [[alice, RETO]]);
    await expect(campaigns.connect(operator).payBatch(...batchArguments({ ...batch, campaignId })))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongPreviousTag");
    expect(batchTag(batch)).not.to.equal(batchTag({ ...batch, campaignId }));
  });

  it("fails for leftovers: a rival withdraws the rest of its own campaign and of no other", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { token, campaigns, partner, rival, campaignId } = context;
    const own = await createCampaign(campaigns, rival);
    await fundCampaign({ ...context, partner: rival }, own, 7n);
    await campaigns.connect(rival).close(own);
    await campaigns.connect(partner).close(campaignId);
    await time.increase(GRACE);
    await expect(campaigns.connect(rival).withdrawLeftovers(campaignId))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotPartner").withArgs(campaignId, rival.address);
    await expect(campaigns.connect(rival).withdrawLeftovers(own)).to.changeTokenBalances(token, [rival, campaigns], [7n, -7n]);
    await expect(campaigns.connect(rival).withdrawLeftovers(own))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NoAmount");
    expect(await token.balanceOf(campaigns)).to.equal(100_000n * RETO);
  });

  it("fails for grants: a Mint campaign pays of its own grant, not of another's reservation", async function () {
    const context = await loadFixture(deployWithMint);
    const { token, campaigns, owner, operator, rival, campaignId } = context;
    const other = await createCampaign(campaigns, rival, { ...OPEN, funding: FUNDING.Mint });
    const batch = await planBatch(campaigns, other, [[rival, 1n]]);
    await expect(campaigns.connect(operator).payBatch(...batchArguments(batch)))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_OverBudget").withArgs(other, 1n, 0n);
    await expect(campaigns.connect(rival).grant(other, 1n))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotIssuer").withArgs(rival.address);
    await expect(campaigns.connect(owner).grant(other, 1n))
      .to.be.revertedWithCustomError(token, "RetoToken_OverMintAllowance").withArgs(campaigns.target, 0n, 1n);
    expect((await campaigns.campaign(other)).funded).to.equal(0n);
    expect((await campaigns.campaign(campaignId)).remaining).to.equal(100_000n * RETO);
  });

  it("fails for releases: what one Mint campaign releases leaves the other's reservation whole", async function () {
    const context = await loadFixture(deployWithMint);
    const { token, campaigns, owner, partner, rival, alice, campaignId } = context;
    const other = await createCampaign(campaigns, rival, { funding: FUNDING.Mint });
    await token.connect(owner).announceMintAllowance(campaigns, 50n * RETO);
    await time.increase(2 * 86_400);
    await token.applyMintAllowance(campaigns);
    await campaigns.connect(owner).grant(other, 50n * RETO);
    await campaigns.connect(rival).close(other);
    await time.increase(GRACE);
    await campaigns.connect(rival).releaseGrant(other);
    await expect(campaigns.connect(rival).releaseGrant(other))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NoAmount");
    await expect(campaigns.connect(partner).withdrawLeftovers(campaignId))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongFunding").withArgs(campaignId, FUNDING.Mint);
    expect(await token.mintReservation(campaigns)).to.equal(100_000n * RETO);
    await pay(context, campaignId, [[alice, RETO]]);
  });

  it("fails for escrows: a Mint campaign never pays out of deposits, nor an Escrow by minting", async function () {
    const context = await loadFixture(deployWithMint);
    const { token, campaigns, rival, alice, campaignId } = context;
    const escrow = await createCampaign(campaigns, rival);
    await fundCampaign({ ...context, partner: rival }, escrow, 10n * RETO);
    const supply = await token.totalSupply();
    await pay(context, campaignId, [[alice, RETO]]);
    expect(await token.balanceOf(campaigns)).to.equal(10n * RETO);
    await pay(context, escrow, [[alice, RETO]]);
    expect(await token.balanceOf(campaigns)).to.equal(9n * RETO);
    expect(await token.totalSupply()).to.equal(supply + RETO);
    expect(await token.mintReservation(campaigns)).to.equal(99_999n * RETO);
  });
});
