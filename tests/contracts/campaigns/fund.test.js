"use strict";

const { expect } = require("chai");
const { ethers } = require("hardhat");
const { loadFixture, time } = require("@nomicfoundation/hardhat-network-helpers");
const {
  DAY, FUNDING, GRACE, RETO, STATE, createCampaign, deployContracts, grantCampaign,
} = require("../support/fixture.js");

async function deployCampaign() {
  const context = await deployContracts();
  return { ...context, campaignId: await createCampaign(context.campaigns, context.partner) };
}

async function deployMintCampaign() {
  const context = await deployContracts();
  const campaignId = await createCampaign(context.campaigns, context.partner, { funding: FUNDING.Mint });
  return { ...context, campaignId };
}

async function signPermit(token, signer, spender, value, deadline) {
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
  const message = { owner: signer.address, spender, value, nonce: await token.nonces(signer), deadline };
  return ethers.Signature.from(await signer.signTypedData(domain, types, message));
}

/** What every way of bringing money in refuses alike. */
function shouldRefuseWrongMoments(deploy, rightFunding, bringIn) {
  it("refuses nothing, a lapsed campaign and one that is funded in another way", async function () {
    const context = await loadFixture(deploy);
    const { campaigns, partner, campaignId } = context;
    await expect(bringIn(context, campaignId, 0n)).to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NoAmount");
    const other = rightFunding === FUNDING.Escrow ? FUNDING.Mint : FUNDING.Escrow;
    const foreign = await createCampaign(campaigns, partner, { funding: other });
    await expect(bringIn(context, foreign, 1n))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongFunding").withArgs(foreign, other);
    await campaigns.connect(partner).close(campaignId);
    await time.increase(GRACE);
    await expect(bringIn(context, campaignId, 1n))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongState").withArgs(campaignId, STATE.Lapsed);
  });
}

describe("RetoCampaigns.fund", function () {
  shouldRefuseWrongMoments(deployCampaign, FUNDING.Escrow, ({ campaigns, partner }, id, amount) =>
    campaigns.connect(partner).fund(id, amount));

  it("takes the partner's deposit, and more of it later, even while closing", async function () {
    const { token, campaigns, partner, campaignId } = await loadFixture(deployCampaign);
    await token.connect(partner).approve(campaigns, 60n);
    await expect(campaigns.connect(partner).fund(campaignId, 10n))
      .to.emit(campaigns, "CampaignFunded").withArgs(campaignId, partner.address, 10n, 10n)
      .to.emit(token, "Transfer").withArgs(partner.address, campaigns.target, 10n);
    await campaigns.connect(partner).fund(campaignId, 20n);
    await campaigns.connect(partner).close(campaignId);
    await expect(campaigns.connect(partner).fund(campaignId, 30n))
      .to.emit(campaigns, "CampaignFunded").withArgs(campaignId, partner.address, 30n, 60n);
    const { funded, remaining, paid } = await campaigns.campaign(campaignId);
    expect([funded, remaining, paid]).to.deep.equal([60n, 60n, 0n]);
    expect(await token.balanceOf(campaigns)).to.equal(60n);
  });

  it("takes it from nobody else, and not without an approval or a balance", async function () {
    const { token, campaigns, partner, rival, campaignId } = await loadFixture(deployCampaign);
    await token.connect(rival).approve(campaigns, 10n);
    await expect(campaigns.connect(rival).fund(campaignId, 10n))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotPartner").withArgs(campaignId, rival.address);
    await expect(campaigns.connect(rival).fund(99n, 10n))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotPartner").withArgs(99n, rival.address);
    await token.connect(partner).approve(campaigns, 9n);
    await expect(campaigns.connect(partner).fund(campaignId, 10n))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance").withArgs(campaigns.target, 9n, 10n);
    const held = await token.balanceOf(partner);
    await token.connect(partner).approve(campaigns, held + 1n);
    await expect(campaigns.connect(partner).fund(campaignId, held + 1n))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance").withArgs(partner.address, held, held + 1n);
  });

  it("counts nothing that was sent by mistake", async function () {
    const { token, campaigns, partner, campaignId } = await loadFixture(deployCampaign);
    await token.connect(partner).transfer(campaigns, 5n * RETO);
    expect((await campaigns.campaign(campaignId)).remaining).to.equal(0n);
  });
});

describe("RetoCampaigns.fundWithPermit", function () {
  it("takes the deposit with the partner's signature alone", async function () {
    const { token, campaigns, partner, campaignId } = await loadFixture(deployCampaign);
    const deadline = BigInt((await time.latest()) + DAY);
    const { v, r, s } = await signPermit(token, partner, campaigns.target, 10n, deadline);
    await expect(campaigns.connect(partner).fundWithPermit(campaignId, 10n, deadline, v, r, s))
      .to.emit(campaigns, "CampaignFunded").withArgs(campaignId, partner.address, 10n, 10n);
    expect(await token.allowance(partner, campaigns)).to.equal(0n);
  });

  it("works although somebody sent the permit first", async function () {
    const { token, campaigns, partner, stranger, campaignId } = await loadFixture(deployCampaign);
    const deadline = BigInt((await time.latest()) + DAY);
    const { v, r, s } = await signPermit(token, partner, campaigns.target, 10n, deadline);
    await token.connect(stranger).permit(partner, campaigns, 10n, deadline, v, r, s);
    await campaigns.connect(partner).fundWithPermit(campaignId, 10n, deadline, v, r, s);
    expect((await campaigns.campaign(campaignId)).remaining).to.equal(10n);
  });

  it("says what the token says when the permit is worthless and nothing was approved", async function () {
    const { token, campaigns, partner, campaignId } = await loadFixture(deployCampaign);
    const deadline = BigInt(await time.latest()) - 1n;
    const { v, r, s } = await signPermit(token, partner, campaigns.target, 10n, deadline);
    await expect(campaigns.connect(partner).fundWithPermit(campaignId, 10n, deadline, v, r, s))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance").withArgs(campaigns.target, 0n, 10n);
  });

  it("does not spend a permit that somebody else signed", async function () {
    const { token, campaigns, partner, rival, campaignId } = await loadFixture(deployCampaign);
    const deadline = BigInt((await time.latest()) + DAY);
    const victims = await signPermit(token, partner, campaigns.target, 10n, deadline);
    const own = await createCampaign(campaigns, rival);
    const { v, r, s } = victims;
    await expect(campaigns.connect(rival).fundWithPermit(own, 10n, deadline, v, r, s))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance").withArgs(campaigns.target, 0n, 10n);
    await expect(campaigns.connect(rival).fundWithPermit(campaignId, 10n, deadline, v, r, s))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotPartner").withArgs(campaignId, rival.address);
  });
});

describe("RetoCampaigns.grant", function () {
  shouldRefuseWrongMoments(deployMintCampaign, FUNDING.Mint, ({ campaigns, owner }, id, amount) =>
    campaigns.connect(owner).grant(id, amount));

  it("reserves the budget at once and mints nothing", async function () {
    const context = await loadFixture(deployMintCampaign);
    const { token, campaigns, owner, campaignId } = context;
    const supply = await token.totalSupply();
    await grantCampaign(context, campaignId, 40n);
    expect(await token.mintReservation(campaigns)).to.equal(40n);
    expect(await token.mintAllowance(campaigns)).to.equal(0n);
    expect(await token.totalSupply()).to.equal(supply);
    const { funded, remaining } = await campaigns.campaign(campaignId);
    expect([funded, remaining]).to.deep.equal([40n, 40n]);
    await expect(campaigns.connect(owner).grant(campaignId, 1n))
      .to.be.revertedWithCustomError(token, "RetoToken_OverMintAllowance").withArgs(campaigns.target, 0n, 1n);
    const events = await campaigns.queryFilter(campaigns.filters.CampaignFunded(campaignId));
    expect(events.map(({ args }) => [args.funder, args.amount, args.funded])).to.deep.equal([[owner.address, 40n, 40n]]);
  });

  it("is the token owner's alone, not the partner's nor this contract's owner's", async function () {
    const { token, campaigns, owner, stranger, partner, campaignId } = await loadFixture(deployMintCampaign);
    await token.connect(owner).transferOwnership(stranger);
    await token.connect(stranger).acceptOwnership();
    for (const caller of [owner, partner]) {
      await expect(campaigns.connect(caller).grant(campaignId, 1n))
        .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotIssuer").withArgs(caller.address);
    }
  });

  it("refuses a campaign that does not exist", async function () {
    const { campaigns, owner } = await loadFixture(deployMintCampaign);
    await expect(campaigns.connect(owner).grant(99n, 1n))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongFunding").withArgs(99n, FUNDING.Escrow);
  });
});
