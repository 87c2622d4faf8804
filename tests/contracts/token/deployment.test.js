"use strict";

const { expect } = require("chai");
const { artifacts, ethers } = require("hardhat");
const { loadFixture } = require("@nomicfoundation/hardhat-network-helpers");
const { CAP, MINT_DELAY, SUPPLY, deployToken } = require("../support/fixture.js");

describe("RetoToken: deployment and what never changes", function () {
  it("has the name, symbol, decimals, cap and delay that it was given, and the supply at the treasury", async function () {
    const { token, owner, treasury } = await loadFixture(deployToken);
    expect([await token.name(), await token.symbol(), await token.decimals()]).to.deep.equal(["Reto", "RETO", 18n]);
    expect([await token.cap(), await token.mintDelaySeconds()]).to.deep.equal([CAP, BigInt(MINT_DELAY)]);
    expect([await token.totalSupply(), await token.totalReserved()]).to.deep.equal([SUPPLY, 0n]);
    expect(await token.balanceOf(treasury)).to.equal(SUPPLY);
    expect(await token.owner()).to.equal(owner.address);
  });

  it("refuses a cap of nothing, a cap of 2^96, and a first supply over the cap", async function () {
    const { token, owner, treasury } = await loadFixture(deployToken);
    const deploy = (supply, cap) => ethers.deployContract("RetoToken", [owner, treasury, supply, cap, 0]);
    await expect(deploy(0n, 0n)).to.be.revertedWithCustomError(token, "RetoToken_CapOutOfRange").withArgs(0n);
    const tooHigh = 2n ** 96n;
    await expect(deploy(0n, tooHigh)).to.be.revertedWithCustomError(token, "RetoToken_CapOutOfRange").withArgs(tooHigh);
    await expect(deploy(11n, 10n)).to.be.revertedWithCustomError(token, "RetoToken_OverCap").withArgs(11n, 10n);
    const full = await deploy(tooHigh - 1n, tooHigh - 1n);
    expect(await full.totalSupply()).to.equal(tooHigh - 1n);
  });

  it("keeps balances, allowances and supply where the batch functions reach for them @skip-on-coverage", async function () {
    const name = "contracts/RetoToken.sol:RetoToken";
    const { output } = await artifacts.getBuildInfo(name);
    const { storage } = output.contracts["contracts/RetoToken.sol"].RetoToken.storageLayout;
    const slots = Object.fromEntries(storage.map((entry) => [entry.label, entry.slot]));
    expect([slots._balances, slots._allowances, slots._totalSupply]).to.deep.equal(["0", "1", "2"]);
  });

  it("states its EIP-712 domain by ERC-5267", async function () {
    const { token } = await loadFixture(deployToken);
    const { chainId } = await ethers.provider.getNetwork();
    const domain = await token.eip712Domain();
    expect([...domain]).to.deep.equal(["0x0f", "Reto", "1", chainId, token.target, ethers.ZeroHash, []]);
  });

  it("tells by ERC-165 that it understands batches", async function () {
    const { token } = await loadFixture(deployToken);
    const { abi } = await artifacts.readArtifact("IRetoToken");
    const inherited = new Set((await artifacts.readArtifact("IERC20")).abi.map((entry) => entry.name));
    const own = new ethers.Interface(abi.filter((entry) => entry.type === "function" && !inherited.has(entry.name)));
    let id = 0n;
    own.forEachFunction((fragment) => (id ^= BigInt(fragment.selector)));
    expect(await token.supportsInterface(ethers.toBeHex(id, 4))).to.equal(true);
    expect(await token.supportsInterface("0x01ffc9a7")).to.equal(true);
    expect(await token.supportsInterface("0xffffffff")).to.equal(false);
  });

  it("hands ownership over in two steps and never gives it up", async function () {
    const { token, owner, alice, bob } = await loadFixture(deployToken);
    await token.connect(owner).transferOwnership(alice);
    expect([await token.owner(), await token.pendingOwner()]).to.deep.equal([owner.address, alice.address]);
    await expect(token.connect(bob).acceptOwnership())
      .to.be.revertedWithCustomError(token, "OwnableUnauthorizedAccount")
      .withArgs(bob.address);
    await token.connect(alice).acceptOwnership();
    expect(await token.owner()).to.equal(alice.address);
    await expect(token.connect(alice).renounceOwnership()).to.be.revertedWithCustomError(
      token,
      "RetoToken_OwnershipNotRenounceable",
    );
  });

  it("lets the owner alone name the document of ERC-7572", async function () {
    const { token, owner, alice } = await loadFixture(deployToken);
    expect(await token.contractURI()).to.equal("");
    await expect(token.connect(owner).setContractURI("ipfs://reto")).to.emit(token, "ContractURIUpdated");
    expect(await token.contractURI()).to.equal("ipfs://reto");
    await expect(token.connect(alice).setContractURI("x"))
      .to.be.revertedWithCustomError(token, "OwnableUnauthorizedAccount")
      .withArgs(alice.address);
  });
});
