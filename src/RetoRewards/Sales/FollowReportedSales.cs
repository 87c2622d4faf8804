using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;

namespace RetoRewards.Sales;

/// <summary>Takes the sales that were reported to a campaigns' contract into the one intake, once their block is final.</summary>
/// <remarks>
/// A report is known by (contract, campaign, sale id), never by the place of its log: told twice it is one event, and a log that a fork
/// drops before it is final was never taken. Every campaign on chain is a channel of its own, opened with its first report. Dying
/// between the record and the mark repeats the record, which gets its first answer.
/// </remarks>
internal sealed class FollowReportedSales(
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    RecordEvents recordEvents,
    IOptions<ChainOptions> options,
    TimeProvider clock,
    ILogger<FollowReportedSales> logger) : IStage
{
    /// <summary>The name of the event in the contract.</summary>
    public const string EventName = "SaleReported";

    /// <summary>Most reports of one campaign taken in one run.</summary>
    public const int MaxReports = RecordEvents.MaxSubmissions;

    private readonly long chainId = options.Value.ChainId;

    public bool UsesNode => false;

    /// <returns>How many reports were taken.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        int taken = 0;
        foreach (CampaignRow campaign in await WithReportsAsync(cancellationToken))
        {
            ChainEventRow[] rows = await LoadAsync(campaign, cancellationToken);
            ChannelRow channel = await gate.WriteAsync(WritePriority.Stage, write => ChannelAsync(write, campaign), cancellationToken);
            (ChainEventRow Row, SaleSubmission? Sale)[] read = [.. rows.Select(row => (row, ReportedSale.Read(row)))];
            SaleAnswer[] answers = await recordEvents.ExecuteAsync(
                channel, [.. read.Where(one => one.Sale is not null).Select(one => one.Sale!)], cancellationToken);
            TellRefusals(channel, read, answers);
            await gate.WriteAsync(
                WritePriority.Stage,
                write =>
                {
                    ChainEvents.Take(write, rows);
                    return Task.CompletedTask;
                },
                cancellationToken);
            taken += rows.Length;
        }

        return taken;
    }

    /// <summary>Campaigns that are known here and have final reports; others may become known later and are left alone.</summary>
    private async Task<CampaignRow[]> WithReportsAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        CampaignRow[] campaigns = await db.Set<CampaignRow>().Where(row => row.ChainCampaignId != null).ToArrayAsync(cancellationToken);
        HashSet<(string, long)> waiting = await ChainEvents.CampaignsWaitingAsync(
            db, chainId, campaigns.Select(row => (row.ChainContract!, row.ChainCampaignId!.Value)), cancellationToken, EventName);
        return [.. campaigns.Where(row => waiting.Contains((Convert.ToHexString(row.ChainContract!), row.ChainCampaignId!.Value)))];
    }

    private async Task<ChainEventRow[]> LoadAsync(CampaignRow campaign, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        return await ChainEvents.WaitingOf(db, chainId, campaign.ChainContract!, campaign.ChainCampaignId!.Value, EventName)
            .Take(MaxReports).ToArrayAsync(cancellationToken);
    }

    private async Task<ChannelRow> ChannelAsync(WriteTransaction write, CampaignRow campaign)
    {
        string nameSpace = ReportedSale.NameSpaceOf(campaign);
        string name = $"chain-{campaign.CampaignId.Value:N}";
        ChannelRow? known = await write.Db.Set<ChannelRow>()
            .SingleOrDefaultAsync(row => row.PartnerId == campaign.PartnerId && row.Name == name, write.CancellationToken);
        if (known is not null)
        {
            return known;
        }

        DateTimeOffset now = clock.GetUtcNow();
        ChannelRow channel = new()
        {
            ChannelId = new ChannelId(Guid.CreateVersion7(now)),
            PartnerId = campaign.PartnerId,
            Name = name,
            NameSpace = nameSpace,
            CreatedAt = now,
            Kind = ChannelKind.Chain,
        };
        write.InsertOne(channel);
        logger.LogInformation("Channel {ChannelId} tells what is reported on chain for campaign {CampaignId}", channel.ChannelId, campaign.CampaignId);
        return channel;
    }

    private void TellRefusals(ChannelRow channel, (ChainEventRow Row, SaleSubmission? Sale)[] read, SaleAnswer[] answers)
    {
        int answered = 0;
        foreach ((ChainEventRow row, SaleSubmission? sale) in read)
        {
            SaleAnswer? answer = sale is null ? null : answers[answered++];
            if (answer is null or SaleAnswer.Refused)
            {
                logger.LogWarning(
                    "The report in block {BlockNumber}, log {LogIndex} on channel {ChannelId} was refused: {Code}",
                    row.BlockNumber,
                    row.LogIndex,
                    channel.ChannelId,
                    (answer as SaleAnswer.Refused)?.Code ?? "report_unreadable");
            }
        }
    }
}
