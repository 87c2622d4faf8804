"use strict";

const { expect } = require("chai");
const { ethers } = require("hardhat");
const { loadFixture, time } = require("@nomicfoundation/hardhat-network-helpers");
const { DAY, deployToken } = require("../support/fixture.js");

const AUTHORIZATION = [
  { name: "from", type: "address" },
  { name: "to", type: "address" },
  { name: "value", type: "uint256" },
  { name: "validAfter", type: "uint256" },
  { name: "validBefore", type: "uint256" },
  { name: "nonce", type: "bytes32" },
];

async function sign(token, signer, primaryType, fields, message) {
  const { chainId } = await ethers.provider.getNetwork();
  const domain = { name: "Reto", version: "1", chainId, verifyingContract: token.target };
  return ethers.Signature.from(await signer.signTypedData(domain, { [primaryType]: fields }, message));
}

async function deployAuthorized() {
  const context = await deployToken();
  const { token, treasury, alice, bob } = context;
  await token.connect(treasury).transfer(alice, 100n);
  const now = BigInt(await time.latest());
  const message = {
    from: alice.address,
    to: bob.address,
    value: 40n,
    validAfter: now,
    validBefore: now + BigInt(DAY),
    nonce: ethers.id("a random nonce"),
  };
  return { ...context, message };
}

function send(token, caller, name, message, { v, r, s }) {
  const { from, to, value, validAfter, validBefore, nonce } = message;
  return token.connect(caller)[name](from, to, value, validAfter, validBefore, nonce, v, r, s);
}

describe("RetoToken: signatures that others may send", function () {
  describe("transferWithAuthorization (EIP-3009)", function () {
    it("moves tokens for a holder who owns no gas, once", async function () {
      const { token, alice, bob, carol, message } = await loadFixture(deployAuthorized);
      const signature = await sign(token, alice, "TransferWithAuthorization", AUTHORIZATION, message);
      expect(await token.authorizationState(alice, message.nonce)).to.equal(false);
      await expect(send(token, carol, "transferWithAuthorization", message, signature))
        .to.emit(token, "AuthorizationUsed").withArgs(alice.address, message.nonce)
        .to.emit(token, "Transfer").withArgs(alice.address, bob.address, 40n);
      expect(await token.balanceOf(bob)).to.equal(40n);
      expect(await token.authorizationState(alice, message.nonce)).to.equal(true);
      await expect(send(token, carol, "transferWithAuthorization", message, signature))
        .to.be.revertedWithCustomError(token, "ERC3009UsedAuthorization")
        .withArgs(alice.address, message.nonce);
    });

    it("refuses another amount, another signer, and a time outside its bounds", async function () {
      const { token, alice, carol, message } = await loadFixture(deployAuthorized);
      const signature = await sign(token, alice, "TransferWithAuthorization", AUTHORIZATION, message);
      await expect(send(token, carol, "transferWithAuthorization", { ...message, value: 41n }, signature))
        .to.be.revertedWithCustomError(token, "ERC3009InvalidSignature").withArgs();
      const foreign = await sign(token, carol, "TransferWithAuthorization", AUTHORIZATION, message);
      await expect(send(token, carol, "transferWithAuthorization", message, foreign))
        .to.be.revertedWithCustomError(token, "ERC3009InvalidSignature").withArgs();

      const early = { ...message, validAfter: message.validBefore - 1n };
      const earlySignature = await sign(token, alice, "TransferWithAuthorization", AUTHORIZATION, early);
      await expect(send(token, carol, "transferWithAuthorization", early, earlySignature))
        .to.be.revertedWithCustomError(token, "ERC3009InvalidAuthorizationTime")
        .withArgs(early.validAfter, early.validBefore);
      await time.increaseTo(message.validBefore);
      await expect(send(token, carol, "transferWithAuthorization", message, signature))
        .to.be.revertedWithCustomError(token, "ERC3009InvalidAuthorizationTime")
        .withArgs(message.validAfter, message.validBefore);
    });

    it("moves nothing that is not there, and leaves the authorization unused", async function () {
      const { token, alice, carol, message } = await loadFixture(deployAuthorized);
      const much = { ...message, value: 101n };
      const signature = await sign(token, alice, "TransferWithAuthorization", AUTHORIZATION, much);
      await expect(send(token, carol, "transferWithAuthorization", much, signature))
        .to.be.revertedWithCustomError(token, "ERC20InsufficientBalance").withArgs(alice.address, 100n, 101n);
      expect(await token.authorizationState(alice, message.nonce)).to.equal(false);
    });
  });

  it("receiveWithAuthorization is the recipient's alone to send", async function () {
    const { token, alice, bob, carol, message } = await loadFixture(deployAuthorized);
    const signature = await sign(token, alice, "ReceiveWithAuthorization", AUTHORIZATION, message);
    await expect(send(token, carol, "receiveWithAuthorization", message, signature))
      .to.be.revertedWithCustomError(token, "ERC20InvalidReceiver").withArgs(bob.address);
    await send(token, bob, "receiveWithAuthorization", message, signature);
    expect(await token.balanceOf(bob)).to.equal(40n);
  });

  it("cancelAuthorization spends an authorization without moving anything", async function () {
    const { token, alice, carol, message } = await loadFixture(deployAuthorized);
    const fields = [{ name: "authorizer", type: "address" }, { name: "nonce", type: "bytes32" }];
    const { v, r, s } = await sign(token, alice, "CancelAuthorization", fields, {
      authorizer: alice.address,
      nonce: message.nonce,
    });
    await expect(token.connect(carol).cancelAuthorization(alice, message.nonce, v, r, s))
      .to.emit(token, "AuthorizationCanceled").withArgs(alice.address, message.nonce);
    const signature = await sign(token, alice, "TransferWithAuthorization", AUTHORIZATION, message);
    await expect(send(token, carol, "transferWithAuthorization", message, signature))
      .to.be.revertedWithCustomError(token, "ERC3009UsedAuthorization").withArgs(alice.address, message.nonce);
  });

  it("permit (ERC-2612) gives an allowance once, to the spender that was signed, before its deadline", async function () {
    const { token, alice, bob, carol } = await loadFixture(deployAuthorized);
    const fields = ["owner:address", "spender:address", "value:uint256", "nonce:uint256", "deadline:uint256"].map(
      (field) => ({ name: field.split(":")[0], type: field.split(":")[1] }),
    );
    const deadline = BigInt((await time.latest()) + DAY);
    const message = { owner: alice.address, spender: bob.address, value: 9n, nonce: 0n, deadline };
    const { v, r, s } = await sign(token, alice, "Permit", fields, message);
    await expect(token.permit(alice, carol, 9n, deadline, v, r, s)).to.be.revertedWithCustomError(
      token,
      "ERC2612InvalidSigner",
    );
    await token.connect(carol).permit(alice, bob, 9n, deadline, v, r, s);
    expect([await token.allowance(alice, bob), await token.nonces(alice)]).to.deep.equal([9n, 1n]);
    await expect(token.permit(alice, bob, 9n, deadline, v, r, s)).to.be.revertedWithCustomError(
      token,
      "ERC2612InvalidSigner",
    );
    await time.increaseTo(deadline + 1n);
    await expect(token.permit(alice, bob, 9n, deadline, v, r, s))
      .to.be.revertedWithCustomError(token, "ERC2612ExpiredSignature").withArgs(deadline);
  });
});
