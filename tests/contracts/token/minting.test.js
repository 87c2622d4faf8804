"use strict";

const { expect } = require("chai");
const { ethers } = require("hardhat");
const { loadFixture, time } = require("@nomicfoundation/hardhat-network-helpers");
const { CAP, MINT_DELAY, SUPPLY, deployToken } = require("../support/fixture.js");
const { word } = require("../support/model.js");

async function deployWithMinter() {
  const context = await deployToken();
  await context.token.connect(context.owner).announceMintAllowance(context.minter, 100n);
  await time.increase(MINT_DELAY);
  await context.token.applyMintAllowance(context.minter);
  return context;
}

describe("RetoToken: minters", function () {
  describe("announceMintAllowance and applyMintAllowance", function () {
    it("give an allowance once the delay is over, not a second before, by anyone's call", async function () {
      const { token, owner, minter, alice } = await loadFixture(deployToken);
      const announced = await token.connect(owner).announceMintAllowance(minter, 40n);
      const effectiveAt = BigInt((await announced.getBlock()).timestamp + MINT_DELAY);
      await expect(announced).to.emit(token, "MintAllowanceAnnounced").withArgs(minter.address, 40n, effectiveAt);
      expect(await token.announcedMintAllowance(minter)).to.deep.equal([40n, effectiveAt]);

      await time.setNextBlockTimestamp(effectiveAt - 1n);
      await expect(token.connect(alice).applyMintAllowance(minter))
        .to.be.revertedWithCustomError(token, "RetoToken_TooEarly")
        .withArgs(effectiveAt);
      await time.setNextBlockTimestamp(effectiveAt);
      await expect(token.connect(alice).applyMintAllowance(minter))
        .to.emit(token, "MintAllowanceChanged")
        .withArgs(minter.address, 40n);
      expect(await token.mintAllowance(minter)).to.equal(40n);
      expect(await token.announcedMintAllowance(minter)).to.deep.equal([0n, 0n]);
      await expect(token.applyMintAllowance(minter))
        .to.be.revertedWithCustomError(token, "RetoToken_NothingAnnounced")
        .withArgs(minter.address);
    });

    it("add to what is there, and the later announcement replaces the earlier", async function () {
      const { token, owner, minter } = await loadFixture(deployWithMinter);
      await token.connect(owner).announceMintAllowance(minter, 7n);
      await time.increase(MINT_DELAY);
      await token.connect(owner).announceMintAllowance(minter, 9n);
      await expect(token.applyMintAllowance(minter)).to.be.revertedWithCustomError(token, "RetoToken_TooEarly");
      await time.increase(MINT_DELAY);
      await token.applyMintAllowance(minter);
      expect(await token.mintAllowance(minter)).to.equal(109n);
    });

    it("are the owner's alone, and stop at the cap with the reservation counted", async function () {
      const { token, owner, minter } = await loadFixture(deployWithMinter);
      await expect(token.connect(minter).announceMintAllowance(minter, 1n))
        .to.be.revertedWithCustomError(token, "OwnableUnauthorizedAccount")
        .withArgs(minter.address);
      await token.connect(minter).reserveMint(60n);
      await token.connect(owner).announceMintAllowance(minter, CAP - 99n);
      await time.increase(MINT_DELAY);
      await expect(token.applyMintAllowance(minter))
        .to.be.revertedWithCustomError(token, "RetoToken_OverCap")
        .withArgs(CAP + 1n, CAP);
      await token.connect(owner).announceMintAllowance(minter, CAP - 100n);
      await time.increase(MINT_DELAY);
      await token.applyMintAllowance(minter);
      expect(await token.mintAllowance(minter)).to.equal(CAP - 60n);
    });
  });

  describe("lowerMintAllowance", function () {
    it("lowers at once, drops what was announced and leaves what is reserved", async function () {
      const { token, owner, minter } = await loadFixture(deployWithMinter);
      await token.connect(minter).reserveMint(30n);
      await token.connect(owner).announceMintAllowance(minter, 5n);
      await expect(token.connect(owner).lowerMintAllowance(minter, 20n))
        .to.emit(token, "MintAllowanceChanged")
        .withArgs(minter.address, 20n);
      expect(await token.mintAllowance(minter)).to.equal(20n);
      expect(await token.mintReservation(minter)).to.equal(30n);
      expect(await token.announcedMintAllowance(minter)).to.deep.equal([0n, 0n]);
    });

    it("takes an announcement back without lowering anything", async function () {
      const { token, owner, minter } = await loadFixture(deployWithMinter);
      await token.connect(owner).announceMintAllowance(minter, 5n);
      await token.connect(owner).lowerMintAllowance(minter, 100n);
      expect(await token.announcedMintAllowance(minter)).to.deep.equal([0n, 0n]);
      expect(await token.mintAllowance(minter)).to.equal(100n);
    });

    it("refuses what is not lower, and anyone but the owner", async function () {
      const { token, owner, minter } = await loadFixture(deployWithMinter);
      for (const wanted of [100n, 101n]) {
        await expect(token.connect(owner).lowerMintAllowance(minter, wanted))
          .to.be.revertedWithCustomError(token, "RetoToken_NotLower")
          .withArgs(minter.address, 100n, wanted);
      }
      await token.connect(owner).announceMintAllowance(minter, 5n);
      await expect(token.connect(owner).lowerMintAllowance(minter, 101n))
        .to.be.revertedWithCustomError(token, "RetoToken_NotLower")
        .withArgs(minter.address, 100n, 101n);
      await expect(token.connect(minter).lowerMintAllowance(minter, 0n))
        .to.be.revertedWithCustomError(token, "OwnableUnauthorizedAccount")
        .withArgs(minter.address);
    });
  });

  describe("mintBatch", function () {
    it("mints within the allowance and lowers it", async function () {
      const { token, minter, alice, bob } = await loadFixture(deployWithMinter);
      const words = [word(alice.address, 60n), word(bob.address, 40n)];
      expect(await token.connect(minter).mintBatch.staticCall(words)).to.equal(100n);
      await expect(token.connect(minter).mintBatch(words))
        .to.emit(token, "Transfer").withArgs(ethers.ZeroAddress, alice.address, 60n)
        .to.emit(token, "Transfer").withArgs(ethers.ZeroAddress, bob.address, 40n)
        .to.emit(token, "MintAllowanceChanged").withArgs(minter.address, 0n);
      expect(await token.totalSupply()).to.equal(SUPPLY + 100n);
      expect(await token.totalReserved()).to.equal(0n);
      expect(await token.balanceOf(alice)).to.equal(60n);
    });

    it("refuses one base unit over the allowance, a zero recipient, and whoever has none", async function () {
      const { token, minter, alice } = await loadFixture(deployWithMinter);
      await expect(token.connect(minter).mintBatch([word(alice.address, 60n), word(alice.address, 41n)]))
        .to.be.revertedWithCustomError(token, "RetoToken_OverMintAllowance")
        .withArgs(minter.address, 100n, 101n);
      await expect(token.connect(minter).mintBatch([word(ethers.ZeroAddress, 1n)]))
        .to.be.revertedWithCustomError(token, "ERC20InvalidReceiver")
        .withArgs(ethers.ZeroAddress);
      await expect(token.connect(alice).mintBatch([word(alice.address, 1n)]))
        .to.be.revertedWithCustomError(token, "RetoToken_OverMintAllowance")
        .withArgs(alice.address, 0n, 1n);
    });

    it("stops at the cap, what others hold reserved counted", async function () {
      const [owner, treasury, alice, bob, , minter] = await ethers.getSigners();
      const token = await ethers.deployContract("RetoToken", [owner, treasury, 900n, 1_000n, 0]);
      for (const account of [minter, bob]) {
        await token.announceMintAllowance(account, 100n);
        await token.applyMintAllowance(account);
      }
      await token.connect(bob).reserveMint(40n);
      await expect(token.connect(minter).mintBatch([word(alice.address, 61n)]))
        .to.be.revertedWithCustomError(token, "RetoToken_OverCap")
        .withArgs(1_001n, 1_000n);
      await expect(token.connect(minter).reserveMint(61n))
        .to.be.revertedWithCustomError(token, "RetoToken_OverCap")
        .withArgs(1_001n, 1_000n);
      await token.connect(minter).mintBatch([word(alice.address, 60n)]);
      await token.connect(bob).mintReservedBatch([word(bob.address, 40n)]);
      expect([await token.totalSupply(), await token.totalReserved()]).to.deep.equal([1_000n, 0n]);
    });
  });

  describe("reserveMint, mintReservedBatch and releaseMint", function () {
    it("move an amount from the allowance to the reservation, to wallets, and back", async function () {
      const { token, minter, alice } = await loadFixture(deployWithMinter);
      await expect(token.connect(minter).reserveMint(70n))
        .to.emit(token, "MintAllowanceChanged").withArgs(minter.address, 30n)
        .to.emit(token, "MintReservationChanged").withArgs(minter.address, 70n);
      expect(await token.totalReserved()).to.equal(70n);

      await expect(token.connect(minter).mintReservedBatch([word(alice.address, 50n)]))
        .to.emit(token, "Transfer").withArgs(ethers.ZeroAddress, alice.address, 50n)
        .to.emit(token, "MintReservationChanged").withArgs(minter.address, 20n);
      expect([await token.totalSupply(), await token.totalReserved()]).to.deep.equal([SUPPLY + 50n, 20n]);

      await expect(token.connect(minter).releaseMint(20n))
        .to.emit(token, "MintReservationChanged").withArgs(minter.address, 0n)
        .to.emit(token, "MintAllowanceChanged").withArgs(minter.address, 50n);
      expect([await token.mintAllowance(minter), await token.mintReservation(minter)]).to.deep.equal([50n, 0n]);
      expect(await token.totalReserved()).to.equal(0n);
    });

    it("refuse one base unit more than there is", async function () {
      const { token, minter, alice } = await loadFixture(deployWithMinter);
      await expect(token.connect(minter).reserveMint(101n))
        .to.be.revertedWithCustomError(token, "RetoToken_OverMintAllowance")
        .withArgs(minter.address, 100n, 101n);
      await token.connect(minter).reserveMint(70n);
      await expect(token.connect(minter).mintReservedBatch([word(alice.address, 71n)]))
        .to.be.revertedWithCustomError(token, "RetoToken_OverMintReservation")
        .withArgs(minter.address, 70n, 71n);
      await expect(token.connect(minter).releaseMint(71n))
        .to.be.revertedWithCustomError(token, "RetoToken_OverMintReservation")
        .withArgs(minter.address, 70n, 71n);
      await expect(token.connect(minter).mintReservedBatch([word(ethers.ZeroAddress, 1n)]))
        .to.be.revertedWithCustomError(token, "ERC20InvalidReceiver")
        .withArgs(ethers.ZeroAddress);
    });

    it("leave nothing of one minter to another", async function () {
      const { token, minter, alice } = await loadFixture(deployWithMinter);
      await token.connect(minter).reserveMint(70n);
      await expect(token.connect(alice).mintReservedBatch([word(alice.address, 1n)]))
        .to.be.revertedWithCustomError(token, "RetoToken_OverMintReservation")
        .withArgs(alice.address, 0n, 1n);
      await expect(token.connect(alice).releaseMint(1n))
        .to.be.revertedWithCustomError(token, "RetoToken_OverMintReservation")
        .withArgs(alice.address, 0n, 1n);
    });
  });
});
