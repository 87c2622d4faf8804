"use strict";

const { expect } = require("chai");
const { ethers } = require("hardhat");
const { loadFixture } = require("@nomicfoundation/hardhat-network-helpers");
const {
  RETO, batchArguments, batchTag, createCampaign, deployContracts, fundCampaign, planBatch, signBatch,
} = require("../support/fixture.js");

const ANSWER = { Honest: 0, Refuse: 1, Revert: 2, TooShort: 3, BurnGas: 4, AnswerLong: 5 };

async function deployAttested(attestorOf) {
  const context = await deployContracts();
  const attestorAddress = await attestorOf(context);
  const campaignId = await createCampaign(context.campaigns, context.partner, { attestor: attestorAddress });
  await fundCampaign(context, campaignId, 1_000n * RETO);
  const batch = await planBatch(context.campaigns, campaignId, [[context.alice, RETO]]);
  return { ...context, campaignId, batch, attestorAddress };
}

async function deployAttestedByAccount() {
  return deployAttested(({ attestor }) => attestor.address);
}

async function deployAttestedByWallet() {
  let wallet;
  const context = await deployAttested(async ({ attestor }) => {
    wallet = await ethers.deployContract("SmartWallet", [attestor]);
    return wallet.target;
  });
  return { ...context, wallet };
}

function send({ campaigns, operator }, batch, overrides = {}) {
  return campaigns.connect(operator).payBatch(...batchArguments(batch), overrides);
}

function expectNotAttested(context, batch, overrides) {
  return expect(send(context, batch, overrides))
    .to.be.revertedWithCustomError(context.campaigns, "RetoCampaigns_NotAttested")
    .withArgs(context.campaignId, context.attestorAddress, batchTag(batch));
}

describe("RetoCampaigns.payBatch with an attestor", function () {
  it("pays with the attestor's signature over this very batch", async function () {
    const context = await loadFixture(deployAttestedByAccount);
    const { campaigns, token, attestor, alice, batch } = context;
    await send(context, { ...batch, attestation: await signBatch(campaigns, attestor, batch) });
    expect(await token.balanceOf(alice)).to.equal(RETO);
  });

  it("refuses none, another's, a broken one, and one over anything else", async function () {
    const context = await loadFixture(deployAttestedByAccount);
    const { campaigns, attestor, stranger, batch, campaignId } = context;
    const good = await signBatch(campaigns, attestor, batch);
    await expectNotAttested(context, batch);
    await expectNotAttested(context, { ...batch, attestation: await signBatch(campaigns, stranger, batch) });
    await expectNotAttested(context, { ...batch, attestation: ethers.dataSlice(good, 0, 64) });
    await expectNotAttested(context, { ...batch, attestation: good.slice(0, -2) + "00" });
    for (const change of [
      { declaredSaleValue: batch.declaredSaleValue + 1n },
      { validUntil: batch.validUntil + 1n },
      { receiptsRoot: ethers.id("other receipts") },
      { words: [batch.words[0] + 1n] },
    ]) {
      await expectNotAttested(context, { ...batch, ...change, attestation: good });
    }
    const elsewhere = await signBatch({ target: stranger.address }, attestor, batch);
    await expectNotAttested(context, { ...batch, attestation: elsewhere });
    const otherCampaign = await signBatch(campaigns, attestor, { ...batch, campaignId: campaignId + 1n });
    await expectNotAttested(context, { ...batch, attestation: otherCampaign });
  });

  it("does not read an attestation where none is demanded", async function () {
    const context = await loadFixture(deployContracts);
    const campaignId = await createCampaign(context.campaigns, context.partner);
    await fundCampaign(context, campaignId, RETO);
    const batch = await planBatch(context.campaigns, campaignId, [[context.alice, RETO]], { attestation: "0xdead" });
    await send(context, batch);
    expect(await context.token.balanceOf(context.alice)).to.equal(RETO);
  });

  describe("that is a contract wallet (ERC-1271)", function () {
    it("pays when the wallet accepts the signature", async function () {
      const context = await loadFixture(deployAttestedByWallet);
      const { campaigns, token, wallet, attestor, alice, batch } = context;
      const attestation = await signBatch(campaigns, attestor, batch);
      await wallet.setAnswer(ANSWER.AnswerLong);
      expect(await campaigns.connect(context.operator).payBatch.staticCall(...batchArguments({ ...batch, attestation })))
        .to.equal(batchTag(batch));
      await wallet.setAnswer(ANSWER.Honest);
      await send(context, { ...batch, attestation });
      expect(await token.balanceOf(alice)).to.equal(RETO);
    });

    it("refuses when the wallet does not: another's signature, no, a revert, a short answer", async function () {
      const context = await loadFixture(deployAttestedByWallet);
      const { campaigns, wallet, attestor, stranger, batch } = context;
      await expectNotAttested(context, { ...batch, attestation: await signBatch(campaigns, stranger, batch) });
      const attestation = await signBatch(campaigns, attestor, batch);
      for (const answer of [ANSWER.Refuse, ANSWER.Revert, ANSWER.TooShort]) {
        await wallet.setAnswer(answer);
        await expectNotAttested(context, { ...batch, attestation });
      }
    });

    it("gives a wallet that burns gas no more than its bound @skip-on-coverage", async function () {
      const context = await loadFixture(deployAttestedByWallet);
      const { campaigns, operator, wallet, attestor, batch } = context;
      const attestation = await signBatch(campaigns, attestor, batch);
      await wallet.setAnswer(ANSWER.BurnGas);
      await expectNotAttested(context, { ...batch, attestation }, { gasLimit: 5_000_000 });
      const sent = await campaigns
        .connect(operator)
        .payBatch.send(...batchArguments({ ...batch, attestation }), { gasLimit: 5_000_000 })
        .catch((error) => ethers.provider.getTransactionReceipt(error.transactionHash));
      expect(sent.gasUsed).to.be.within(200_000n, 300_000n);
    });
  });
});
