"use strict";

const { expect } = require("chai");
const { ethers } = require("hardhat");
const { loadFixture } = require("@nomicfoundation/hardhat-network-helpers");
const { SUPPLY, deployToken } = require("../support/fixture.js");
const { word } = require("../support/model.js");

describe("RetoToken.burn and burnFrom", function () {
  it("destroy the caller's tokens, and others' within the allowance that they gave", async function () {
    const { token, treasury, alice } = await loadFixture(deployToken);
    await expect(token.connect(treasury).burn(5n))
      .to.emit(token, "Transfer").withArgs(treasury.address, ethers.ZeroAddress, 5n);
    await token.connect(treasury).approve(alice, 7n);
    await token.connect(alice).burnFrom(treasury, 7n);
    expect(await token.totalSupply()).to.equal(SUPPLY - 12n);
    expect(await token.balanceOf(treasury)).to.equal(SUPPLY - 12n);
    expect(await token.allowance(treasury, alice)).to.equal(0n);
    expect(await token.totalReserved()).to.equal(0n);
  });

  it("refuse more than is held or allowed", async function () {
    const { token, treasury, alice } = await loadFixture(deployToken);
    await expect(token.connect(alice).burn(1n))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance").withArgs(alice.address, 0n, 1n);
    await token.connect(treasury).approve(alice, 7n);
    await expect(token.connect(alice).burnFrom(treasury, 8n))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance").withArgs(alice.address, 7n, 8n);
    await token.connect(alice).approve(treasury, 3n);
    await expect(token.connect(treasury).burnFrom(alice, 3n))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance").withArgs(alice.address, 0n, 3n);
  });

  it("make room under the cap", async function () {
    const [owner, treasury, alice, , , minter] = await ethers.getSigners();
    const token = await ethers.deployContract("RetoToken", [owner, treasury, 1_000n, 1_000n, 0]);
    await token.announceMintAllowance(minter, 100n);
    await token.applyMintAllowance(minter);
    await expect(token.connect(minter).mintBatch([word(alice.address, 1n)]))
      .to.be.revertedWithCustomError(token, "RetoToken_OverCap").withArgs(1_001n, 1_000n);
    await token.connect(treasury).burn(10n);
    await token.connect(treasury).approve(alice, 5n);
    await token.connect(alice).burnFrom(treasury, 5n);
    await token.connect(minter).mintBatch([word(alice.address, 15n)]);
    await expect(token.connect(minter).mintBatch([word(alice.address, 1n)]))
      .to.be.revertedWithCustomError(token, "RetoToken_OverCap").withArgs(1_001n, 1_000n);
  });
});
