using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Chain.Batches;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Settlements;
using RetoRewards.Ledger;
using RetoRewards.Payouts;
using RetoRewards.Persistence;

namespace RetoRewards.Settlements;

/// <summary>A posting by which the ledger calls something paid, or what of a run that was taken over is known to nobody here.</summary>
/// <param name="IsUnidentified">True for the latter.</param>
internal sealed record LedgerPayment(CampaignOnChain Campaign, WalletPayment Payment, bool IsUnidentified);

/// <summary>What the ledger says was paid: the postings into <c>paid</c> accounts, each with the wallet that its batch fixed.</summary>
internal static class LedgerPayments
{
    /// <summary>The postings of batches that were paid in the blocks, by the chain's word or, where the chain has none, by the service's own.</summary>
    public static async Task<IReadOnlyList<LedgerPayment>> BetweenAsync(
        RetoDbContext db, long first, long last, IReadOnlySet<string> tagsOnChain, CancellationToken cancellationToken)
    {
        Dictionary<PayoutBatchId, PaidBatch> batches = await BatchesAsync(db, first, last, tagsOnChain, cancellationToken);
        Dictionary<(PayoutBatchId Batch, ParticipantId Participant), WalletAddress> wallets = await WalletsAsync(db, cancellationToken);
        IReadOnlyList<PaidPosting> postings = await PostingsAsync(db, cancellationToken);

        List<LedgerPayment> payments = new(postings.Count);
        foreach (PaidPosting posting in postings.Where(one => batches.ContainsKey(one.Batch)))
        {
            payments.Add(new LedgerPayment(
                batches[posting.Batch].Campaign,
                new WalletPayment(wallets[(posting.Batch, posting.Participant)], posting.Amount),
                IsUnidentified: false));
        }

        payments.AddRange(await UnidentifiedAsync(db, batches.Values.Where(batch => batch.IsForeign), cancellationToken));
        return payments;
    }

    private static async Task<Dictionary<PayoutBatchId, PaidBatch>> BatchesAsync(
        RetoDbContext db, long first, long last, IReadOnlySet<string> tagsOnChain, CancellationToken cancellationToken)
    {
        var batches = await (
            from batch in db.Set<PayoutBatchRow>()
            join campaign in db.Set<CampaignRow>() on batch.CampaignId equals campaign.CampaignId
            where batch.State == PayoutBatchState.Final
            select new
            {
                batch.PayoutBatchId,
                batch.Tag,
                campaign.ChainCampaignId,
                campaign.ChainContract,
                Block = db.Set<ChainTransactionRow>()
                    .Where(row => row.ChainTransactionId == batch.ChainTransactionId).Select(row => row.BlockNumber).FirstOrDefault(),
                Foreign = db.Set<ForeignRunRow>()
                    .Where(row => row.PayoutBatchId == batch.PayoutBatchId).Select(row => (long?)row.BlockNumber).FirstOrDefault(),
            }).ToArrayAsync(cancellationToken);
        return batches
            .Where(batch => tagsOnChain.Contains("0x" + Convert.ToHexStringLower(batch.Tag))
                || ((batch.Foreign ?? batch.Block) is { } block && block >= first && block <= last))
            .ToDictionary(batch => batch.PayoutBatchId, batch => new PaidBatch(
                batch.PayoutBatchId,
                CampaignOnChain.Of(batch.ChainContract!, batch.ChainCampaignId!.Value),
                batch.Foreign is not null));
    }

    private static async Task<Dictionary<(PayoutBatchId, ParticipantId), WalletAddress>> WalletsAsync(
        RetoDbContext db, CancellationToken cancellationToken)
    {
        var lines = await db.Set<PayoutLineRow>()
            .Select(row => new { row.PayoutBatchId, row.ParticipantId, row.Wallet })
            .Distinct()
            .ToArrayAsync(cancellationToken);
        Dictionary<(PayoutBatchId, ParticipantId), WalletAddress> wallets = [];
        foreach (var line in lines)
        {
            wallets[(line.PayoutBatchId, line.ParticipantId)] = line.Wallet;
        }

        return wallets;
    }

    /// <summary>Everything that was posted into <c>paid</c>, and with a negative amount what a fork took out of it again.</summary>
    private static async Task<IReadOnlyList<PaidPosting>> PostingsAsync(RetoDbContext db, CancellationToken cancellationToken)
    {
        var postings = await (
            from posting in db.Set<LedgerPostingRow>()
            join source in db.Set<LedgerAccountRow>() on posting.FromAccountId equals source.AccountId
            join target in db.Set<LedgerAccountRow>() on posting.ToAccountId equals target.AccountId
            where target.Name.EndsWith(":paid") || source.Name.EndsWith(":paid")
            select new { From = source.Name, To = target.Name, posting.Amount }).ToArrayAsync(cancellationToken);

        Dictionary<(PayoutBatchId, ParticipantId), Int128> sums = [];
        foreach (var posting in postings)
        {
            bool undone = posting.From.EndsWith(":paid", StringComparison.Ordinal);
            (string batchSide, string paidSide) = undone ? (posting.To, posting.From) : (posting.From, posting.To);
            if (!AccountName.TryParse(batchSide, out AccountName other) || other.Batch is not { } batch
                || !AccountName.TryParse(paidSide, out AccountName paid) || paid.Participant is not { } participant)
            {
                throw new InvalidOperationException($"The ledger calls something paid that no batch paid: {posting.From} to {posting.To}.");
            }

            Int128 amount = (Int128)posting.Amount.BaseUnits;
            sums[(batch, participant)] = sums.GetValueOrDefault((batch, participant)) + (undone ? -amount : amount);
        }

        return
        [
            .. sums.Where(pair => pair.Value != 0)
                .Select(pair => new PaidPosting(pair.Key.Item1, pair.Key.Item2, TokenAmount.FromBaseUnits((UInt128)pair.Value))),
        ];
    }

    /// <summary>What of the words of runs that were taken over no known reward explains.</summary>
    private static async Task<IReadOnlyList<LedgerPayment>> UnidentifiedAsync(
        RetoDbContext db, IEnumerable<PaidBatch> foreign, CancellationToken cancellationToken)
    {
        List<LedgerPayment> payments = [];
        foreach (PaidBatch batch in foreign)
        {
            byte[] words = await db.Set<PayoutBatchRow>().Where(row => row.PayoutBatchId == batch.Id)
                .Select(row => row.Words).SingleAsync(cancellationToken);
            PayoutLineRow[] lines = await db.Set<PayoutLineRow>().Where(row => row.PayoutBatchId == batch.Id).ToArrayAsync(cancellationToken);
            ILookup<WalletAddress, PayoutLineRow> byWallet = lines.ToLookup(line => line.Wallet);
            foreach (PayoutWord word in PayBatch.ReadWords(words))
            {
                TokenAmount rest = byWallet[word.Wallet].Aggregate(word.Amount, (left, line) => left - line.Paid);
                if (!rest.IsZero)
                {
                    payments.Add(new LedgerPayment(batch.Campaign, new WalletPayment(word.Wallet, rest), IsUnidentified: true));
                }
            }
        }

        return payments;
    }

    private sealed record PaidBatch(PayoutBatchId Id, CampaignOnChain Campaign, bool IsForeign);

    private sealed record PaidPosting(PayoutBatchId Batch, ParticipantId Participant, TokenAmount Amount);
}
