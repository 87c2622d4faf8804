using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Chain;
using RetoRewards.Domain.Amounts;
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
    /// <summary>Most events of one kind, or of one campaign, looked at in one run.</summary>
    private const int MaxEvents = 1_000;

    internal const string Created = "CampaignCreated";
    internal const string Funded = "CampaignFunded";
    internal const string Closed = "CampaignClosed";
    internal const string Withdrawn = "LeftoversWithdrawn";
    internal const string Released = "GrantReleased";

    private readonly long chainId = options.Value.ChainId;

    /// <summary>Campaigns whose open promises have been reported by this process.</summary>
    private readonly HashSet<CampaignId> told = [];

    public bool UsesNode => false;

    /// <returns>How many events were acted on.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        ChainEventRow[] created = await CreatedByPartnersAsync(db, cancellationToken);
        List<(ChainEventRow Event, CampaignRow Campaign)> links = await LinksAsync(db, created, cancellationToken);
        if (links.Count > 0)
        {
            await gate.WriteAsync(WritePriority.Stage, write => LinkAsync(write, links), cancellationToken);
        }

        int posted = 0;
        foreach ((string contract, long number) in await WithEventsAsync(db, cancellationToken))
        {
            ChainEventRow[] events = await ChainEvents
                .WaitingOf(db, chainId, Convert.FromHexString(contract), number, Funded, Closed, Withdrawn, Released)
                .Take(MaxEvents).ToArrayAsync(cancellationToken);
            posted += await gate.WriteAsync(WritePriority.Stage, write => PostAsync(write, events), cancellationToken);
        }

        return links.Count + posted;
    }

    /// <summary>Creations by our partners' accounts. Anyone may create campaigns on chain, and a flood of strangers' must not hide ours.</summary>
    private async Task<ChainEventRow[]> CreatedByPartnersAsync(RetoDbContext db, CancellationToken cancellationToken)
    {
        WalletAddress[] wallets = await db.Set<PartnerRow>()
            .Where(partner => db.Set<CampaignRow>().Any(row => row.PartnerId == partner.PartnerId && row.ChainCampaignId == null))
            .Select(partner => partner.Wallet).ToArrayAsync(cancellationToken);
        byte[][] topics = [.. wallets.Select(wallet => ChainEvents.Topic(wallet))];
        return await ChainEvents.Waiting(db, chainId, Created).Where(row => topics.Contains(row.Topic2))
            .Take(MaxEvents).ToArrayAsync(cancellationToken);
    }

    /// <summary>Campaigns that are known here and have events to act on.</summary>
    private async Task<HashSet<(string Contract, long Number)>> WithEventsAsync(RetoDbContext db, CancellationToken cancellationToken)
    {
        var known = await db.Set<CampaignRow>().Where(row => row.ChainCampaignId != null)
            .Select(row => new { row.ChainContract, Number = row.ChainCampaignId!.Value }).ToArrayAsync(cancellationToken);
        return await ChainEvents.CampaignsWaitingAsync(
            db, chainId, known.Select(one => (one.ChainContract!, one.Number)), cancellationToken, Funded, Closed, Withdrawn, Released);
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
            campaign.ChainContract ??= row.Contract;
            campaign.Version++;
            write.UpdateOne(campaign, nameof(CampaignRow.ChainCampaignId), nameof(CampaignRow.ChainContract), nameof(CampaignRow.Version));
            logger.LogInformation(
                "Campaign {CampaignId} is number {ChainCampaignId} on chain", campaign.CampaignId, campaign.ChainCampaignId);
        }

        ChainEvents.Take(write, [.. links.Select(link => link.Event)]);
    }

    /// <summary>Posts the events of one campaign, as far as its budget allows.</summary>
    /// <remarks>A withdrawal takes what was promised as well, once the grace period is over. Until the promises have lapsed in the ledger,
    /// the budget does not hold it: the event then waits, and holds up no other campaign.</remarks>
    private async Task<int> PostAsync(WriteTransaction write, ChainEventRow[] events)
    {
        long number = Number(events[0]);
        byte[] contract = events[0].Contract;
        CampaignRow campaign = await write.Db.Set<CampaignRow>()
            .SingleAsync(row => row.ChainContract == contract && row.ChainCampaignId == number, write.CancellationToken);
        LedgerBalance budget = await BudgetAsync(write, campaign.CampaignId);
        List<ChainEventRow> taken = [];
        List<LedgerTransaction> postings = [];
        foreach (ChainEventRow row in events)
        {
            if (await PostingAsync(write, campaign.CampaignId, row) is { } posting)
            {
                TokenAmount amount = posting.Postings[0].Amount;
                budget = row.Name == Funded ? budget + amount : budget - amount;
                if (budget.IsNegative)
                {
                    TellOnce(campaign.CampaignId, budget.Shortfall());
                    break;
                }

                postings.Add(posting);
            }

            taken.Add(row);
            if (Advance(campaign, row))
            {
                campaign.Version++;
                write.UpdateOne(campaign, nameof(CampaignRow.State), nameof(CampaignRow.EndsAt), nameof(CampaignRow.Version));
                logger.LogInformation("Campaign {CampaignId} is {State} after {Event}", campaign.CampaignId, campaign.State, row.Name);
            }
        }

        await LedgerBook.PostAsync(write, postings);
        ChainEvents.Take(write, taken);
        return taken.Count;
    }

    private void TellOnce(CampaignId campaign, TokenAmount shortfall)
    {
        if (told.Add(campaign))
        {
            logger.LogError(
                "Campaign {CampaignId} was withdrawn on chain while the ledger still promises {Shortfall} RETO of it", campaign, shortfall);
        }
    }

    private static async Task<LedgerBalance> BudgetAsync(WriteTransaction write, CampaignId campaign)
    {
        string name = AccountName.Budget(campaign).ToString();
        return await write.Db.Set<LedgerAccountRow>()
            .Where(row => row.CampaignId == campaign && row.Name == name)
            .Select(row => row.Balance)
            .SingleOrDefaultAsync(write.CancellationToken);
    }

    /// <summary>What an event's posting refers to. After a fork has undone it, the same event is posted under another name.</summary>
    internal static string Reference(ChainEventRow row, int undone)
    {
        string reference = $"{Convert.ToHexStringLower(row.TransactionHash)}:{row.LogIndex}";
        return undone == 0 ? reference : $"{reference}#{undone + 1}";
    }

    private static async Task<LedgerTransaction?> PostingAsync(WriteTransaction write, CampaignId campaign, ChainEventRow row)
    {
        if (row.Name is not (Funded or Withdrawn or Released))
        {
            return null;
        }

        TransactionKind undoing = row.Name == Funded ? TransactionKind.FundingUndone : TransactionKind.WithdrawalUndone;
        string reference = Reference(row, await LedgerBook.CountAsync(write, campaign, undoing, Reference(row, 0)));
        DateTimeOffset at = DateTimeOffset.FromUnixTimeSeconds(row.TimestampSeconds);
        TokenAmount amount = ChainEventArguments.Of(row).Amount("amount");
        return row.Name == Funded
            ? LedgerTransaction.Funded(campaign, reference, at, amount)
            : LedgerTransaction.LeftoversWithdrawn(campaign, reference, at, amount);
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
