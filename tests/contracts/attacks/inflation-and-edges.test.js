"use strict";

const { expect } = require("chai");
const { ethers } = require("hardhat");
const { loadFixture, time } = require("@nomicfoundation/hardhat-network-helpers");

const {
  CAP, RETO, SUPPLY, createCampaign, deployContracts, deployToken, fundCampaign, pay, planBatch, batchArguments,
} = require("../support/fixture.js");
const { MAX_AMOUNT, UNLIMITED_SHARE, word } = require("../support/model.js");

describe("Attack: inflation by a batch to oneself", function () {
  it("spends nothing that the batch itself credits", async function () {
    const { token, treasury, alice } = await loadFixture(deployToken);
    await token.connect(treasury).transfer(alice, 10n);
    await expect(token.connect(alice).transferBatch([word(alice.address, 10n), word(alice.address, 1n)]))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance").withArgs(alice.address, 10n, 11n);
    await token.connect(alice).transferBatch([word(alice.address, 6n), word(alice.address, 4n)]);
    expect(await token.balanceOf(alice)).to.equal(10n);
    expect(await token.totalSupply()).to.equal(SUPPLY);
  });

  it("does not double an account that holds nothing", async function () {
    const { token, alice } = await loadFixture(deployToken);
    await expect(token.connect(alice).transferBatch([word(alice.address, 1n)]))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance").withArgs(alice.address, 0n, 1n);
    await token.connect(alice).transferBatch([word(alice.address, 0n)]);
    expect(await token.balanceOf(alice)).to.equal(0n);
  });

  it("of the escrow pays it out of the campaign and leaves it where nobody has it", async function () {
    const context = await loadFixture(deployContracts);
    const { token, campaigns, partner } = context;
    const campaignId = await createCampaign(campaigns, partner);
    await fundCampaign(context, campaignId, 100n * RETO);
    await pay(context, campaignId, [[campaigns, 60n * RETO]]);
    expect(await token.balanceOf(campaigns)).to.equal(100n * RETO);
    const { paid, remaining } = await campaigns.campaign(campaignId);
    expect([paid, remaining]).to.deep.equal([60n * RETO, 40n * RETO]);
    expect(await token.totalSupply()).to.equal(SUPPLY);
  });
});

describe("Attack: the boundary of 2^96", function () {
  async function deployFullToken() {
    const [owner, holder, alice, bob, operator] = await ethers.getSigners();
    const token = await ethers.deployContract("RetoToken", [owner, holder, MAX_AMOUNT, MAX_AMOUNT, 0]);
    const campaigns = await ethers.deployContract("RetoCampaigns", [token, owner, operator, owner, 0]);
    return { token, campaigns, owner, partner: holder, alice, bob, operator };
  }

  it("moves 2^96 - 1 in one word, and two such words add up without wrapping", async function () {
    const { token, partner: holder, alice, bob } = await loadFixture(deployFullToken);
    const twice = [word(alice.address, MAX_AMOUNT), word(bob.address, MAX_AMOUNT)];
    await expect(token.connect(holder).transferBatch(twice))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance")
      .withArgs(holder.address, MAX_AMOUNT, 2n * MAX_AMOUNT);
    await expect(token.connect(holder).transferBatch([...twice, word(alice.address, 2n)]))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance").withArgs(holder.address, MAX_AMOUNT, 2n ** 97n);
    await token.connect(holder).transferBatch([word(alice.address, MAX_AMOUNT)]);
    expect(await token.balanceOf(alice)).to.equal(MAX_AMOUNT);
  });

  it("keeps an amount out of the recipient's bytes", async function () {
    const { token, partner: holder, alice } = await loadFixture(deployFullToken);
    const neighbour = ethers.getAddress(ethers.toBeHex(BigInt(alice.address) + 1n, 20));
    await token.connect(holder).transferBatch([word(alice.address, MAX_AMOUNT)]);
    expect(await token.balanceOf(neighbour)).to.equal(0n);
    expect(() => word(alice.address, MAX_AMOUNT + 1n)).to.throw(RangeError);
  });

  it("pays a whole campaign of 2^96 - 1 and not a wrapped 2^96", async function () {
    const context = await loadFixture(deployFullToken);
    const { token, campaigns, partner, operator, alice, bob } = context;
    const most = { maxReward: MAX_AMOUNT, dailyAllowance: MAX_AMOUNT, maxShareBps: UNLIMITED_SHARE };
    const campaignId = await createCampaign(campaigns, partner, most);
    await fundCampaign(context, campaignId, MAX_AMOUNT);
    const wrapped = await planBatch(campaigns, campaignId, [[alice, MAX_AMOUNT], [bob, 1n]], { declaredSaleValue: 0n });
    await expect(campaigns.connect(operator).payBatch(...batchArguments(wrapped)))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance");
    await pay(context, campaignId, [[alice, MAX_AMOUNT]], { declaredSaleValue: 0n });
    expect(await token.balanceOf(alice)).to.equal(MAX_AMOUNT);
    expect((await campaigns.campaign(campaignId)).remaining).to.equal(0n);
  });

  it("adds deposits beyond 2^96 in all: funded is wider than what can remain", async function () {
    const context = await loadFixture(deployFullToken);
    const { token, campaigns, partner, alice } = context;
    const most = { maxReward: MAX_AMOUNT, dailyAllowance: MAX_AMOUNT, maxShareBps: UNLIMITED_SHARE };
    const campaignId = await createCampaign(campaigns, partner, most);
    await fundCampaign(context, campaignId, MAX_AMOUNT);
    await pay(context, campaignId, [[alice, MAX_AMOUNT]], { declaredSaleValue: 0n });
    await token.connect(alice).transfer(partner, MAX_AMOUNT);
    await fundCampaign(context, campaignId, MAX_AMOUNT);
    const { funded, paid, remaining } = await campaigns.campaign(campaignId);
    expect([funded, paid, remaining]).to.deep.equal([2n * MAX_AMOUNT, MAX_AMOUNT, MAX_AMOUNT]);
  });

  it("refuses a cap of 2^96 and mints nothing over a cap below it", async function () {
    const { token, owner, minter, alice } = await loadFixture(deployToken);
    await expect(ethers.deployContract("RetoToken", [owner, owner, 0n, 2n ** 96n, 0]))
      .to.be.revertedWithCustomError(token, "RetoToken_CapOutOfRange").withArgs(2n ** 96n);
    await token.connect(owner).announceMintAllowance(minter, CAP);
    await time.increase(2 * 86_400);
    await token.applyMintAllowance(minter);
    await expect(token.connect(minter).mintBatch([word(alice.address, CAP - SUPPLY + 1n)]))
      .to.be.revertedWithCustomError(token, "RetoToken_OverCap").withArgs(CAP + 1n, CAP);
    await token.connect(minter).mintBatch([word(alice.address, CAP - SUPPLY)]);
  });
});
