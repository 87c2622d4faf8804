"use strict";

const { expect } = require("chai");
const { ethers } = require("hardhat");
const { loadFixture, time } = require("@nomicfoundation/hardhat-network-helpers");
const { RETO, STATE, deployWithEscrow } = require("../support/fixture.js");

const CODE = ethers.encodeBytes32String("K7MPQ2X");
const CUSTOMER = ethers.id("customer 12");
const GBP = "0x474250";

async function deployWithReporter() {
  const context = await deployWithEscrow();
  const { campaigns, partner, stranger: reporter, campaignId } = context;
  await campaigns.connect(partner).setReporter(campaignId, reporter, true);
  const soldAt = BigInt(await time.latest());
  const report = (caller, id = campaignId, at = soldAt, saleId = ethers.id("sale 1")) =>
    campaigns.connect(caller).reportSale(id, saleId, CODE, CUSTOMER, at, 12_345n, GBP);
  return { ...context, reporter, soldAt, report };
}

describe("RetoCampaigns.setReporter", function () {
  it("names and strikes off a reporter of one campaign", async function () {
    const { campaigns, partner, alice, campaignId } = await loadFixture(deployWithReporter);
    await expect(campaigns.connect(partner).setReporter(campaignId, alice, true))
      .to.emit(campaigns, "ReporterChanged").withArgs(campaignId, alice.address, true);
    expect(await campaigns.isReporter(campaignId, alice)).to.equal(true);
    expect(await campaigns.isReporter(campaignId + 1n, alice)).to.equal(false);
    await expect(campaigns.connect(partner).setReporter(campaignId, alice, false))
      .to.emit(campaigns, "ReporterChanged").withArgs(campaignId, alice.address, false);
    expect(await campaigns.isReporter(campaignId, alice)).to.equal(false);
  });

  it("is the partner's alone", async function () {
    const { campaigns, operator, alice, campaignId } = await loadFixture(deployWithReporter);
    await expect(campaigns.connect(operator).setReporter(campaignId, alice, true))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotPartner").withArgs(campaignId, operator.address);
  });
});

describe("RetoCampaigns.reportSale", function () {
  it("tells a sale as an event, and the same sale again as the same event", async function () {
    const { campaigns, reporter, soldAt, report, campaignId } = await loadFixture(deployWithReporter);
    for (let time_ = 0; time_ < 2; ++time_) {
      await expect(report(reporter))
        .to.emit(campaigns, "SaleReported")
        .withArgs(campaignId, ethers.id("sale 1"), reporter.address, CODE, CUSTOMER, soldAt, 12_345n, GBP);
    }
  });

  it("is a named reporter's alone, of this campaign", async function () {
    const { campaigns, partner, rival, reporter, report, campaignId } = await loadFixture(deployWithReporter);
    await expect(report(partner))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotReporter").withArgs(campaignId, partner.address);
    await expect(report(reporter, 99n))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotReporter").withArgs(99n, reporter.address);
    await campaigns.connect(partner).setReporter(campaignId, rival, true);
    await report(rival);
    await campaigns.connect(partner).setReporter(campaignId, rival, false);
    await expect(report(rival))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotReporter").withArgs(campaignId, rival.address);
  });

  it("takes the first and the last second of the window, and nothing outside it or to come", async function () {
    const { campaigns, reporter, report, campaignId } = await loadFixture(deployWithReporter);
    const { startsAt, endsAt } = await campaigns.campaign(campaignId);
    await report(reporter, campaignId, startsAt);
    await expect(report(reporter, campaignId, startsAt - 1n))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_OutsideWindow").withArgs(startsAt, endsAt, startsAt - 1n);
    const now = BigInt(await time.latest()) + 100n;
    await time.setNextBlockTimestamp(now);
    await expect(report(reporter, campaignId, now + 1n))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_OutsideWindow").withArgs(startsAt, endsAt, now + 1n);
    await time.setNextBlockTimestamp(now + 10n);
    await report(reporter, campaignId, now + 10n);
    await time.increaseTo(endsAt + 5n);
    await report(reporter, campaignId, endsAt - 1n);
    await expect(report(reporter, campaignId, endsAt))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_OutsideWindow").withArgs(startsAt, endsAt, endsAt);
  });

  it("is refused once the campaign is closed", async function () {
    const { campaigns, partner, reporter, report, campaignId } = await loadFixture(deployWithReporter);
    await campaigns.connect(partner).close(campaignId);
    await expect(report(reporter))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_WrongState").withArgs(campaignId, STATE.Closing);
  });
});

describe("RetoCampaigns.commitLiabilities", function () {
  it("publishes what is promised beside what is held", async function () {
    const { campaigns, operator, campaignId } = await loadFixture(deployWithReporter);
    const root = ethers.id("promised lines");
    await expect(campaigns.connect(operator).commitLiabilities(campaignId, 7n * RETO, root))
      .to.emit(campaigns, "LiabilitiesCommitted").withArgs(campaignId, 7n * RETO, 100_000n * RETO, root);
  });

  it("is the operator's alone, of a campaign that exists", async function () {
    const { campaigns, operator, partner, campaignId } = await loadFixture(deployWithReporter);
    await expect(campaigns.connect(partner).commitLiabilities(campaignId, 1n, ethers.ZeroHash))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotOperator").withArgs(partner.address);
    await expect(campaigns.connect(operator).commitLiabilities(99n, 1n, ethers.ZeroHash))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_UnknownCampaign").withArgs(99n);
  });
});
