using System.Numerics;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Chain;
using RetoRewards.Domain.Participants;
using RetoRewards.Ledger;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Settlements;

namespace RetoRewards.Tests.Payouts;

/// <summary>What must hold after every fault, once the stages have come to rest: nothing lost, nothing paid twice, ledger equals chain.</summary>
internal static class PayoutOracle
{
    /// <summary>All rewards are paid, each once, in the wallets that earned them.</summary>
    public static async Task AssertAllPaidOnceAsync(PayoutWorld world)
    {
        await using RetoDbContext db = world.Read();
        RewardRow[] rewards = await db.Set<RewardRow>().ToArrayAsync();
        Assert.All(rewards, reward => Assert.Equal(RewardState.Paid, reward.State));

        // O2: a reward is in one final batch, and every wallet holds exactly what its rewards add up to.
        var lines = await (
            from line in db.Set<PayoutLineRow>()
            join batch in db.Set<PayoutBatchRow>() on line.PayoutBatchId equals batch.PayoutBatchId
            where batch.State == PayoutBatchState.Final
            select line.RewardId).ToArrayAsync();
        Assert.Equal(rewards.Length, lines.Length);
        Assert.Equal(rewards.Length, lines.Distinct().Count());
        foreach (IGrouping<ParticipantId, RewardRow> ofParticipant in rewards.GroupBy(reward => reward.ParticipantId))
        {
            BigInteger earned = ofParticipant.Aggregate(BigInteger.Zero, (sum, reward) => sum + (BigInteger)reward.Amount.BaseUnits);
            Assert.Equal(earned, await world.BalanceAsync(ofParticipant.Key));
        }

        await AssertConsistentAsync(world);
    }

    /// <summary>Ledger equals chain, no account on its forbidden side, nonces dense and each explained by one row.</summary>
    public static async Task AssertConsistentAsync(PayoutWorld world)
    {
        await using RetoDbContext db = world.Read();
        Reconciled reconciled = await world.ReconcileAsync();
        Assert.Equal((UInt128)0, reconciled.UnexplainedBaseUnits);

        LedgerAccountRow[] accounts = await db.Set<LedgerAccountRow>().ToArrayAsync();
        Assert.All(
            accounts.Where(account => account.Name != "world" && !account.Name.EndsWith(":debt", StringComparison.Ordinal)),
            account => Assert.False(account.Balance.IsNegative, account.Name));
        Assert.Equal(
            Int128.Zero, accounts.Aggregate(Int128.Zero, (sum, account) => sum + account.Balance.BaseUnits));
        UInt128 paid = accounts.Where(account => account.Name.EndsWith(":paid", StringComparison.Ordinal))
            .Aggregate(UInt128.Zero, (sum, account) => sum + (UInt128)account.Balance.BaseUnits);
        Assert.Equal(reconciled.PaidBaseUnits, paid);

        ChainTransactionRow[] transactions = await db.Set<ChainTransactionRow>().OrderBy(row => row.Nonce).ToArrayAsync();
        if (transactions.Length > 0)
        {
            // Every nonce of the lane is a row's, or that of a run which another database signed and this one took over.
            LaneRow lane = await db.Set<LaneRow>().SingleAsync();
            int foreign = await db.Set<ForeignRunRow>().CountAsync();
            long[] nonces = [.. transactions.Select(row => row.Nonce)];
            Assert.Equal(nonces.Distinct(), nonces);
            Assert.InRange(lane.NextNonce - nonces[0], nonces.Length, nonces.Length + foreign);
        }
    }
}
