using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;

namespace RetoRewards.Sales;

/// <summary>Lets go of reported sales that a fork took away after they counted as final, once it is known what became of them.</summary>
/// <remarks>
/// The sale stands meanwhile, and its rewards with it: a key that the partner named did sign the report, nearly always a fork only moves it to
/// another block, and to cancel it would take rewards away that its return could not give back. What stays away is an alarm, read from
/// the rows that wait here; the partner reports it again, or cancels the sale as any other (docs/decisions/0047).
/// </remarks>
internal sealed class FollowForkedReports(
    IDbContextFactory<RetoDbContext> contexts, WriteGate gate, IOptions<ChainOptions> options, ILogger<FollowForkedReports> logger) : IStage
{
    /// <summary>Most reports looked at in one run; those that stay away are looked at in every run.</summary>
    private const int MaxReports = 1_000;

    private readonly long chainId = options.Value.ChainId;

    public bool UsesNode => false;

    /// <returns>How many reports were let go.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        ChainEventRow[] gone = await ChainEvents.ForkedAway(db, chainId, FollowReportedSales.EventName)
            .Take(MaxReports).ToArrayAsync(cancellationToken);
        List<ChainEventRow> explained = [];
        foreach (ChainEventRow row in gone)
        {
            if (!row.IsTaken || await IsBackAsync(db, row, cancellationToken) || await IsCancelledAsync(db, row, cancellationToken))
            {
                explained.Add(row);
            }
        }

        if (explained.Count == 0)
        {
            return 0;
        }

        await gate.WriteAsync(
            WritePriority.Stage,
            write =>
            {
                ChainEvents.Forget(write, explained);
                return Task.CompletedTask;
            },
            cancellationToken);
        logger.LogInformation("{Count} reported sales that a fork took away are explained", explained.Count);
        return explained.Count;
    }

    /// <summary>The chain has the same report in another place; once that is final it is the same event again, and changes nothing.</summary>
    private async Task<bool> IsBackAsync(RetoDbContext db, ChainEventRow gone, CancellationToken cancellationToken) =>
        await db.Set<ChainEventRow>().AnyAsync(
            row => row.ChainId == chainId && row.Name == gone.Name && row.Topic1 == gone.Topic1 && row.Topic2 == gone.Topic2
                && row.IsCanonical && row.Contract == gone.Contract && row.Arguments == gone.Arguments,
            cancellationToken);

    private static async Task<bool> IsCancelledAsync(RetoDbContext db, ChainEventRow gone, CancellationToken cancellationToken)
    {
        long number = ChainEventArguments.Of(gone).Number("campaignId");
        CampaignRow? campaign = await db.Set<CampaignRow>().SingleOrDefaultAsync(
            row => row.ChainContract == gone.Contract && row.ChainCampaignId == number, cancellationToken);
        if (campaign is null)
        {
            return false;
        }

        string nameSpace = ReportedSale.NameSpaceOf(campaign);
        string saleNumber = ReportedSale.NumberOf(gone);
        return await db.Set<SaleRow>().AnyAsync(
            sale => sale.PartnerId == campaign.PartnerId && sale.NameSpace == nameSpace && sale.SaleNumber == saleNumber
                && db.Set<SaleEventRow>().Any(told => told.SaleId == sale.SaleId && told.Kind == SaleEventKind.Cancellation),
            cancellationToken);
    }
}
