"use strict";

const { execFileSync } = require("node:child_process");
const { expect } = require("chai");
const { ethers } = require("hardhat");
const { loadFixture } = require("@nomicfoundation/hardhat-network-helpers");
const { createCampaign, deployContracts } = require("./support/fixture.js");
const model = require("./support/model.js");
const vectors = require("../vectors/payout-batches.json");

async function deployProbe() {
  const probe = await ethers.deployContract("VectorProbe");
  return { ...(await deployContracts()), probe };
}

describe("Shared vectors", function () {
  it("are what the model makes today", function () {
    execFileSync(process.execPath, ["scripts/make-vectors.js", "--check"], { stdio: "pipe" });
  });

  for (const batch of vectors.batches) {
    it(`tag: ${batch.name}`, async function () {
      const { campaigns } = await loadFixture(deployProbe);
      const tag = await campaigns.computeTag(
        batch.campaignId,
        batch.firstReward,
        batch.previousTag,
        batch.receiptsRoot,
        batch.fingerprints,
        batch.words,
      );
      expect(tag).to.equal(batch.tag);
    });

    it(`receipts: ${batch.name}`, async function () {
      const { probe } = await loadFixture(deployProbe);
      for (const [i, entry] of batch.wallets.entries()) {
        const lines = entry.lines.map((line) => ({ ...line, textHash: ethers.id(line.text) }));
        expect(await probe.leaf(entry.word, lines)).to.equal(batch.leaves[i]);
        const climbed = batch.proofs[i].reduce(
          (hash, step) =>
            ethers.keccak256(
              ethers.concat(step.side === "left" ? ["0x01", step.hash, hash] : ["0x01", hash, step.hash]),
            ),
          batch.leaves[i],
        );
        expect(climbed).to.equal(batch.receiptsRoot);
      }
      expect(await probe.root(batch.leaves)).to.equal(batch.receiptsRoot);
    });
  }

  it("are chained: every batch continues the tag and the number of the one before", function () {
    const first = vectors.genesisTags.find((genesis) => genesis.campaignId === vectors.batches[0].campaignId);
    let [tag, number] = [first.tag, 1];
    for (const batch of vectors.batches) {
      expect([batch.previousTag, batch.firstReward]).to.deep.equal([tag, number]);
      [tag, number] = [batch.tag, number + batch.count];
    }
  });

  for (const entry of vectors.ceilings.filter((one) => !/Budget|Daily/.test(one.refusedBy))) {
    it(`ceilings: ${entry.name}`, async function () {
      const { probe, campaigns } = await loadFixture(deployProbe);
      const { maxReward, maxShareBps, total, count, declaredSaleValue, refusedBy } = entry;
      const asked = probe.requireUnderCeilings(maxReward, maxShareBps, total, count, declaredSaleValue);
      if (refusedBy === null) await asked;
      else await expect(asked).to.be.revertedWithCustomError(campaigns, refusedBy);
    });
  }

  for (const entry of vectors.dailyAllowances) {
    it(`daily allowance: ${entry.name}`, async function () {
      const { probe } = await loadFixture(deployProbe);
      const { left, refilledAt, dailyAllowance, now, available } = entry;
      expect(await probe.available(left, refilledAt, dailyAllowance, now)).to.equal(available);
    });
  }

  it("the tag before the first batch and the attestation's digest follow the model on this chain", async function () {
    const { campaigns, partner } = await loadFixture(deployProbe);
    const { chainId } = await ethers.provider.getNetwork();
    const campaignId = await createCampaign(campaigns, partner);
    expect(await campaigns.lastTag(campaignId)).to.equal(model.genesisTag(chainId, campaigns.target, campaignId));

    const { fields, name, version, verifyingContract } = await campaigns.eip712Domain();
    expect([fields, name, version, verifyingContract]).to.deep.equal(["0x0f", "RetoCampaigns", "1", campaigns.target]);
    const batch = vectors.batches[0];
    const domain = { name, version, chainId, verifyingContract };
    const types = {
      BatchAttestation: [
        { name: "campaignId", type: "uint64" },
        { name: "tag", type: "bytes32" },
        { name: "validUntil", type: "uint64" },
        { name: "declaredSaleValue", type: "uint128" },
      ],
    };
    const { validUntil, declaredSaleValue } = batch;
    const message = { campaignId: batch.campaignId, tag: batch.tag, validUntil, declaredSaleValue };
    expect(
      await campaigns.attestationDigest(message.campaignId, message.tag, validUntil, declaredSaleValue),
    ).to.equal(ethers.TypedDataEncoder.hash(domain, types, message));
    const shared = { ...domain, chainId: vectors.chainId, verifyingContract: vectors.contract };
    expect(ethers.TypedDataEncoder.hash(shared, types, message)).to.equal(batch.attestationDigest);
  });
});
