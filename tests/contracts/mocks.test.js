"use strict";

const { expect } = require("chai");
const { ethers } = require("hardhat");
const { loadFixture } = require("@nomicfoundation/hardhat-network-helpers");
const { RETO, deployToken } = require("./support/fixture.js");

const PRICE = 10n ** 15n;

async function deployStandIns() {
  const context = await deployToken();
  const exchange = await ethers.deployContract("LocalExchange", [context.token, PRICE]);
  await context.token.connect(context.treasury).transfer(exchange, 100n * RETO);
  const feed = await ethers.deployContract("PriceFeed", [8, "RETO / USD"]);
  return { ...context, exchange, feed };
}

describe("LocalExchange", function () {
  it("sells at its price, rounded down, until it is sold out", async function () {
    const { token, exchange, alice } = await loadFixture(deployStandIns);
    await expect(exchange.connect(alice).buy({ value: PRICE * 40n }))
      .to.emit(exchange, "Sold").withArgs(alice.address, PRICE * 40n, 40n * RETO);
    expect(await token.balanceOf(alice)).to.equal(40n * RETO);
    await expect(exchange.connect(alice).buy({ value: PRICE * 61n }))
      .to.be.revertedWithCustomError(exchange, "LocalExchange_SoldOut").withArgs(60n * RETO, 61n * RETO);
    await expect(exchange.connect(alice).buy({ value: 0n }))
      .to.be.revertedWithCustomError(exchange, "LocalExchange_NothingBought").withArgs(0n);
    const dear = await ethers.deployContract("LocalExchange", [token, 3n * RETO]);
    await token.connect(alice).transfer(dear, RETO);
    await expect(dear.connect(alice).buy({ value: 2n }))
      .to.be.revertedWithCustomError(dear, "LocalExchange_NothingBought").withArgs(2n);
    await expect(dear.connect(alice).buy({ value: 5n })).to.emit(dear, "Sold").withArgs(alice.address, 5n, 1n);
  });
});

describe("PriceFeed", function () {
  it("answers in AggregatorV3's shape what it was told, and nothing before", async function () {
    const { feed } = await loadFixture(deployStandIns);
    expect([await feed.decimals(), await feed.description(), await feed.version()]).to.deep.equal([8n, "RETO / USD", 4n]);
    await expect(feed.latestRoundData()).to.be.revertedWithCustomError(feed, "PriceFeed_NoSuchRound").withArgs(0n);
    await feed.setAnswer(100n, 1_000n);
    await feed.setAnswer(-1n, 2_000n);
    expect(await feed.latestRoundData()).to.deep.equal([2n, -1n, 2_000n, 2_000n, 2n]);
    expect(await feed.getRoundData(1n)).to.deep.equal([1n, 100n, 1_000n, 1_000n, 1n]);
    await expect(feed.getRoundData(3n)).to.be.revertedWithCustomError(feed, "PriceFeed_NoSuchRound").withArgs(3n);
  });
});
