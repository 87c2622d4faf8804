"use strict";

const { expect } = require("chai");
const { ethers } = require("hardhat");
const { loadFixture, setCode, time } = require("@nomicfoundation/hardhat-network-helpers");
const {
  RETO, batchArguments, createCampaign, deployContracts, deployWithEscrow, fundCampaign, planBatch,
} = require("../support/fixture.js");

// Edges that mutants lived on before these tests were written; see docs/mutants.md.

describe("Attack: the edges of moments and answers", function () {
  it("a pause cannot be ended in the second in which it is over", async function () {
    const { campaigns, owner, pauser } = await loadFixture(deployWithEscrow);
    await campaigns.connect(pauser).pause();
    const until = await campaigns.pausedUntil();
    await time.setNextBlockTimestamp(until);
    await expect(campaigns.connect(owner).unpause()).to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotPaused");
    expect(await campaigns.pausedUntil()).to.equal(until);
  });

  it("payableNow promises no more than a nearly empty campaign holds", async function () {
    const context = await loadFixture(deployContracts);
    const { campaigns, partner } = context;
    const campaignId = await createCampaign(campaigns, partner);
    await fundCampaign(context, campaignId, 7n);
    expect(await campaigns.availableToday(campaignId)).to.equal(10_000n * RETO);
    expect(await campaigns.payableNow(campaignId)).to.equal(7n);
  });

  it("an attestor that reverts with the magic word as its reason has attested nothing", async function () {
    const context = await loadFixture(deployContracts);
    const { token, campaigns, partner, operator, alice } = context;
    const wallet = ethers.Wallet.createRandom().address;
    // PUSH32 magic, MSTORE at 0, REVERT with those 32 bytes
    await setCode(wallet, `0x7f1626ba7e${"00".repeat(28)}5f5260205ffd`);
    const campaignId = await createCampaign(campaigns, partner, { attestor: wallet });
    await fundCampaign(context, campaignId, 10n * RETO);
    const batch = await planBatch(campaigns, campaignId, [[alice, RETO]]);
    await expect(campaigns.connect(operator).payBatch(...batchArguments(batch)))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotAttested");
    expect(await token.balanceOf(alice)).to.equal(0n);
  });
});
