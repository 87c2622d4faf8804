"use strict";

const { expect } = require("chai");
const { ethers } = require("hardhat");
const { loadFixture, time } = require("@nomicfoundation/hardhat-network-helpers");
const {
  CHANGE_DELAY, DAY, FUNDING, GRACE, STATE, TERMS_HASH, campaignParams, deployContracts,
} = require("../support/fixture.js");
const { genesisTag } = require("../support/model.js");

describe("RetoCampaigns: deployment", function () {
  it("knows its token, its roles and its delay", async function () {
    const { campaigns, token, owner, operator, pauser } = await loadFixture(deployContracts);
    expect(await campaigns.token()).to.equal(token.target);
    expect(await campaigns.owner()).to.equal(owner.address);
    expect(await campaigns.operator()).to.equal(operator.address);
    expect(await campaigns.pauser()).to.equal(pauser.address);
    expect(await campaigns.changeDelaySeconds()).to.equal(BigInt(CHANGE_DELAY));
    expect(await campaigns.campaignCount()).to.equal(0n);
    const deployment = campaigns.deploymentTransaction();
    await expect(deployment).to.emit(campaigns, "OperatorChanged").withArgs(ethers.ZeroAddress, operator.address);
    await expect(deployment).to.emit(campaigns, "PauserChanged").withArgs(ethers.ZeroAddress, pauser.address);
  });

  it("refuses a token at no address", async function () {
    const { campaigns, owner, operator, pauser } = await loadFixture(deployContracts);
    const deployed = ethers.deployContract("RetoCampaigns", [ethers.ZeroAddress, owner, operator, pauser, 0]);
    await expect(deployed).to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NoAddress");
  });

  it("fits the code size that every chain takes @skip-on-coverage", async function () {
    const { campaigns, token } = await loadFixture(deployContracts);
    for (const contract of [campaigns, token]) {
      expect(ethers.dataLength(await contract.getDeployedCode())).to.be.at.most(24_576);
    }
  });
});

describe("RetoCampaigns.createCampaign", function () {
  it("gives the caller a campaign with what it stated, numbered from 1", async function () {
    const { campaigns, partner, rival, attestor } = await loadFixture(deployContracts);
    const { chainId } = await ethers.provider.getNetwork();
    const params = await campaignParams({ attestor: attestor.address });
    expect(await campaigns.connect(partner).createCampaign.staticCall(params)).to.equal(1n);
    const { maxReward, dailyAllowance, maxShareBps } = params;
    await expect(campaigns.connect(partner).createCampaign(params))
      .to.emit(campaigns, "CampaignCreated")
      .withArgs(1n, partner.address, FUNDING.Escrow, TERMS_HASH, params.startsAt, params.endsAt, GRACE)
      .to.emit(campaigns, "TermsPublished").withArgs(1n, 1n, TERMS_HASH, params.termsInForceFrom)
      .to.emit(campaigns, "LimitsChanged")
      .withArgs(1n, maxReward, dailyAllowance, maxShareBps, attestor.address);
    await campaigns.connect(rival).createCampaign(await campaignParams({ funding: FUNDING.Mint }));

    expect(await campaigns.campaignCount()).to.equal(2n);
    expect((await campaigns.campaign(1n)).toObject()).to.deep.equal({
      partner: partner.address,
      funding: FUNDING.Escrow,
      state: STATE.Open,
      startsAt: BigInt(params.startsAt),
      endsAt: BigInt(params.endsAt),
      graceSeconds: BigInt(GRACE),
      closedAt: 0n,
      lapsesAt: 0n,
      funded: 0n,
      paid: 0n,
      withdrawn: 0n,
      remaining: 0n,
      maxReward,
      dailyAllowance,
      maxShareBps: BigInt(maxShareBps),
      attestor: attestor.address,
      nextReward: 1n,
      lastTag: genesisTag(chainId, campaigns.target, 1n),
      termsVersions: 1n,
    });
    const second = await campaigns.campaign(2n);
    expect([second.partner, second.funding]).to.deep.equal([rival.address, FUNDING.Mint]);
    expect(second.lastTag).to.equal(genesisTag(chainId, campaigns.target, 2n));
    expect(await campaigns.availableToday(1n)).to.equal(dailyAllowance);
  });

  it("refuses a window that is empty or over", async function () {
    const { campaigns, partner } = await loadFixture(deployContracts);
    const now = (await time.latest()) + 100;
    const create = async (changes) => {
      const params = await campaignParams(changes);
      await time.setNextBlockTimestamp(now);
      return campaigns.connect(partner).createCampaign.staticCall(params, { blockTag: "pending" });
    };
    const refused = (promise, ...args) =>
      expect(promise).to.be.revertedWithCustomError(campaigns, "RetoCampaigns_OutsideWindow").withArgs(...args);
    await refused(create({ startsAt: now + 5, endsAt: now + 5 }), now + 5, now + 5, now);
    await refused(create({ startsAt: now + 6, endsAt: now + 5 }), now + 6, now + 5, now);
    await refused(create({ startsAt: now - 5, endsAt: now }), now - 5, now, now);
    await create({ startsAt: now - 5, endsAt: now + 1 });
  });

  it("refuses a grace period outside its bounds, and takes both bounds", async function () {
    const { campaigns, partner } = await loadFixture(deployContracts);
    const [least, most] = [DAY, 730 * DAY];
    expect(await campaigns.MIN_GRACE_SECONDS()).to.equal(least);
    expect(await campaigns.MAX_GRACE_SECONDS()).to.equal(most);
    for (const graceSeconds of [0, least - 1, most + 1]) {
      await expect(campaigns.connect(partner).createCampaign(await campaignParams({ graceSeconds })))
        .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_GraceOutOfRange")
        .withArgs(graceSeconds, least, most);
    }
    for (const graceSeconds of [least, most]) {
      await campaigns.connect(partner).createCampaign(await campaignParams({ graceSeconds }));
    }
  });

  it("refuses no terms", async function () {
    const { campaigns, partner } = await loadFixture(deployContracts);
    await expect(campaigns.connect(partner).createCampaign(await campaignParams({ termsHash: ethers.ZeroHash })))
      .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NoTerms");
  });
});
