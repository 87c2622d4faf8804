"use strict";

const { expect } = require("chai");
const { ethers } = require("hardhat");
const { loadFixture, time } = require("@nomicfoundation/hardhat-network-helpers");
const {
  GRACE, RETO, batchArguments, campaignParams, createCampaign, deployContracts, fundCampaign, pay, planBatch,
} = require("../support/fixture.js");

/** A campaign whose partner is a wallet that calls back whenever it is given control. */
async function deployWithReenteringPartner() {
  const context = await deployContracts();
  const { token, campaigns, treasury } = context;
  const wallet = await ethers.deployContract("ReenteringWallet");
  const encode = (contract, name, args) => contract.interface.encodeFunctionData(name, args);
  await token.connect(treasury).transfer(wallet, 100n * RETO);
  await wallet.act(campaigns, encode(campaigns, "createCampaign", [await campaignParams()]));
  const campaignId = await campaigns.campaignCount();
  await wallet.act(token, encode(token, "approve", [campaigns.target, 100n * RETO]));
  await wallet.act(campaigns, encode(campaigns, "fund", [campaignId, 100n * RETO]));
  return { ...context, wallet, campaignId, encode };
}

describe("Attack: a contract wallet that re-enters", function () {
  it("is paid a reward without ever being given control", async function () {
    const { wallet, encode, ...context } = await loadFixture(deployWithReenteringPartner);
    const { token, campaigns, campaignId } = context;
    await wallet.aim(token, encode(token, "transfer", [context.stranger.address, 1n]));
    await pay(context, campaignId, [[wallet, 5n * RETO], [wallet, 5n * RETO]]);
    expect(await wallet.entered()).to.equal(0n);
    expect(await token.balanceOf(wallet)).to.equal(10n * RETO);
    expect((await campaigns.campaign(campaignId)).remaining).to.equal(90n * RETO);
  });

  it("withdraws its leftovers once, and is not given control while it does", async function () {
    const { wallet, encode, token, campaigns, partner, campaignId, ...context } =
      await loadFixture(deployWithReenteringPartner);
    const other = await createCampaign(campaigns, partner);
    await fundCampaign({ ...context, token, campaigns, partner }, other, 50n * RETO);
    await wallet.act(campaigns, encode(campaigns, "close", [campaignId]));
    await time.increase(GRACE);
    const withdraw = encode(campaigns, "withdrawLeftovers", [campaignId]);
    await wallet.aim(campaigns, withdraw);
    await wallet.act(campaigns, withdraw);
    expect(await wallet.entered()).to.equal(0n);
    expect(await token.balanceOf(wallet)).to.equal(100n * RETO);
    expect(await token.balanceOf(campaigns)).to.equal(50n * RETO);
    await expect(wallet.act(campaigns, withdraw)).to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NoAmount");
  });

  it("as an attestor is asked without the power to change anything, and so attests nothing", async function () {
    const { wallet, encode, ...context } = await loadFixture(deployWithReenteringPartner);
    const { campaigns, operator, partner, alice, token } = context;
    const campaignId = await createCampaign(campaigns, partner, { attestor: wallet.target });
    await fundCampaign(context, campaignId, 10n * RETO);
    const batch = await planBatch(campaigns, campaignId, [[alice, RETO]]);
    await wallet.aim(campaigns, encode(campaigns, "payBatch", batchArguments(batch)));
    await expect(campaigns.connect(operator).payBatch(...batchArguments(batch), { gasLimit: 2_000_000 }))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotAttested");
    expect(await wallet.entered()).to.equal(0n);
    expect(await token.balanceOf(alice)).to.equal(0n);
  });

  it("as the operator cannot nest one batch in another, for nothing calls it", async function () {
    const { wallet, encode, ...context } = await loadFixture(deployWithReenteringPartner);
    const { campaigns, owner, token, campaignId } = context;
    await campaigns.connect(owner).announceOperator(wallet);
    await time.increase(3 * 86_400);
    await campaigns.applyOperator();
    const batch = await planBatch(campaigns, campaignId, [[wallet, RETO]]);
    const call = encode(campaigns, "payBatch", batchArguments(batch));
    await wallet.aim(campaigns, call);
    await wallet.act(campaigns, call);
    expect(await wallet.entered()).to.equal(0n);
    expect(await token.balanceOf(wallet)).to.equal(RETO);
    expect(await campaigns.nextReward(campaignId)).to.equal(2n);
  });
});
