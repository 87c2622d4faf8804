"use strict";

const { expect } = require("chai");
const { ethers } = require("hardhat");
const { loadFixture, time } = require("@nomicfoundation/hardhat-network-helpers");

const { RETO, batchArguments, batchTag, createCampaign, deployWithEscrow, fundCampaign, pay, planBatch } = require("../support/fixture.js");
const { fingerprints } = require("../support/model.js");

function send({ campaigns, operator }, batch, overrides = {}) {
  return campaigns.connect(operator).payBatch(...batchArguments(batch), overrides);
}

describe("Attack: paying the same twice", function () {
  it("after a reorganisation the same batch is paid once more in place of the lost one, and not beside it", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { token, campaigns, alice, campaignId } = context;
    const batch = await planBatch(campaigns, campaignId, [[alice, RETO]]);
    const before = await ethers.provider.send("evm_snapshot", []);
    await send(context, batch);
    expect(await token.balanceOf(alice)).to.equal(RETO);

    await ethers.provider.send("evm_revert", [before]);
    expect(await token.balanceOf(alice)).to.equal(0n);
    await send(context, batch);
    await expect(send(context, batch))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongFirstReward").withArgs(campaignId, 2n, 1n);
    expect(await token.balanceOf(alice)).to.equal(RETO);
  });

  it("after a reorganisation that lets another batch through first, the lost one and all behind it die", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { token, campaigns, alice, bob, carol, campaignId } = context;
    const lost = await planBatch(campaigns, campaignId, [[alice, RETO]]);
    const other = await planBatch(campaigns, campaignId, [[bob, RETO]], { fingerprints: fingerprints(900, 1) });
    const before = await ethers.provider.send("evm_snapshot", []);
    await send(context, lost);
    const behind = await planBatch(campaigns, campaignId, [[carol, RETO]]);
    await send(context, behind);

    await ethers.provider.send("evm_revert", [before]);
    await send(context, other);
    await expect(send(context, lost)).to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongFirstReward");
    await expect(send(context, behind))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongPreviousTag")
      .withArgs(campaignId, batchTag(other), batchTag(lost));
    expect(await token.balanceOf(carol)).to.equal(0n);
  });

  it("on another chain or contract no batch of this one continues anything", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { token, campaigns, owner, operator, partner, alice, campaignId } = context;
    const copy = await ethers.deployContract("RetoCampaigns", [token, owner, operator, owner, 0]);
    const there = await createCampaign(copy, partner);
    await fundCampaign({ ...context, campaigns: copy }, there, 100n * RETO);
    expect(there).to.equal(campaignId);
    const batch = await planBatch(campaigns, campaignId, [[alice, RETO]]);
    await send(context, batch);
    await expect(send({ campaigns: copy, operator }, batch))
      .to.be.revertedWithCustomError(copy, "RetoCampaigns_WrongPreviousTag");
  });

  it("an operator racing itself with two transactions in one block pays once", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { token, campaigns, operator, alice, bob, campaignId } = context;
    const first = await planBatch(campaigns, campaignId, [[alice, RETO]]);
    const second = await planBatch(campaigns, campaignId, [[bob, RETO]]);
    const nonce = await operator.getNonce();
    await ethers.provider.send("evm_setAutomine", [false]);
    try {
      const sent = [];
      for (const [i, batch] of [first, first, second].entries()) {
        sent.push(await send(context, batch, { nonce: nonce + i, gasLimit: 500_000 }));
      }
      await ethers.provider.send("evm_mine", []);
      const receipts = await Promise.all(sent.map(({ hash }) => ethers.provider.getTransactionReceipt(hash)));
      expect(receipts.map(({ status }) => status)).to.deep.equal([1, 0, 0]);
      expect(new Set(receipts.map(({ blockNumber }) => blockNumber)).size).to.equal(1);
    } finally {
      await ethers.provider.send("evm_setAutomine", [true]);
    }
    expect(await token.balanceOf(alice)).to.equal(RETO);
    expect(await token.balanceOf(bob)).to.equal(0n);
    expect(await campaigns.nextReward(campaignId)).to.equal(2n);
  });
});

describe("Attack: a copy of the service restored from yesterday", function () {
  it("dies on the tag when it sends other rewards under numbers that are in flight", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { token, campaigns, alice, bob, carol, campaignId } = context;
    await pay(context, campaignId, [[alice, RETO]]);

    // The living service has planned rewards 2 and 3 and then 4; the copy knows only reward 1 and plans others as 2, 3.
    const living = await planBatch(campaigns, campaignId, [[bob, RETO]], { rewards: 2 });
    const copy = await planBatch(campaigns, campaignId, [[carol, 3n * RETO]], {
      rewards: 2, fingerprints: fingerprints(700, 2),
    });
    const copyNext = {
      ...copy, firstReward: 4n, previousTag: batchTag(copy), fingerprints: fingerprints(702, 1),
    };
    await send(context, living);
    await expect(send(context, copy))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongFirstReward").withArgs(campaignId, 4n, 2n);
    await expect(send(context, copyNext))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongPreviousTag")
      .withArgs(campaignId, batchTag(living), batchTag(copy));
    expect(await token.balanceOf(carol)).to.equal(0n);

    const next = await planBatch(campaigns, campaignId, [[alice, RETO]]);
    await send(context, next);
    expect(await campaigns.nextReward(campaignId)).to.equal(5n);
  });

  it("dies on the tag even when it guesses the next number right", async function () {
    const context = await loadFixture(deployWithEscrow);
    const { campaigns, alice, carol, campaignId } = context;
    const yesterday = await campaigns.lastTag(campaignId);
    await pay(context, campaignId, [[alice, RETO]]);
    const guess = await planBatch(campaigns, campaignId, [[carol, RETO]], { previousTag: yesterday });
    await expect(send(context, guess))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongPreviousTag")
      .withArgs(campaignId, await campaigns.lastTag(campaignId), yesterday);
  });
});
