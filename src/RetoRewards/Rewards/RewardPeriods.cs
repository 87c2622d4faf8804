using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Ledger;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Referrals;

namespace RetoRewards.Rewards;

/// <summary>Pays flat rewards by period (T6): once a period is over, to everybody who had a code of the campaign before it ended and whom
/// one of the rule's rates fits. The period before the present one is decided; earlier ones that no run saw are gone, which the lateness
/// of the terms bounds anyway.</summary>
/// <remarks>What cannot be decided yet (no rate, no budget, a pause) stops the run where it stands, and it goes on from there.</remarks>
internal sealed class RewardPeriods(
    IDbContextFactory<RetoDbContext> contexts, WriteGate gate, LoadCampaigns loadCampaigns, FingerprintKey fingerprints, TimeProvider clock)
    : IStage
{
    /// <summary>Most participants decided in one commit.</summary>
    public const int MaxParticipants = 128;

    /// <summary>How often campaigns are looked at for a period that has ended, and stopped runs go on.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private DateTimeOffset lookedAt = DateTimeOffset.MinValue;

    public bool UsesNode => false;

    /// <returns>How many participants were decided.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (now - lookedAt < Rest && now >= lookedAt)
        {
            return 0;
        }

        List<PeriodRunRow> open = await OpenAsync(now, cancellationToken);
        int decided = 0;
        foreach (PeriodRunRow run in open)
        {
            decided += await gate.WriteAsync(WritePriority.Stage, write => DecideAsync(write, run, now), cancellationToken);
        }

        if (decided == 0)
        {
            lookedAt = now;
        }

        return decided;
    }

    /// <summary>The runs that are not done, those of periods that have just ended included.</summary>
    private async Task<List<PeriodRunRow>> OpenAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        CampaignId[] running = await db.Set<CampaignRow>()
            .Where(row => row.State == CampaignState.Live || row.State == CampaignState.Ended)
            .Select(row => row.CampaignId).ToArrayAsync(cancellationToken);
        Dictionary<CampaignId, Campaign> campaigns = await loadCampaigns.ExecuteAsync(db, running, cancellationToken);
        List<PeriodRunRow> open = [];
        foreach (Campaign campaign in campaigns.Values)
        {
            foreach (PeriodRunRow due in Due(campaign, now))
            {
                PeriodRunRow? stored = await db.Set<PeriodRunRow>().SingleOrDefaultAsync(
                    row => row.CampaignId == due.CampaignId && row.Rule == due.Rule && row.Period == due.Period, cancellationToken);
                if (stored is null || !stored.IsDone)
                {
                    open.Add(due);
                }
            }
        }

        return open;
    }

    private static IEnumerable<PeriodRunRow> Due(Campaign campaign, DateTimeOffset now)
    {
        foreach (LimitPeriod period in new[] { LimitPeriod.Day, LimitPeriod.Week, LimitPeriod.Month })
        {
            DateTimeOffset endedAt = period.EndedBefore(now);
            Terms? terms = endedAt >= campaign.StartsAt && endedAt < campaign.EndsAt ? campaign.TermsInForce(endedAt) : null;
            foreach (Rule rule in terms?.Rules.Where(rule => rule.Kind == RuleKind.Period && rule.Period == period) ?? [])
            {
                yield return new PeriodRunRow
                {
                    CampaignId = campaign.Id,
                    Rule = rule.Number,
                    Period = period.IndexOf(endedAt),
                    EndedAt = endedAt,
                    After = null,
                    IsDone = false,
                };
            }
        }
    }

    private async Task<int> DecideAsync(WriteTransaction write, PeriodRunRow due, DateTimeOffset now)
    {
        PeriodRunRow? stored = await write.Db.Set<PeriodRunRow>().SingleOrDefaultAsync(
            row => row.CampaignId == due.CampaignId && row.Rule == due.Rule && row.Period == due.Period, write.CancellationToken);
        PeriodRunRow run = stored ?? due;
        ParticipantFacts[] next = await NextAsync(write, run);
        Campaign campaign = (await loadCampaigns.ExecuteAsync(write.Db, [run.CampaignId], write.CancellationToken))[run.CampaignId];
        HashSet<LimitKey> limits = [.. next.SelectMany(who => RunningKeys.Flat(campaign, run.EndedAt, who.Id))];
        CampaignDesk desk = await LoadCampaignDesks.LoadAsync(
            write.Db, loadCampaigns, campaign, limits, new HashSet<CounterKey>(), null, write.CancellationToken);
        LedgerView ledger = await LedgerView.LoadAsync(
            write.Db, [campaign.Id, .. desk.Funders.Select(funder => funder.Id)], [], write.CancellationToken);
        CurrentRates rates = await LoadEventsToDecide.RatesAsync(write.Db, now, write.CancellationToken);

        List<RewardRow> rewards = [];
        int decided = 0;
        foreach (ParticipantFacts who in next)
        {
            desk.LoadBudgets(ledger, run.EndedAt);
            RewardDecision decision = FlatRewards.DecidePeriod(
                campaign, run.Rule, who, run.EndedAt, false, new SaleEventId(Guid.CreateVersion7(now)), rates.Current, desk.Running, now);
            if (!decision.Outcome.IsTerminal())
            {
                break;
            }

            foreach ((CampaignId payer, RewardLine line) in DecidedRewards.LinesOf(campaign.Id, decision))
            {
                CampaignId? joint = payer == campaign.Id ? null : campaign.Id;
                RewardRow row = RewardRow.Promised(line, payer, decision.PayableFrom!.Value, rates, now, joint: joint);
                row.Fingerprint = fingerprints.Of(
                    RewardIdentity.OfCampaign(payer, line.Rule, line.Role, line.Participant, line.Ordinal, joint));
                rewards.Add(row);
            }

            DecidedRewards.Post(ledger, decision);

            run.After = who.Id;
            decided++;
        }

        run.IsDone = decided == next.Length && next.Length < MaxParticipants;
        await SaveAsync(write, stored is null, run, desk, rewards, ledger);
        return decided;
    }

    private static async Task SaveAsync(
        WriteTransaction write, bool isNew, PeriodRunRow run, CampaignDesk desk, List<RewardRow> rewards, LedgerView ledger)
    {
        if (isNew)
        {
            write.InsertOne(run);
        }
        else
        {
            write.UpdateOne(run, nameof(PeriodRunRow.After), nameof(PeriodRunRow.IsDone));
        }

        RewardStates.Promise(write, rewards);
        SaveRewards.SaveConsumed(write, desk);
        await LedgerBook.PostAsync(write, ledger.Transactions);
    }

    private static async Task<ParticipantFacts[]> NextAsync(WriteTransaction write, PeriodRunRow run)
    {
        CampaignId campaign = run.CampaignId;
        DateTimeOffset endedAt = run.EndedAt;
        ParticipantId after = run.After ?? default;
        bool isFirst = run.After is null;
        IQueryable<ParticipantRow> waiting = write.Db.Set<ParticipantRow>()
            .Where(row => write.Db.Set<ReferralCodeRow>().Any(code => code.CampaignId == campaign && code.ParticipantId == row.ParticipantId
                && code.IssuedAt <= endedAt && (code.RevokedAt == null || code.RevokedAt > endedAt)));
        ParticipantId[] ids = await waiting.OrderBy(row => row.ParticipantId).Select(row => row.ParticipantId).ToArrayAsync(write.CancellationToken);
        ParticipantId[] page = [.. (isFirst ? ids : ids.SkipWhile(id => id != after).Skip(1)).Take(MaxParticipants)];
        ParticipantRow[] rows = await write.Db.Set<ParticipantRow>()
            .Where(row => page.Contains(row.ParticipantId)).OrderBy(row => row.ParticipantId).ToArrayAsync(write.CancellationToken);
        return [.. rows.Select(row => new ParticipantFacts(row.ParticipantId, row.Kind) { Group = row.GroupName })];
    }
}
