using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Settlements;
using RetoRewards.Ledger;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;

namespace RetoRewards.Settlements;

/// <summary>Ledger against chain for one campaign.</summary>
/// <param name="CampaignId">Null for payments on chain of a campaign that this service does not know.</param>
/// <param name="OnChain">The campaign as the chain names it.</param>
/// <param name="Unidentified">What of the chain's payments no sale is known for: paid by runs that were taken over.</param>
/// <param name="UnidentifiedDifference">What the ledger's <c>unidentified</c> holds more than that; 0 over a part of the blocks.</param>
internal sealed record CampaignReconciled(
    CampaignId? CampaignId, CampaignOnChain OnChain, Comparison Comparison, UInt128 Unidentified, Int128 UnidentifiedDifference)
{
    /// <summary>Sum of all differences without their signs.</summary>
    public UInt128 UnexplainedBaseUnits => Comparison.UnexplainedBaseUnits + (UInt128)Int128.Abs(UnidentifiedDifference);

    public int UnexplainedLines => Comparison.Unexplained.Count + (UnidentifiedDifference == 0 ? 0 : 1);
}

/// <summary>Ledger against chain over a range of final blocks, wallet by wallet.</summary>
internal sealed record Reconciled(long FirstBlock, long LastBlock, IReadOnlyList<CampaignReconciled> Campaigns)
{
    /// <summary>Sum of all differences without their signs, so that two errors never hide each other.</summary>
    public UInt128 UnexplainedBaseUnits => Campaigns.Aggregate(UInt128.Zero, (sum, campaign) => sum + campaign.UnexplainedBaseUnits);

    public int UnexplainedLines => Campaigns.Sum(campaign => campaign.UnexplainedLines);

    /// <summary>What the chain paid, in all.</summary>
    public UInt128 PaidBaseUnits => Campaigns.Aggregate(UInt128.Zero, (sum, campaign) => sum + campaign.Comparison.ChainBaseUnits);

    /// <summary>What of it is known to no sale here.</summary>
    public UInt128 UnidentifiedBaseUnits => Campaigns.Aggregate(UInt128.Zero, (sum, campaign) => sum + campaign.Unidentified);

    /// <summary>Wallets that either side names, counted once a campaign.</summary>
    public int Wallets => Campaigns.Sum(campaign => campaign.Comparison.Wallets);
}

/// <summary>Compares what the ledger calls paid with what the token's transfers on chain say, asked of the node anew.</summary>
/// <remarks>The chain's side uses no row of this service: neither its events nor its batches.</remarks>
internal sealed class Reconcile(
    ChainPayments chain, IDbContextFactory<RetoDbContext> contexts, IOptions<ChainOptions> options)
{
    private readonly ChainOptions options = options.Value;

    /// <summary>Compares a range of blocks.</summary>
    /// <param name="firstBlock">The first block; null for the first that is followed.</param>
    /// <param name="lastBlock">The last block; null, or one that is not settled yet, for the last one whose payments are.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    public async Task<Reconciled> ExecuteAsync(long? firstBlock, long? lastBlock, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        long settled = await LastSettledAsync(db, cancellationToken);
        long first = Math.Max(firstBlock ?? options.StartBlock, 0);
        long last = Math.Min(lastBlock ?? settled, settled);
        bool isWhole = first <= options.StartBlock && last == settled;

        IReadOnlyList<ChainPayment> paid = await chain.BetweenAsync(first, last, cancellationToken);
        IReadOnlyList<LedgerPayment> posted = await LedgerPayments.BetweenAsync(
            db, first, last, paid.Select(payment => payment.Tag).ToHashSet(), cancellationToken);
        Dictionary<CampaignOnChain, CampaignId> known = await db.Set<CampaignRow>()
            .Where(row => row.ChainCampaignId != null)
            .ToDictionaryAsync(
                row => CampaignOnChain.Of(row.ChainContract!, row.ChainCampaignId!.Value), row => row.CampaignId, cancellationToken);

        ILookup<CampaignOnChain, WalletPayment> chainSide = paid.ToLookup(one => one.Campaign, one => one.Payment);
        ILookup<CampaignOnChain, LedgerPayment> ledgerSide = posted.ToLookup(one => one.Campaign);
        CampaignOnChain[] all =
        [
            .. chainSide.Select(group => group.Key).Union(ledgerSide.Select(group => group.Key))
                .OrderBy(one => one.Contract, StringComparer.Ordinal).ThenBy(one => one.Number),
        ];
        List<CampaignReconciled> campaigns = [];
        foreach (CampaignOnChain one in all)
        {
            CampaignId? id = known.TryGetValue(one, out CampaignId found) ? found : null;
            UInt128 unidentified = ledgerSide[one].Where(payment => payment.IsUnidentified)
                .Aggregate(UInt128.Zero, (sum, payment) => sum + payment.Payment.Amount.BaseUnits);
            Int128 held = isWhole && id is { } ofCampaign ? await HeldUnidentifiedAsync(db, ofCampaign, cancellationToken) - (Int128)unidentified : 0;
            campaigns.Add(new CampaignReconciled(
                id, one, Comparison.Of(ledgerSide[one].Select(payment => payment.Payment), chainSide[one]), unidentified, held));
        }

        return new Reconciled(first, last, campaigns);
    }

    /// <summary>The last final block up to which every batch of ours that was paid has been settled here, so that work under way is no difference.</summary>
    private async Task<long> LastSettledAsync(RetoDbContext db, CancellationToken cancellationToken)
    {
        long final = await db.Set<ChainRow>().Where(row => row.ChainId == options.ChainId)
            .Select(row => row.FinalNumber).SingleAsync(cancellationToken);
        long? waiting = await ChainEvents.Waiting(db, options.ChainId, ChainEvents.BatchPaid)
            .Where(row => db.Set<PayoutBatchRow>().Any(batch => batch.Tag == row.Topic2
                && batch.State != PayoutBatchState.Final && batch.State != PayoutBatchState.Void))
            .Select(row => (long?)row.BlockNumber)
            .FirstOrDefaultAsync(cancellationToken);
        return waiting is { } block ? Math.Min(final, block - 1) : final;
    }

    /// <summary>What the ledger holds as unidentified, with what has been released of it to rewards that are not payable yet.</summary>
    private static async Task<Int128> HeldUnidentifiedAsync(RetoDbContext db, CampaignId campaign, CancellationToken cancellationToken)
    {
        string name = AccountName.Unidentified(campaign).ToString();
        LedgerBalance balance = await db.Set<LedgerAccountRow>()
            .Where(row => row.CampaignId == campaign && row.Name == name)
            .Select(row => row.Balance)
            .SingleOrDefaultAsync(cancellationToken);
        TokenAmount[] released = await db.Set<ForeignRewardRow>()
            .Where(row => row.CampaignId == campaign && row.RewardId == null && row.Released != TokenAmount.Zero)
            .Select(row => row.Released)
            .ToArrayAsync(cancellationToken);
        return released.Aggregate(balance.BaseUnits, (sum, amount) => sum + (Int128)amount.BaseUnits);
    }
}
