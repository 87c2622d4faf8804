"use strict";

const { expect } = require("chai");
const { ethers } = require("hardhat");
const { loadFixture, time } = require("@nomicfoundation/hardhat-network-helpers");
const {
  DAY, FUNDING, GRACE, RETO, STATE, batchArguments, batchTag, createCampaign, deployWithEscrow, deployWithMint,
  fundCampaign, grantCampaign, pay, planBatch,
} = require("../support/fixture.js");
const { MAX_AMOUNT, fingerprints, word } = require("../support/model.js");

function send(context, batch, caller = context.operator) {
  return context.campaigns.connect(caller).payBatch(...batchArguments(batch));
}

/** Asks whether a batch would be paid, at a time of its own choosing, and refuses with this error if not. */
function expectRefused(context, batch, error, ...args) {
  return expect(send(context, batch)).to.be.revertedWithCustomError(context.campaigns, error).withArgs(...args);
}

/** What paying does whatever the money is; `deploy` makes a funded campaign of one kind. */
function shouldPay(kind, deploy) {
  describe(kind, function () {
    it("credits each wallet its word, and nobody else anything", async function () {
      const context = await loadFixture(deploy);
      const { token, campaigns, alice, bob, carol, campaignId } = context;
      const batch = await planBatch(campaigns, campaignId, [[alice, 30n * RETO], [bob, 20n * RETO]], { rewards: 5 });
      expect(await campaigns.connect(context.operator).payBatch.staticCall(...batchArguments(batch)))
        .to.equal(batchTag(batch));
      await expect(send(context, batch))
        .to.emit(campaigns, "BatchPaid")
        .withArgs(campaignId, batchTag(batch), batch.previousTag, 1n, 5n, 50n * RETO, batch.receiptsRoot);
      expect(await token.balanceOf(alice)).to.equal(30n * RETO);
      expect(await token.balanceOf(bob)).to.equal(20n * RETO);
      expect(await token.balanceOf(carol)).to.equal(0n);

      const { paid, remaining, nextReward, lastTag } = await campaigns.campaign(campaignId);
      expect([paid, remaining, nextReward, lastTag]).to.deep.equal(
        [50n * RETO, 99_950n * RETO, 6n, batchTag(batch)],
      );
      expect(await campaigns.nextReward(campaignId)).to.equal(6n);
      expect(await campaigns.lastTag(campaignId)).to.equal(batchTag(batch));
      expect(await campaigns.availableToday(campaignId)).to.equal(9_950n * RETO);
    });

    it("moves tokens from where they are and no others", async function () {
      const context = await loadFixture(deploy);
      const { token, campaigns, alice, campaignId } = context;
      const isMint = kind === "Mint";
      const [supply, held] = [await token.totalSupply(), await token.balanceOf(campaigns)];
      await pay(context, campaignId, [[alice, 40n * RETO]]);
      expect(await token.totalSupply()).to.equal(isMint ? supply + 40n * RETO : supply);
      expect(await token.balanceOf(campaigns)).to.equal(isMint ? held : held - 40n * RETO);
      expect(await token.mintReservation(campaigns)).to.equal(isMint ? 99_960n * RETO : 0n);
    });

    it("settles rewards that carry no tokens without touching the token", async function () {
      const context = await loadFixture(deploy);
      const { token, campaigns, campaignId } = context;
      const batch = await planBatch(campaigns, campaignId, [], { rewards: 3 });
      const sent = send(context, batch);
      await expect(sent)
        .to.emit(campaigns, "BatchPaid")
        .withArgs(campaignId, batchTag(batch), batch.previousTag, 1n, 3n, 0n, batch.receiptsRoot);
      await expect(sent).not.to.emit(token, "Transfer");
      expect(await campaigns.nextReward(campaignId)).to.equal(4n);
      expect((await campaigns.campaign(campaignId)).paid).to.equal(0n);
    });

    it("pays to the last base unit of the budget and not one more", async function () {
      const context = await loadFixture(deploy);
      const { campaigns, partner, alice, campaignId } = context;
      const open = { dailyAllowance: MAX_AMOUNT, maxReward: MAX_AMOUNT, maxShareBps: 2 ** 32 - 1 };
      const funding = FUNDING[kind];
      const small = await createCampaign(campaigns, partner, { ...open, funding });
      if (kind === "Mint") await grantCampaign(context, small, 10n);
      else await fundCampaign(context, small, 10n);

      await expectRefused(context, await planBatch(campaigns, small, [[alice, 11n]]), "RetoCampaigns_OverBudget", small, 11n, 10n);
      await pay(context, small, [[alice, 10n]]);
      await expectRefused(context, await planBatch(campaigns, small, [[alice, 1n]]), "RetoCampaigns_OverBudget", small, 1n, 0n);
      expect((await campaigns.campaign(campaignId)).remaining).to.equal(100_000n * RETO);
    });
  });
}

describe("RetoCampaigns.payBatch", function () {
  shouldPay("Escrow", deployWithEscrow);
  shouldPay("Mint", deployWithMint);

  describe("continues both number and tag", function () {
    it("refuses the same batch again, and a run that skips or repeats a number", async function () {
      const context = await loadFixture(deployWithEscrow);
      const { campaigns, alice, campaignId } = context;
      const batch = await planBatch(campaigns, campaignId, [[alice, RETO]], { rewards: 2 });
      await expectRefused(context, { ...batch, firstReward: 2n }, "RetoCampaigns_WrongFirstReward", campaignId, 1n, 2n);
      await expectRefused(context, { ...batch, firstReward: 0n }, "RetoCampaigns_WrongFirstReward", campaignId, 1n, 0n);
      await send(context, batch);
      await expectRefused(context, batch, "RetoCampaigns_WrongFirstReward", campaignId, 3n, 1n);
    });

    it("refuses a run under the right number with another history", async function () {
      const context = await loadFixture(deployWithEscrow);
      const { campaigns, alice, bob, campaignId } = context;
      const ours = await planBatch(campaigns, campaignId, [[alice, RETO]]);
      const theirs = await planBatch(campaigns, campaignId, [[bob, RETO]]);
      await send(context, ours);
      const next = await planBatch(campaigns, campaignId, [[bob, RETO]]);
      const astray = { ...next, previousTag: batchTag(theirs) };
      await expectRefused(
        context, astray, "RetoCampaigns_WrongPreviousTag", campaignId, batchTag(ours), batchTag(theirs),
      );
      await send(context, next);
    });

    it("binds every part of a batch into its tag", async function () {
      const context = await loadFixture(deployWithEscrow);
      const { campaigns, alice, bob, campaignId } = context;
      const batch = await planBatch(campaigns, campaignId, [[alice, RETO]], { rewards: 2 });
      const changes = [
        {}, { campaignId: 2n }, { firstReward: 2n }, { previousTag: ethers.id("x") }, { receiptsRoot: ethers.id("x") },
        { fingerprints: fingerprints(1, 1) }, { fingerprints: fingerprints(2, 2) }, { words: [word(bob.address, RETO)] },
        { words: [word(alice.address, RETO + 1n)] },
      ];
      const tags = [];
      for (const change of changes) {
        const { campaignId: id, firstReward, previousTag, receiptsRoot, ...rest } = { ...batch, ...change };
        const tag = await campaigns.computeTag(id, firstReward, previousTag, receiptsRoot, rest.fingerprints, rest.words);
        expect(tag).to.equal(batchTag({ ...batch, ...change }));
        tags.push(tag);
      }
      expect(new Set(tags).size).to.equal(changes.length);
    });
  });

  describe("refuses", function () {
    it("anyone but the operator", async function () {
      const context = await loadFixture(deployWithEscrow);
      const { campaigns, owner, partner, pauser, stranger, alice, campaignId } = context;
      const batch = await planBatch(campaigns, campaignId, [[alice, RETO]]);
      for (const caller of [owner, partner, pauser, stranger]) {
        await expect(send(context, batch, caller))
          .to.be.revertedWithCustomError(campaigns, "RetoCampaigns_NotOperator").withArgs(caller.address);
      }
    });

    it("a batch past its time, and takes one in its last second", async function () {
      const context = await loadFixture(deployWithEscrow);
      const { campaigns, alice, campaignId } = context;
      const validUntil = BigInt((await time.latest()) + 100);
      const batch = await planBatch(campaigns, campaignId, [[alice, RETO]], { validUntil });
      await time.setNextBlockTimestamp(validUntil);
      await send(context, batch);
      const next = await planBatch(campaigns, campaignId, [[alice, RETO]], { validUntil });
      await time.setNextBlockTimestamp(validUntil + 1n);
      await expectRefused(context, next, "RetoCampaigns_BatchExpired", validUntil, validUntil + 1n);
    });

    it("no fingerprints and fingerprints of a broken length", async function () {
      const context = await loadFixture(deployWithEscrow);
      const batch = await planBatch(context.campaigns, context.campaignId, [[context.alice, RETO]]);
      for (const length of [0, 1, 7, 9, 15]) {
        const broken = { ...batch, fingerprints: ethers.hexlify(new Uint8Array(length)) };
        await expectRefused(context, broken, "RetoCampaigns_BrokenFingerprints", length);
      }
    });

    it("fewer rewards than wallets", async function () {
      const context = await loadFixture(deployWithEscrow);
      const { campaigns, alice, bob, campaignId } = context;
      const batch = await planBatch(campaigns, campaignId, [[alice, RETO], [bob, RETO]], { rewards: 1 });
      await expectRefused(context, batch, "RetoCampaigns_FewerRewardsThanWords", 1, 2);
    });

    it("more rewards or wallets than a batch may hold", async function () {
      const context = await loadFixture(deployWithEscrow);
      const { campaigns, alice, campaignId } = context;
      const [mostRewards, mostWords] = [Number(await campaigns.MAX_REWARDS()), Number(await campaigns.MAX_WORDS())];
      const long = await planBatch(campaigns, campaignId, [], { rewards: mostRewards + 1 });
      await expectRefused(context, long, "RetoCampaigns_BatchTooLong", mostRewards + 1, mostRewards);
      const wide = await planBatch(campaigns, campaignId, Array(mostWords + 1).fill([alice, 1n]));
      await expectRefused(context, wide, "RetoCampaigns_BatchTooLong", mostWords + 1, mostWords);
    });

    it("not a batch of as many rewards or wallets as it may hold @skip-on-coverage", async function () {
      const context = await loadFixture(deployWithEscrow);
      const { campaigns, alice, campaignId } = context;
      const [mostRewards, mostWords] = [Number(await campaigns.MAX_REWARDS()), Number(await campaigns.MAX_WORDS())];
      await send(context, await planBatch(campaigns, campaignId, Array(mostWords).fill([alice, 1n])));
      await send(context, await planBatch(campaigns, campaignId, [], { rewards: mostRewards }));
      expect(await campaigns.nextReward(campaignId)).to.equal(BigInt(1 + mostRewards + mostWords));
    });

    it("a campaign that does not exist, even with nothing to pay", async function () {
      const context = await loadFixture(deployWithEscrow);
      const batch = await planBatch(context.campaigns, 99n, [], { rewards: 1 });
      expect([batch.firstReward, batch.previousTag]).to.deep.equal([0n, ethers.ZeroHash]);
      await expectRefused(context, batch, "RetoCampaigns_UnknownCampaign", 99n);
    });

    it("a zero recipient, and pays nobody of that batch", async function () {
      const context = await loadFixture(deployWithEscrow);
      const { token, campaigns, alice, campaignId } = context;
      const batch = await planBatch(campaigns, campaignId, [[alice, RETO], [ethers.ZeroAddress, RETO]]);
      await expect(send(context, batch))
        .to.be.revertedWithCustomError(token, "ERC20InvalidReceiver").withArgs(ethers.ZeroAddress);
      expect(await token.balanceOf(alice)).to.equal(0n);
      expect(await campaigns.lastTag(campaignId)).to.equal(batch.previousTag);
    });

    it("a total over what a reward may be, times the rewards", async function () {
      const context = await loadFixture(deployWithEscrow);
      const { campaigns, alice, campaignId } = context;
      const over = await planBatch(campaigns, campaignId, [[alice, 200n * RETO + 1n]], { rewards: 2 });
      await expectRefused(
        context, over, "RetoCampaigns_OverRewardCeiling", campaignId, 200n * RETO + 1n, 200n * RETO,
      );
      await pay(context, campaignId, [[alice, 200n * RETO]], { rewards: 2 });
    });

    it("a total over the share of the declared value", async function () {
      const context = await loadFixture(deployWithEscrow);
      const { campaigns, alice, campaignId } = context;
      const over = await planBatch(campaigns, campaignId, [[alice, 21n]], { declaredSaleValue: 104n });
      await expectRefused(context, over, "RetoCampaigns_OverShareCeiling", campaignId, 21n, 20n);
      await pay(context, campaignId, [[alice, 21n]], { declaredSaleValue: 105n });
    });

    it("a total over what is left of the daily allowance, which fills up second by second", async function () {
      const context = await loadFixture(deployWithEscrow);
      const { campaigns, partner, alice, campaignId } = context;
      await campaigns.connect(partner).setLimits(campaignId, {
        maxReward: 100n * RETO, dailyAllowance: 864_000n, maxShareBps: 2_000, attestor: ethers.ZeroAddress,
      });
      await expectRefused(
        context, await planBatch(campaigns, campaignId, [[alice, 864_001n]]),
        "RetoCampaigns_OverDailyAllowance", campaignId, 864_001n, 864_000n,
      );
      const batch = await planBatch(campaigns, campaignId, [[alice, 864_000n]]);
      const start = (await time.latest()) + 50;
      await time.setNextBlockTimestamp(start);
      await send(context, batch);
      expect(await campaigns.availableToday(campaignId)).to.equal(0n);
      const next = await planBatch(campaigns, campaignId, [[alice, 71n]]);
      await time.setNextBlockTimestamp(start + 7);
      await expectRefused(context, next, "RetoCampaigns_OverDailyAllowance", campaignId, 71n, 70n);
      await time.setNextBlockTimestamp(start + 8);
      await send(context, next);
      expect(await campaigns.availableToday(campaignId)).to.equal(9n);
      await time.increase(2 * DAY);
      expect(await campaigns.availableToday(campaignId)).to.equal(864_000n);
    });

    it("a lapsed campaign, and pays a closing one to its last second", async function () {
      const context = await loadFixture(deployWithEscrow);
      const { campaigns, partner, alice, campaignId } = context;
      await campaigns.connect(partner).close(campaignId);
      const lapsesAt = (await time.latest()) + GRACE;
      const validUntil = BigInt(lapsesAt + DAY);
      const batch = await planBatch(campaigns, campaignId, [[alice, RETO]], { validUntil });
      await time.setNextBlockTimestamp(lapsesAt - 1);
      await send(context, batch);
      const next = await planBatch(campaigns, campaignId, [[alice, RETO]], { validUntil });
      await time.setNextBlockTimestamp(lapsesAt);
      await expectRefused(context, next, "RetoCampaigns_WrongState", campaignId, STATE.Lapsed);
    });
  });
});
