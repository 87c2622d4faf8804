using System.Buffers.Binary;
using RetoRewards.Chain;
using RetoRewards.Chain.Batches;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Sales;
using RetoRewards.Ethereum;
using RetoRewards.Ledger;
using RetoRewards.Payouts;
using RetoRewards.Rewards;
using RetoRewards.Rewards.Holds;
using RetoRewards.Sales;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Simulation;

/// <summary>What must hold after every step of a simulation, and what must hold once it has come to rest.</summary>
internal sealed class SimulationOracle(Shop shop, ModelChain chain)
{
    private readonly HashSet<string> accepted = [];
    private readonly HashSet<PayoutBatchId> seenBatches = [];

    public void Accepted(string saleNumber) => accepted.Add(saleNumber);

    public async Task LookAsync(string when)
    {
        LedgerAccountRow[] accounts = await shop.RowsAsync<LedgerAccountRow>();
        await NoncesExplainedAsync(when);
        Balanced(accounts, when);
        await NettedAsync(accounts, when);
    }

    public async Task LookAtRestAsync(string when)
    {
        LookAtChain(when);
        await LookAsync(when);

        // O1: every sale that was accepted is there once and was decided.
        SaleEventRow[] events = await shop.RowsAsync<SaleEventRow>();
        string[] numbers = [.. (await shop.RowsAsync<SaleRow>()).Select(row => row.SaleNumber)];
        True(accepted.SetEquals(numbers) && numbers.Length == accepted.Count, when, "O1: a sale was lost or is there twice");
        RewardRow[] rewards = await shop.RowsAsync<RewardRow>();
        foreach (SaleEventRow one in events)
        {
            RewardRow[] of = [.. rewards.Where(row => row.SaleEventId == one.SaleEventId)];
            True(one.State is SaleEventState.Rewarded or SaleEventState.Refused, when, $"O1: an event is {one.State}");
            // Ten percent to the referrer, unless the buyer is its own, and five to the buyer, at 20 RETO a pound.
            True(
                of.All(row => row.Amount.BaseUnits == (UInt128)row.BaseMinorUnits * 10_000_000_000_000_000 * (row.Rule == 1 ? 2u : 1u)),
                when, "O1: a reward is not what the terms say");
        }

        // O6: nothing stays on its way.
        PayoutBatchRow[] batches = await shop.RowsAsync<PayoutBatchRow>();
        string open = string.Join(", ", batches.Where(row => row.State is not PayoutBatchState.Final and not PayoutBatchState.Void)
            .Select(row => $"batch {row.Ordinal} {row.State} {row.HeldBecause}"));
        // What a rule against abuse holds waits for a person.
        HashSet<SaleId> held = [.. (await shop.RowsAsync<RewardHoldRow>()).Select(row => row.SaleId)];
        RewardRow[] due = [.. rewards.Where(row => row.SaleId is not { } sale || !held.Contains(sale))];
        string stuck = string.Join(", ", due.Where(row => row.State != RewardState.Paid).Select(row => $"reward {row.Sequence} {row.State}"));
        True(stuck.Length == 0, when, $"O6: a reward was never paid: {stuck}; {open}");
        True(batches.All(row => row.State is PayoutBatchState.Final or PayoutBatchState.Void), when, "O6: a batch never came to its end");
        True((await shop.RowsAsync<LaneRow>()).All(row => row.HaltedBecause is null), when, "O6: the lane halted");

        // O2: each reward in one final batch.
        HashSet<PayoutBatchId> final = [.. batches.Where(row => row.State == PayoutBatchState.Final).Select(row => row.PayoutBatchId)];
        PayoutLineRow[] lines = [.. (await shop.RowsAsync<PayoutLineRow>()).Where(row => final.Contains(row.PayoutBatchId))];
        True(lines.Length == due.Length && lines.DistinctBy(row => row.RewardId).Count() == due.Length, when, "O2: a reward is not in exactly one final batch");

        // O3: what the chain paid is what the ledger calls paid.
        LedgerAccountRow[] accounts = await shop.RowsAsync<LedgerAccountRow>();
        Int128 paid = Sum(accounts.Where(row => row.Name.EndsWith(":paid", StringComparison.Ordinal)));
        UInt128 onChain = Payments().SelectMany(batch => batch.ReadWords()).Aggregate(UInt128.Zero, (sum, word) => sum + word.Amount.BaseUnits);
        True((Int128)onChain == paid, when, $"O3: the chain paid {onChain} and the ledger says {paid}");

        // O7: the journal holds.
        IReadOnlyList<JournalFault> faults = await new VerifyJournals(shop.Database).ExecuteAsync(CancellationToken.None);
        True(faults.Count == 0, when, $"O7: {string.Join(", ", faults.Select(fault => fault.Sentence))}");
    }

    /// <summary>O2 on the chain itself: no reward's fingerprint is paid twice, whatever the database believes.</summary>
    public void LookAtChain(string when)
    {
        HashSet<long> fingerprints = [];
        foreach (PayBatch batch in Payments())
        {
            for (int at = 0; at < batch.Fingerprints.Length; at += sizeof(long))
            {
                True(fingerprints.Add(BinaryPrimitives.ReadInt64BigEndian(batch.Fingerprints.AsSpan(at))), when, "O2: a reward was paid twice on chain");
            }
        }
    }

    /// <summary>O5: every nonce that the chain has used was used by bytes that are stored.</summary>
    private async Task NoncesExplainedAsync(string when)
    {
        HashSet<Hash32> stored = [.. (await shop.RowsAsync<TransactionAttemptRow>()).Select(row => new Hash32(row.Hash))];
        True(
            chain.Blocks.SelectMany(block => block.Transactions).All(one => stored.Contains(one.Transaction.Hash)),
            when, "O5: the chain has a transaction of ours that is not stored");
    }

    /// <summary>O3 and O4: nothing is made or lost inside the ledger, and no account is on its forbidden side.</summary>
    private static void Balanced(LedgerAccountRow[] accounts, string when)
    {
        True(Sum(accounts) == 0, when, "O3: debits and credits differ");
        True(
            accounts.All(row => !row.Balance.IsNegative || row.Name == "world" || row.Name.EndsWith(":debt", StringComparison.Ordinal)),
            when, "O4: an account is on its forbidden side");
    }

    /// <summary>A batch pays nobody who still owes after it: debts are netted when the batch is planned.</summary>
    private async Task NettedAsync(LedgerAccountRow[] accounts, string when)
    {
        PayoutBatchRow[] fresh = [.. (await shop.RowsAsync<PayoutBatchRow>()).Where(row => seenBatches.Add(row.PayoutBatchId))];
        if (fresh.Length == 0)
        {
            return;
        }

        HashSet<PayoutBatchId> ids = [.. fresh.Select(row => row.PayoutBatchId)];
        foreach (PayoutLineRow line in (await shop.RowsAsync<PayoutLineRow>()).Where(row => ids.Contains(row.PayoutBatchId) && !row.Paid.IsZero))
        {
            bool owes = accounts.Any(row => row.Balance.IsNegative
                && row.Name.Contains(line.ParticipantId.ToString(), StringComparison.Ordinal)
                && row.Name.EndsWith(":debt", StringComparison.Ordinal));
            True(!owes, when, "O3: a batch pays somebody who still owes");
        }
    }

    private IEnumerable<PayBatch> Payments() => chain.Blocks.SelectMany(block => block.Transactions).Select(one => one.Paid).OfType<PayBatch>();

    private static Int128 Sum(IEnumerable<LedgerAccountRow> accounts) =>
        accounts.Aggregate(Int128.Zero, (sum, row) => sum + row.Balance.BaseUnits);

    private static void True(bool holds, string when, string what) => Assert.True(holds, $"{what} ({when}).");
}
