"use strict";

const { expect } = require("chai");
const { ethers } = require("hardhat");
const { loadFixture } = require("@nomicfoundation/hardhat-network-helpers");
const { SUPPLY, deployToken } = require("../support/fixture.js");
const { MAX_AMOUNT, word } = require("../support/model.js");

describe("RetoToken.transferBatch", function () {
  it("credits every word, debits the sum once, and says so transfer by transfer", async function () {
    const { token, treasury, alice, bob } = await loadFixture(deployToken);
    const words = [word(alice.address, 5n), word(bob.address, 7n), word(alice.address, 11n)];
    expect(await token.connect(treasury).transferBatch.staticCall(words)).to.equal(23n);
    await expect(token.connect(treasury).transferBatch(words))
      .to.emit(token, "Transfer").withArgs(treasury.address, alice.address, 5n)
      .to.emit(token, "Transfer").withArgs(treasury.address, bob.address, 7n)
      .to.emit(token, "Transfer").withArgs(treasury.address, alice.address, 11n);
    expect(await token.balanceOf(alice)).to.equal(16n);
    expect(await token.balanceOf(bob)).to.equal(7n);
    expect(await token.balanceOf(treasury)).to.equal(SUPPLY - 23n);
    expect(await token.totalSupply()).to.equal(SUPPLY);
  });

  it("takes no words and amounts of nothing", async function () {
    const { token, alice, bob } = await loadFixture(deployToken);
    expect(await token.connect(alice).transferBatch.staticCall([])).to.equal(0n);
    await expect(token.connect(alice).transferBatch([word(bob.address, 0n)]))
      .to.emit(token, "Transfer").withArgs(alice.address, bob.address, 0n);
  });

  it("pays the last base unit and refuses one more", async function () {
    const { token, treasury, alice, bob } = await loadFixture(deployToken);
    await token.connect(treasury).transfer(alice, 10n);
    await expect(token.connect(alice).transferBatch([word(bob.address, 4n), word(bob.address, 7n)]))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance")
      .withArgs(alice.address, 10n, 11n);
    await token.connect(alice).transferBatch([word(bob.address, 4n), word(bob.address, 6n)]);
    expect([await token.balanceOf(alice), await token.balanceOf(bob)]).to.deep.equal([0n, 10n]);
  });

  it("does not let an account pay with what the batch credits to it", async function () {
    const { token, treasury, alice, bob } = await loadFixture(deployToken);
    await token.connect(treasury).transfer(alice, 10n);
    await expect(token.connect(alice).transferBatch([word(alice.address, 11n)]))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance")
      .withArgs(alice.address, 10n, 11n);
    await expect(token.connect(alice).transferBatch([word(alice.address, 6n), word(bob.address, 6n)]))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance")
      .withArgs(alice.address, 10n, 12n);
    await token.connect(alice).transferBatch([word(alice.address, 6n), word(bob.address, 4n)]);
    expect([await token.balanceOf(alice), await token.balanceOf(bob)]).to.deep.equal([6n, 4n]);
  });

  it("refuses a zero recipient, and takes the words before it back", async function () {
    const { token, treasury, alice } = await loadFixture(deployToken);
    await expect(token.connect(treasury).transferBatch([word(alice.address, 5n), word(ethers.ZeroAddress, 1n)]))
      .to.be.revertedWithCustomError(token, "ERC20InvalidReceiver")
      .withArgs(ethers.ZeroAddress);
    expect(await token.balanceOf(alice)).to.equal(0n);
  });

  it("adds the largest amounts up without wrapping", async function () {
    const { token, treasury, alice, bob } = await loadFixture(deployToken);
    await expect(token.connect(treasury).transferBatch([word(alice.address, MAX_AMOUNT), word(bob.address, MAX_AMOUNT)]))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance")
      .withArgs(treasury.address, SUPPLY, 2n * MAX_AMOUNT);
  });
});
