"use strict";

const { expect } = require("chai");
const { ethers } = require("hardhat");
const { loadFixture, time } = require("@nomicfoundation/hardhat-network-helpers");
const { DAY, STATE, TERMS_HASH, createCampaign, deployContracts } = require("../support/fixture.js");

const SECOND = ethers.id("terms, version 2");
const THIRD = ethers.id("terms, version 3");

async function deployCampaign() {
  const context = await deployContracts();
  return { ...context, campaignId: await createCampaign(context.campaigns, context.partner) };
}

describe("RetoCampaigns.publishTerms", function () {
  it("appends versions, and the highest whose date has come is in force", async function () {
    const { campaigns, partner, campaignId } = await loadFixture(deployCampaign);
    const [, first] = await campaigns.terms(campaignId, 1n);
    const now = BigInt(await time.latest());
    const [later, sooner] = [now + 20n * 86_400n, now + 10n * 86_400n];
    expect(await campaigns.connect(partner).publishTerms.staticCall(campaignId, SECOND, later)).to.equal(2n);
    await expect(campaigns.connect(partner).publishTerms(campaignId, SECOND, later))
      .to.emit(campaigns, "TermsPublished").withArgs(campaignId, 2n, SECOND, later);
    await campaigns.connect(partner).publishTerms(campaignId, THIRD, sooner);

    expect(await campaigns.terms(campaignId, 1n)).to.deep.equal([TERMS_HASH, first]);
    expect(await campaigns.terms(campaignId, 2n)).to.deep.equal([SECOND, later]);
    expect(await campaigns.terms(campaignId, 3n)).to.deep.equal([THIRD, sooner]);
    for (const version of [0n, 4n]) {
      expect(await campaigns.terms(campaignId, version)).to.deep.equal([ethers.ZeroHash, 0n]);
    }
    expect((await campaigns.campaign(campaignId)).termsVersions).to.equal(3n);
    expect(await campaigns.termsAt(campaignId, first - 1n)).to.deep.equal([0n, ethers.ZeroHash]);
    expect(await campaigns.termsAt(campaignId, first)).to.deep.equal([1n, TERMS_HASH]);
    expect(await campaigns.termsAt(campaignId, sooner - 1n)).to.deep.equal([1n, TERMS_HASH]);
    expect(await campaigns.termsAt(campaignId, sooner)).to.deep.equal([3n, THIRD]);
    expect(await campaigns.termsAt(campaignId, later)).to.deep.equal([3n, THIRD]);
  });

  it("refuses a later version that reaches back, and takes one from this very second", async function () {
    const { campaigns, partner, campaignId } = await loadFixture(deployCampaign);
    const now = (await time.latest()) + 10;
    await time.setNextBlockTimestamp(now);
    await expect(campaigns.connect(partner).publishTerms(campaignId, SECOND, now - 1))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_TermsReachBack").withArgs(now - 1, now);
    await time.setNextBlockTimestamp(now + 5);
    await campaigns.connect(partner).publishTerms(campaignId, SECOND, now + 5);
  });

  it("is the partner's alone, only while open, and only with a hash", async function () {
    const { campaigns, partner, rival, campaignId } = await loadFixture(deployCampaign);
    const later = (await time.latest()) + DAY;
    await expect(campaigns.connect(rival).publishTerms(campaignId, SECOND, later))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotPartner").withArgs(campaignId, rival.address);
    await expect(campaigns.connect(partner).publishTerms(campaignId, ethers.ZeroHash, later))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NoTerms");
    await campaigns.connect(partner).close(campaignId);
    await expect(campaigns.connect(partner).publishTerms(campaignId, SECOND, later))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongState").withArgs(campaignId, STATE.Closing);
  });

  it("stops at a thousand versions", async function () {
    const { campaigns, partner, campaignId } = await loadFixture(deployCampaign);
    const most = await campaigns.MAX_TERMS_VERSIONS();
    const later = (await time.latest()) + DAY;
    for (let version = 2n; version <= most; ++version) {
      await campaigns.connect(partner).publishTerms(campaignId, SECOND, later);
    }
    await expect(campaigns.connect(partner).publishTerms(campaignId, SECOND, later))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_TooManyTerms").withArgs(most);
  });
});
