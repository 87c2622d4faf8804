using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Settlements;
using RetoRewards.Persistence;

namespace RetoRewards.Settlements;

/// <summary>Ledger against chain for one campaign.</summary>
/// <param name="CampaignId">Null for payments on chain of a campaign that this service does not know.</param>
/// <param name="OnChain">The campaign as the chain names it.</param>
internal sealed record CampaignReconciled(CampaignId? CampaignId, CampaignOnChain OnChain, Comparison Comparison);

/// <summary>Ledger against chain over a range of final blocks, wallet by wallet.</summary>
internal sealed record Reconciled(long FirstBlock, long LastBlock, IReadOnlyList<CampaignReconciled> Campaigns)
{
    /// <summary>Sum of all differences without their signs, so that two errors never hide each other.</summary>
    public UInt128 UnexplainedBaseUnits =>
        Campaigns.Aggregate(UInt128.Zero, (sum, campaign) => sum + campaign.Comparison.UnexplainedBaseUnits);

    public int UnexplainedLines => Campaigns.Sum(campaign => campaign.Comparison.Unexplained.Count);

    /// <summary>What the chain paid, in all.</summary>
    public UInt128 PaidBaseUnits => Campaigns.Aggregate(UInt128.Zero, (sum, campaign) => sum + campaign.Comparison.ChainBaseUnits);

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
    /// <param name="lastBlock">The last block; null, or one that is not final yet, for the last final one.</param>
    public async Task<Reconciled> ExecuteAsync(long? firstBlock, long? lastBlock, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        long final = await db.Set<ChainRow>().Where(row => row.ChainId == options.ChainId)
            .Select(row => row.FinalNumber).SingleAsync(cancellationToken);
        long first = Math.Max(firstBlock ?? options.StartBlock, 0);
        long last = Math.Min(lastBlock ?? final, final);

        IReadOnlyList<ChainPayment> paid = await chain.BetweenAsync(first, last, cancellationToken);
        IReadOnlyList<LedgerPayment> posted = await LedgerPayments.BetweenAsync(
            db, first, last, paid.Select(payment => payment.Tag).ToHashSet(), cancellationToken);
        Dictionary<CampaignOnChain, CampaignId> known = await db.Set<CampaignRow>()
            .Where(row => row.ChainCampaignId != null)
            .ToDictionaryAsync(
                row => CampaignOnChain.Of(row.ChainContract!, row.ChainCampaignId!.Value), row => row.CampaignId, cancellationToken);

        ILookup<CampaignOnChain, WalletPayment> chainSide = paid.ToLookup(one => one.Campaign, one => one.Payment);
        ILookup<CampaignOnChain, WalletPayment> ledgerSide = posted.ToLookup(one => one.Campaign, one => one.Payment);
        CampaignOnChain[] all =
        [
            .. chainSide.Select(group => group.Key).Union(ledgerSide.Select(group => group.Key))
                .OrderBy(one => one.Contract, StringComparer.Ordinal).ThenBy(one => one.Number),
        ];
        return new Reconciled(first, last, [.. all.Select(one => new CampaignReconciled(
            known.TryGetValue(one, out CampaignId id) ? id : null,
            one,
            Comparison.Of(ledgerSide[one], chainSide[one])))]);
    }
}
