using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Ledger;
using RetoRewards.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Rewards;

/// <summary>Ends what a campaign still promises when the chain has given its rest back, what nobody has claimed for as long as its terms
/// keep it, and writes off what is owed to a closed campaign.</summary>
/// <remarks>The contract gives the rest back only after the grace period, from when on it pays nothing more; so a final event that says so
/// is the proof that a promise can no longer be kept. Which moment that was is the contract's to know: a pause moves it.</remarks>
internal sealed class LapseRewards(
    IDbContextFactory<RetoDbContext> contexts, WriteGate gate, IOptions<ChainOptions> options, TimeProvider clock, ILogger<LapseRewards> logger)
    : IStage
{
    /// <summary>Most rewards, and most debts, that end in one commit.</summary>
    public const int MaxRewards = 512;

    private readonly long chainId = options.Value.ChainId;

    public bool UsesNode => false;

    /// <returns>How many rewards and debts came to an end.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        int ended = 0;
        foreach (CampaignId campaign in await GivenBackAsync(cancellationToken))
        {
            ended += await gate.WriteAsync(WritePriority.Stage, write => LapseAsync(write, campaign), cancellationToken);
        }

        if (await AnyUnclaimedAsync(cancellationToken))
        {
            ended += await gate.WriteAsync(WritePriority.Stage, LapseUnclaimedAsync, cancellationToken);
        }

        foreach (CampaignId campaign in await ClosedWithDebtsAsync(cancellationToken))
        {
            ended += await gate.WriteAsync(WritePriority.Stage, write => WriteOffAsync(write, campaign), cancellationToken);
        }

        return ended;
    }

    /// <summary>Campaigns whose rest has left the contract while something of them is still promised here.</summary>
    private async Task<List<CampaignId>> GivenBackAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        CampaignRow[] ended = await db.Set<CampaignRow>()
            .Where(row => row.ChainCampaignId != null && (row.State == CampaignState.Ended || row.State == CampaignState.Closed)
                && db.Set<RewardRow>().Any(reward => reward.CampaignId == row.CampaignId
                    && (reward.State == RewardState.Pending || reward.State == RewardState.Payable)))
            .ToArrayAsync(cancellationToken);
        List<CampaignId> found = [];
        foreach (CampaignRow row in ended)
        {
            byte[] topic = ChainEvents.Topic(row.ChainCampaignId!.Value);
            byte[]? contract = row.ChainContract;
            bool isGivenBack = await db.Set<ChainEventRow>().AnyAsync(
                one => one.ChainId == chainId && one.IsFinal && one.IsCanonical && one.Topic1 == topic && one.Contract == contract
                    && (one.Name == "LeftoversWithdrawn" || one.Name == "GrantReleased"),
                cancellationToken);
            if (isGivenBack)
            {
                found.Add(row.CampaignId);
            }
        }

        return found;
    }

    private async Task<int> LapseAsync(WriteTransaction write, CampaignId campaign)
    {
        RewardRow[] promised = await write.Db.Set<RewardRow>()
            .Where(row => row.CampaignId == campaign && (row.State == RewardState.Pending || row.State == RewardState.Payable))
            .OrderBy(row => row.Sequence).Take(MaxRewards).ToArrayAsync(write.CancellationToken);
        if (promised.Length > 0)
        {
            await LapseAsync(write, campaign, promised);
            logger.LogInformation("{RewardCount} rewards of campaign {CampaignId} lapsed after its grace period", promised.Length, campaign);
        }

        return promised.Length;
    }

    private async Task<bool> AnyUnclaimedAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Unclaimed(db, clock.GetUtcNow()).AnyAsync(cancellationToken);
    }

    private static IQueryable<RewardRow> Unclaimed(RetoDbContext db, DateTimeOffset now) => db.Set<RewardRow>()
        .Where(row => row.UnclaimedUntil != null && row.UnclaimedUntil <= now
            && (row.State == RewardState.Pending || row.State == RewardState.Payable)
            && db.Set<ParticipantRow>().Any(who => who.ParticipantId == row.ParticipantId && who.State == ParticipantState.Unclaimed));

    private async Task<int> LapseUnclaimedAsync(WriteTransaction write)
    {
        RewardRow[] unclaimed = await Unclaimed(write.Db, clock.GetUtcNow())
            .OrderBy(row => row.Sequence).Take(MaxRewards).ToArrayAsync(write.CancellationToken);
        foreach (IGrouping<CampaignId, RewardRow> own in unclaimed.GroupBy(row => row.CampaignId))
        {
            await LapseAsync(write, own.Key, [.. own]);
            logger.LogInformation("{RewardCount} rewards of campaign {CampaignId} lapsed, since nobody claimed them", own.Count(), own.Key);
        }

        return unclaimed.Length;
    }

    private async Task LapseAsync(WriteTransaction write, CampaignId campaign, RewardRow[] promised)
    {
        ParticipantAmount[] pending = Sums(promised.Where(row => row.State == RewardState.Pending));
        ParticipantAmount[] payable = Sums(promised.Where(row => row.State == RewardState.Payable));
        if (pending.Length + payable.Length > 0)
        {
            // A reward lapses once, so the least of them names the posting.
            await LedgerBook.PostAsync(
                write, [LedgerTransaction.Lapsed(campaign, $"lapse:{promised[0].Sequence}", clock.GetUtcNow(), pending, payable)]);
        }

        RewardStates.Advance(write, promised, RewardState.Lapsed);
    }

    private async Task<List<CampaignId>> ClosedWithDebtsAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        CampaignId[] closed = await db.Set<CampaignRow>().Where(row => row.State == CampaignState.Closed)
            .Select(row => row.CampaignId).ToArrayAsync(cancellationToken);
        string[] names = [.. closed.Select(campaign => AccountName.Receivable(campaign).ToString())];
        LedgerAccountRow[] receivables = await db.Set<LedgerAccountRow>()
            .Where(row => closed.Contains(row.CampaignId) && names.Contains(row.Name)).ToArrayAsync(cancellationToken);
        return [.. receivables.Where(row => row.Balance != LedgerBalance.Zero).Select(row => row.CampaignId)];
    }

    private async Task<int> WriteOffAsync(WriteTransaction write, CampaignId campaign)
    {
        LedgerAccountRow[] accounts = await write.Db.Set<LedgerAccountRow>()
            .Where(row => row.CampaignId == campaign && row.Name.EndsWith(":debt"))
            .OrderBy(row => row.AccountId).ToArrayAsync(write.CancellationToken);
        LedgerAccountRow[] owed = [.. accounts.Where(row => row.Balance != LedgerBalance.Zero).Take(MaxRewards)];
        if (owed.Length == 0)
        {
            return 0;
        }

        // After one writing off nothing new is owed but by a refund that arrives later still, so its moment tells the postings apart.
        DateTimeOffset now = clock.GetUtcNow();
        ParticipantAmount[] debts = [.. owed.Select(row => new ParticipantAmount(Debtor(row.Name), row.Balance.Shortfall()))];
        await LedgerBook.PostAsync(
            write, [LedgerTransaction.DebtWrittenOff(campaign, $"closed:{owed[0].AccountId}:{now.UtcTicks}", now, debts)]);
        logger.LogInformation("{DebtCount} debts to campaign {CampaignId} were written off, since it is closed", owed.Length, campaign);
        return owed.Length;
    }

    private static ParticipantId Debtor(string account) =>
        AccountName.TryParse(account, out AccountName name) && name.Participant is { } who
            ? who
            : throw new InvalidOperationException($"The ledger holds an account of no known form: {account}.");

    private static ParticipantAmount[] Sums(IEnumerable<RewardRow> rewards) =>
    [
        .. rewards.GroupBy(row => row.ParticipantId)
            .Select(own => new ParticipantAmount(own.Key, own.Aggregate(TokenAmount.Zero, (sum, row) => sum + row.Due)))
            .Where(one => !one.Amount.IsZero),
    ];
}
