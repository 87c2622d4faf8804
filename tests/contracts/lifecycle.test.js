"use strict";

const { expect } = require("chai");
const { ethers } = require("hardhat");
const { loadFixture, time } = require("@nomicfoundation/hardhat-network-helpers");
const { GRACE, RETO, STATE, batchArguments, batchTag, createCampaign, deployContracts, planBatch } = require("./support/fixture.js");

describe("A campaign's whole way", function () {
  it("leads from the exchange over the partner's deposit to the wallets, and the rest back", async function () {
    const context = await loadFixture(deployContracts);
    const { token, campaigns, treasury, operator, alice, bob, stranger: partner } = context;

    const exchange = await ethers.deployContract("LocalExchange", [token, ethers.parseEther("0.001")]);
    await token.connect(treasury).transfer(exchange, 10_000n * RETO);
    await exchange.connect(partner).buy({ value: ethers.parseEther("1") });
    expect(await token.balanceOf(partner)).to.equal(1_000n * RETO);

    const campaignId = await createCampaign(campaigns, partner);
    await token.connect(partner).approve(campaigns, 1_000n * RETO);
    await campaigns.connect(partner).fund(campaignId, 1_000n * RETO);

    const first = await planBatch(campaigns, campaignId, [[alice, 30n * RETO], [bob, 20n * RETO]], { rewards: 3 });
    await expect(campaigns.connect(operator).payBatch(...batchArguments(first)))
      .to.emit(campaigns, "BatchPaid")
      .withArgs(campaignId, batchTag(first), first.previousTag, 1n, 3n, 50n * RETO, first.receiptsRoot);
    const second = await planBatch(campaigns, campaignId, [[alice, 5n * RETO]]);
    expect(second.previousTag).to.equal(batchTag(first));
    expect(second.firstReward).to.equal(4n);
    await campaigns.connect(operator).payBatch(...batchArguments(second));
    expect(await token.balanceOf(alice)).to.equal(35n * RETO);
    expect(await token.balanceOf(bob)).to.equal(20n * RETO);

    await campaigns.connect(partner).close(campaignId);
    await time.increase(GRACE);
    await campaigns.connect(partner).withdrawLeftovers(campaignId);
    expect(await token.balanceOf(partner)).to.equal(945n * RETO);
    const after = await campaigns.campaign(campaignId);
    expect([after.state, after.funded, after.paid, after.withdrawn, after.remaining]).to.deep.equal(
      [STATE.Lapsed, 1_000n * RETO, 55n * RETO, 945n * RETO, 0n],
    );
  });
});
