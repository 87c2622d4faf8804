using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Chain;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Payouts;
using RetoRewards.Ledger;
using RetoRewards.Persistence;

namespace RetoRewards.Campaigns;

/// <summary>Follows the money of campaigns on chain: links a campaign to its number there, and posts what comes in and what goes back.</summary>
/// <remarks>Final events only. An event of a campaign that this service does not know is left alone; it may become known later.</remarks>
internal sealed class FollowCampaignFunding(
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    IOptions<ChainOptions> options,
    ILogger<FollowCampaignFunding> logger) : IStage
{
    /// <summary>Most events looked at in one run.</summary>
    private const int MaxEvents = 1_000;

    private const string Created = "CampaignCreated";
    private const string Funded = "CampaignFunded";
    private const string Closed = "CampaignClosed";
    private const string Withdrawn = "LeftoversWithdrawn";
    private const string Released = "GrantReleased";

    private readonly long chainId = options.Value.ChainId;

    public bool UsesNode => false;

    /// <returns>How many events were acted on.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        ChainEventRow[] created = await ChainEvents.Waiting(db, chainId, Created).Take(MaxEvents).ToArrayAsync(cancellationToken);
        List<(ChainEventRow Event, CampaignRow Campaign)> links = await LinksAsync(db, created, cancellationToken);
        if (links.Count > 0)
        {
            await gate.WriteAsync(WritePriority.Stage, write => LinkAsync(write, links), cancellationToken);
        }

        ChainEventRow[] money = await ChainEvents.Waiting(db, chainId, Funded, Closed, Withdrawn, Released)
            .Take(MaxEvents).ToArrayAsync(cancellationToken);
        long[] numbers = [.. money.Select(Number).Distinct()];
        CampaignRow[] campaigns = numbers.Length == 0
            ? []
            : await db.Set<CampaignRow>().Where(row => numbers.Contains(row.ChainCampaignId ?? 0)).ToArrayAsync(cancellationToken);
        HashSet<long> known = [.. campaigns.Select(row => row.ChainCampaignId!.Value)];
        ChainEventRow[] ours = [.. money.Where(row => known.Contains(Number(row)))];
        if (ours.Length > 0)
        {
            await gate.WriteAsync(WritePriority.Stage, write => PostAsync(write, ours), cancellationToken);
        }

        return links.Count + ours.Length;
    }

    private static long Number(ChainEventRow row) => ChainEventArguments.Of(row).Number("campaignId");

    /// <summary>A campaign is the one on chain whose partner and whose first terms' hash it has.</summary>
    private static async Task<List<(ChainEventRow Event, CampaignRow Campaign)>> LinksAsync(
        RetoDbContext db, ChainEventRow[] created, CancellationToken cancellationToken)
    {
        List<(ChainEventRow, CampaignRow)> links = [];
        foreach (ChainEventRow row in created)
        {
            ChainEventArguments arguments = ChainEventArguments.Of(row);
            byte[] termsHash = arguments.Hash("termsHash");
            WalletAddress wallet = arguments.Wallet("partner");
            CampaignRow? campaign = await db.Set<CampaignRow>().FirstOrDefaultAsync(
                campaign => campaign.ChainCampaignId == null
                    && db.Set<CampaignTermsRow>().Any(
                        terms => terms.CampaignId == campaign.CampaignId && terms.TermsVersion == 1 && terms.Hash == termsHash)
                    && db.Set<PartnerRow>().Any(partner => partner.PartnerId == campaign.PartnerId && partner.Wallet == wallet),
                cancellationToken);
            if (campaign is not null && !links.Any(link => link.Item2.CampaignId == campaign.CampaignId))
            {
                links.Add((row, campaign));
            }
        }

        return links;
    }

    private async Task LinkAsync(WriteTransaction write, List<(ChainEventRow Event, CampaignRow Campaign)> links)
    {
        foreach ((ChainEventRow row, CampaignRow seen) in links)
        {
            CampaignRow campaign = await write.Db.Set<CampaignRow>()
                .SingleAsync(one => one.CampaignId == seen.CampaignId, write.CancellationToken);
            campaign.ChainCampaignId ??= Number(row);
            campaign.Version++;
            write.UpdateOne(campaign, nameof(CampaignRow.ChainCampaignId), nameof(CampaignRow.Version));
            logger.LogInformation(
                "Campaign {CampaignId} is number {ChainCampaignId} on chain", campaign.CampaignId, campaign.ChainCampaignId);
        }

        ChainEvents.Take(write, [.. links.Select(link => link.Event)]);
    }

    private async Task PostAsync(WriteTransaction write, ChainEventRow[] events)
    {
        long[] numbers = [.. events.Select(Number).Distinct()];
        Dictionary<long, CampaignRow> campaigns = await write.Db.Set<CampaignRow>()
            .Where(row => numbers.Contains(row.ChainCampaignId ?? 0))
            .ToDictionaryAsync(row => row.ChainCampaignId!.Value, write.CancellationToken);
        List<LedgerTransaction> postings = [];
        foreach (ChainEventRow row in events)
        {
            CampaignRow campaign = campaigns[Number(row)];
            if (Posting(campaign.CampaignId, row) is { } posting)
            {
                postings.Add(posting);
            }

            if (Advance(campaign, row))
            {
                campaign.Version++;
                write.UpdateOne(campaign, nameof(CampaignRow.State), nameof(CampaignRow.EndsAt), nameof(CampaignRow.Version));
                logger.LogInformation("Campaign {CampaignId} is {State} after {Event}", campaign.CampaignId, campaign.State, row.Name);
            }
        }

        await LedgerBook.PostAsync(write, postings);
        ChainEvents.Take(write, events);
    }

    private static LedgerTransaction? Posting(CampaignId campaign, ChainEventRow row)
    {
        string reference = $"{Convert.ToHexStringLower(row.TransactionHash)}:{row.LogIndex}";
        DateTimeOffset at = DateTimeOffset.FromUnixTimeSeconds(row.TimestampSeconds);
        return row.Name switch
        {
            Funded => LedgerTransaction.Funded(campaign, reference, at, ChainEventArguments.Of(row).Amount("amount")),
            Withdrawn or Released => LedgerTransaction.LeftoversWithdrawn(
                campaign, reference, at, ChainEventArguments.Of(row).Amount("amount")),
            _ => null,
        };
    }

    /// <summary>Moves the campaign by the domain's legal steps; what is no step from its state, a top-up say, changes nothing.</summary>
    private static bool Advance(CampaignRow row, ChainEventRow seen)
    {
        Campaign campaign = Campaign.Restore(row.CampaignId, row.PartnerId, row.StartsAt, row.EndsAt, row.State, []);
        CampaignRefusal refusal = seen.Name switch
        {
            Funded => campaign.MarkFunded(),
            Closed => campaign.End(DateTimeOffset.FromUnixTimeSeconds(ChainEventArguments.Of(seen).Number("closedAt"))),
            _ => campaign.Close(),
        };
        row.State = campaign.State;
        row.EndsAt = campaign.EndsAt;
        return refusal == CampaignRefusal.None;
    }
}
