"use strict";

const { expect } = require("chai");
const { ethers } = require("hardhat");
const { loadFixture, time } = require("@nomicfoundation/hardhat-network-helpers");

const { DAY, createCampaign, deployContracts } = require("../support/fixture.js");

async function deployCampaign() {
  const context = await deployContracts();
  const campaignId = await createCampaign(context.campaigns, context.partner);
  return { ...context, campaignId };
}

async function signPermit(token, holder, spender, value, deadline) {
  const { chainId } = await ethers.provider.getNetwork();
  const domain = { name: "Reto", version: "1", chainId, verifyingContract: token.target };
  const types = {
    Permit: [
      { name: "owner", type: "address" },
      { name: "spender", type: "address" },
      { name: "value", type: "uint256" },
      { name: "nonce", type: "uint256" },
      { name: "deadline", type: "uint256" },
    ],
  };
  const message = { owner: holder.address, spender, value, nonce: await token.nonces(holder), deadline };
  return ethers.Signature.from(await holder.signTypedData(domain, types, message));
}

describe("Attack: sending a permit before its owner does", function () {
  it("does not stop the deposit, nor does it take anything", async function () {
    const { token, campaigns, partner, stranger, campaignId } = await loadFixture(deployCampaign);
    const deadline = BigInt((await time.latest()) + DAY);
    const { v, r, s } = await signPermit(token, partner, campaigns.target, 10n, deadline);
    const held = await token.balanceOf(partner);
    await token.connect(stranger).permit(partner, campaigns, 10n, deadline, v, r, s);
    expect(await token.balanceOf(partner)).to.equal(held);
    await campaigns.connect(partner).fundWithPermit(campaignId, 10n, deadline, v, r, s);
    expect((await campaigns.campaign(campaignId)).remaining).to.equal(10n);
    expect(await token.allowance(partner, campaigns)).to.equal(0n);
  });

  it("leaves the thief with an allowance that is the contract's and not his", async function () {
    const { token, campaigns, partner, stranger } = await loadFixture(deployCampaign);
    const deadline = BigInt((await time.latest()) + DAY);
    const { v, r, s } = await signPermit(token, partner, campaigns.target, 10n, deadline);
    await token.connect(stranger).permit(partner, campaigns, 10n, deadline, v, r, s);
    await expect(token.connect(stranger).transferFrom(partner, stranger, 1n))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance").withArgs(stranger.address, 0n, 1n);
  });
});

describe("Attack: using a permit that a victim signed", function () {
  it("funds no campaign of the thief's with the victim's tokens", async function () {
    const { token, campaigns, partner, rival } = await loadFixture(deployCampaign);
    const deadline = BigInt((await time.latest()) + DAY);
    const { v, r, s } = await signPermit(token, partner, campaigns.target, 10n, deadline);
    const own = await createCampaign(campaigns, rival);
    await expect(campaigns.connect(rival).fundWithPermit(own, 10n, deadline, v, r, s))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance").withArgs(campaigns.target, 0n, 10n);
    expect((await campaigns.campaign(own)).remaining).to.equal(0n);
  });

  it("nor once the victim's allowance stands: tokens come from the caller only", async function () {
    const { token, campaigns, partner, rival, campaignId } = await loadFixture(deployCampaign);
    const deadline = BigInt((await time.latest()) + DAY);
    const { v, r, s } = await signPermit(token, partner, campaigns.target, 10n, deadline);
    await token.connect(rival).permit(partner, campaigns, 10n, deadline, v, r, s);
    const own = await createCampaign(campaigns, rival);
    for (const call of [
      () => campaigns.connect(rival).fundWithPermit(own, 10n, deadline, v, r, s),
      () => campaigns.connect(rival).fund(own, 10n),
    ]) {
      await expect(call())
        .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance").withArgs(campaigns.target, 0n, 10n);
    }
    await expect(campaigns.connect(rival).fund(campaignId, 10n))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotPartner").withArgs(campaignId, rival.address);
    expect(await token.allowance(partner, campaigns)).to.equal(10n);
  });
});
