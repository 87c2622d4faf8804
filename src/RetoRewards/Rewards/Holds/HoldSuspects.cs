using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Referrals;
using RetoRewards.Domain.Sales;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Referrals.Links;
using RetoRewards.Sales;

namespace RetoRewards.Rewards.Holds;

/// <summary>A sale of this run that earned something.</summary>
/// <param name="Sale">The sale.</param>
/// <param name="Decision">What it earned.</param>
/// <param name="Named">The click that it names, whose row may be lost; null for none.</param>
internal sealed record EarnedSale(SaleRow Sale, RewardDecisionRow Decision, ClickId? Named);

/// <summary>Looks at the sales of a run that earned something, and holds those that break a rule of their campaign, in the commit of
/// their rewards: no reward is ever payable before the rules have been asked.</summary>
internal static class HoldSuspects
{
    /// <summary>Most earlier sales that one run counts among.</summary>
    private const int MaxSigns = 50_000;

    /// <param name="write">The caller's transaction.</param>
    /// <param name="earned">The sales, each with its decision.</param>
    /// <param name="circular">Sales whose customer would have closed a circle of invitations.</param>
    /// <param name="now">The moment.</param>
    public static async Task ExecuteAsync(
        WriteTransaction write, IReadOnlyList<EarnedSale> earned, IReadOnlySet<SaleId> circular, DateTimeOffset now)
    {
        EarnedSale[] fresh = await FreshAsync(write, earned);
        if (fresh.Length == 0)
        {
            return;
        }

        Dictionary<CampaignId, AbuseRule[]> rules = await LoadAbuseRules.ExecuteAsync(
            write.Db, [.. fresh.Select(one => one.Decision.CampaignId).Distinct()], write.CancellationToken);
        Dictionary<SaleId, SaleSignRow> signs = await SignsAsync(write, fresh);
        SaleCounts counts = await SaleCounts.LoadAsync(write, [.. signs.Values], rules.Values, MaxSigns);
        Dictionary<ParticipantId, int> shared = await SharedAsync(write, fresh);

        List<RewardHoldRow> holds = [];
        foreach (EarnedSale one in fresh)
        {
            SaleSignRow sign = signs[one.Sale.SaleId];
            AbuseRule[] ofCampaign = rules[one.Decision.CampaignId];
            Dictionary<AbuseRuleKind, int> seen = counts.Count(sign, ofCampaign);
            seen[AbuseRuleKind.ClickFlood] = await ClicksBeforeAsync(write, one, sign, ofCampaign);
            seen[AbuseRuleKind.CircularReferral] = circular.Contains(one.Sale.SaleId) ? 1 : 0;
            seen[AbuseRuleKind.SharedIdentity] = one.Decision.Referrer is { } referrer ? shared.GetValueOrDefault(referrer) : 0;
            IReadOnlyList<AbuseRuleKind> broken = AbuseRule.Broken(ofCampaign, seen);
            if (broken.Count > 0)
            {
                holds.Add(new RewardHoldRow
                {
                    HoldId = Guid.CreateVersion7(now),
                    SaleId = one.Sale.SaleId,
                    CampaignId = one.Decision.CampaignId,
                    Reasons = string.Join(',', broken.Select(AbuseRule.Code)),
                    State = HoldState.Open,
                    RaisedAt = now,
                    DecidedAt = null,
                    DecidedBy = null,
                    Note = null,
                });
            }
        }

        write.Insert([.. signs.Values]);
        write.Insert(holds);
    }

    /// <summary>The sales that no earlier payment has brought here already, each once.</summary>
    private static async Task<EarnedSale[]> FreshAsync(WriteTransaction write, IReadOnlyList<EarnedSale> earned)
    {
        SaleId[] ids = [.. earned.Select(one => one.Sale.SaleId).Distinct()];
        if (ids.Length == 0)
        {
            return [];
        }

        HashSet<SaleId> known = [.. await write.Db.Set<SaleSignRow>().Where(row => ids.Contains(row.SaleId)).Select(row => row.SaleId)
            .ToArrayAsync(write.CancellationToken)];
        return [.. earned.Where(one => known.Add(one.Sale.SaleId))];
    }

    private static async Task<Dictionary<SaleId, SaleSignRow>> SignsAsync(WriteTransaction write, EarnedSale[] fresh)
    {
        Guid[] clickIds = [.. fresh.Select(one => one.Decision.ClickId).OfType<Guid>().Distinct()];
        Dictionary<Guid, ClickRow> clicks = clickIds.Length == 0 ? [] : await write.Db.Set<ClickRow>()
            .Where(row => clickIds.Contains(row.ClickId)).ToDictionaryAsync(row => row.ClickId, write.CancellationToken);
        return fresh.ToDictionary(one => one.Sale.SaleId, one =>
        {
            // The click of a crash or beyond the limits of recording has no row, and its signed id says the browser and the code.
            ClickRow? click = one.Decision.ClickId is { } id ? clicks.GetValueOrDefault(id) : null;
            ClickId? credited = one.Decision.ClickId is null ? null : one.Named;
            return new SaleSignRow
            {
                SaleId = one.Sale.SaleId,
                CampaignId = one.Decision.CampaignId,
                SoldAt = one.Sale.SoldAt,
                // A code that was passed over for a click, such as the buyer's own, says nothing of who is credited.
                Code = click?.Code ?? credited?.Code ?? one.Sale.Code,
                CustomerId = one.Sale.CustomerId,
                Visitor = click?.Visitor ?? credited?.Visitor,
                VisitorHash = click?.VisitorHash,
                Cell = click?.Cell,
                TotalMinorUnits = one.Sale.TotalMinorUnits,
            };
        });
    }

    /// <summary>The moment so long before another; the first moment there is when there is none so early.</summary>
    internal static DateTimeOffset Before(DateTimeOffset moment, TimeSpan span) =>
        moment - DateTimeOffset.MinValue > span ? moment - span : DateTimeOffset.MinValue;

    /// <summary>How many clicks on its code came before a sale by a click; the most there can be where the click was one too many to be recorded.</summary>
    private static async Task<int> ClicksBeforeAsync(WriteTransaction write, EarnedSale one, SaleSignRow sign, AbuseRule[] rules)
    {
        if (one.Decision.ClickId is not { } click || sign.Code is not { } code
            || rules.FirstOrDefault(rule => rule is { Kind: AbuseRuleKind.ClickFlood, Enabled: true }) is not { } flood)
        {
            return 0;
        }

        DateTimeOffset from = Before(sign.SoldAt, flood.Window);
        return one.Named is { Unrecorded: true } named && named.Id == click
            ? int.MaxValue
            : await write.Db.Set<ClickRow>().CountAsync(row => row.Code == code && row.At > from && row.At <= sign.SoldAt, write.CancellationToken);
    }

    /// <summary>How many other participants have a referrer's verified contact. Two with one wallet cannot be: the table refuses it.</summary>
    private static async Task<Dictionary<ParticipantId, int>> SharedAsync(WriteTransaction write, EarnedSale[] fresh)
    {
        ParticipantId[] referrers = [.. fresh.Select(one => one.Decision.Referrer).OfType<ParticipantId>().Distinct()];
        var contacts = await write.Db.Set<ParticipantRow>()
            .Where(row => referrers.Contains(row.ParticipantId) && row.ContactDigest != null)
            .Select(row => new { row.ParticipantId, row.ContactDigest })
            .ToArrayAsync(write.CancellationToken);
        Dictionary<ParticipantId, int> shared = [];
        foreach (var one in contacts)
        {
            int others = await write.Db.Set<ParticipantRow>().CountAsync(
                row => row.ContactDigest == one.ContactDigest && row.ParticipantId != one.ParticipantId, write.CancellationToken);
            shared.Add(one.ParticipantId, others);
        }

        return shared;
    }
}
