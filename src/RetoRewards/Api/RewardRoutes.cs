using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Sales;

namespace RetoRewards.Api;

/// <summary>A reward with everything from which anyone can compute it again: the sale, the terms by their hash, and the values used.</summary>
/// <param name="RewardId">The reward.</param>
/// <param name="CampaignId">Which campaign pays.</param>
/// <param name="TermsVersion">Which version of its terms decided, or of the joint campaign's.</param>
/// <param name="TermsHash">Keccak-256 of that version's canonical JSON, as the contract holds it.</param>
/// <param name="Rule">The number of the rule.</param>
/// <param name="Role">The role or level.</param>
/// <param name="Ordinal">The payment of the sale, N of a threshold, or the period.</param>
/// <param name="ParticipantId">Who earned it.</param>
/// <param name="Amount">What was promised, in RETO.</param>
/// <param name="Uncut">What it would be without caps and limits.</param>
/// <param name="Net">What refunds have left of it.</param>
/// <param name="Due">What of it is still to be paid.</param>
/// <param name="State">Pending, Payable, InFlight, Paid, Reversed or Lapsed.</param>
/// <param name="PayableFrom">When the hold ends.</param>
/// <param name="Sentence">What its participant is told, in English or Russian by Accept-Language.</param>
/// <param name="Sale">The sale; null for a reward that no sale earned.</param>
/// <param name="Lines">The lines of the sale, as they were decided.</param>
/// <param name="Explanation">The steps of the decision.</param>
/// <param name="Context">The values that the decision used beside sale and terms; docs/rewards.md describes them.</param>
/// <param name="IsDonation">Whether a beneficiary receives it in the earner's place.</param>
/// <param name="Perk">The benefit in kind that comes with it; null for none.</param>
/// <param name="Joint">For a reward that several campaigns pay together, how it was split; null for others.</param>
internal sealed record RewardReceiptAnswer(
    Guid RewardId,
    Guid CampaignId,
    int TermsVersion,
    string? TermsHash,
    int Rule,
    RewardRole Role,
    int Ordinal,
    Guid ParticipantId,
    string Amount,
    string Uncut,
    string Net,
    string Due,
    RewardState State,
    DateTimeOffset PayableFrom,
    string Sentence,
    SaleSummaryAnswer? Sale,
    IReadOnlyList<SaleLineAnswer> Lines,
    JsonElement? Explanation,
    JsonElement? Context,
    bool IsDonation,
    string? Perk,
    JointRewardAnswer? Joint);

/// <summary>How a reward is split between the funders of a joint campaign.</summary>
/// <param name="CampaignId">The joint campaign, whose terms decided.</param>
/// <param name="Whole">The whole reward, in RETO, of which this one is a part.</param>
/// <param name="Parts">Each funder's part, this one's among them; a funder that was dry has none.</param>
internal sealed record JointRewardAnswer(Guid CampaignId, string Whole, IReadOnlyList<JointPartAnswer> Parts);

/// <summary>One funder's part of a reward.</summary>
/// <param name="CampaignId">The funder's campaign, which pays it.</param>
/// <param name="ShareBps">The agreed share, in basis points.</param>
/// <param name="Amount">The part, in RETO; zero when others took it over, or when nothing of so small a reward fell to it.</param>
internal sealed record JointPartAnswer(Guid CampaignId, int ShareBps, string Amount);

/// <summary>Rewards as receipts.</summary>
internal static class RewardRoutes
{
    private const string Id = "0198f2b0-6000-7123-8456-789abcdef012";

    private static readonly RouteExamples Example = new(
        null,
        $$"""
        {"rewardId":"{{Id}}","campaignId":"0198f2a5-0d7e-7f10-b6a4-8d1c02f7e903","termsVersion":1,
         "termsHash":"0x6f1c6b1c4d2ab1b9b1a2f0a7c4f3c1d0e9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4","rule":1,"role":"Level1","ordinal":0,
         "participantId":"5b1f6f0e-2a6d-4c0e-9a53-7d4f0f6b1c22","amount":"0.75","uncut":"0.75","net":"0.75","due":"0.75","state":"Pending",
         "payableFrom":"2026-03-16T10:15:00Z","sentence":"You earned 0.75 RETO; it is payable from 2026-03-16.","sale":null,"lines":[],
         "explanation":null,"context":null,"isDonation":false,"perk":null,"joint":null}
        """);

    public static void MapRewards(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/rewards").WithTags("Rewards").MapGet("/{rewardId:id}", GetAsync).Describe(
            "getReward", "Read a reward with everything that computing it again needs", Example, 404);

    private static async Task<Results<Ok<RewardReceiptAnswer>, ProblemHttpResult>> GetAsync(
        Guid rewardId, HttpContext context, RetoDbContext db)
    {
        RewardId id = new(rewardId);
        RewardRow? reward = await db.Set<RewardRow>().SingleOrDefaultAsync(row => row.RewardId == id, context.RequestAborted);
        bool isVisible = reward is not null && await db.VisibleCampaigns(context.Caller())
            .AnyAsync(row => row.CampaignId == reward.CampaignId, context.RequestAborted);
        return isVisible
            ? TypedResults.Ok(await ReadAsync(db, reward!, Sentences.Language(context), context.RequestAborted))
            : Problem.Of(Refusal.NotFound("reward"));
    }

    private static async Task<RewardReceiptAnswer> ReadAsync(
        RetoDbContext db, RewardRow reward, string language, CancellationToken cancellationToken)
    {
        SaleRow? sale = reward.SaleId is { } saleId
            ? await db.Set<SaleRow>().SingleAsync(row => row.SaleId == saleId, cancellationToken)
            : null;
        SaleLineRow[] lines = sale is null ? [] : await db.Set<SaleLineRow>()
            .Where(row => row.SaleId == sale.SaleId).OrderBy(row => row.LineNumber).ToArrayAsync(cancellationToken);
        RewardDecisionRow? decision = reward.SaleEventId is { } eventId
            ? await db.Set<RewardDecisionRow>().SingleOrDefaultAsync(row => row.SaleEventId == eventId, cancellationToken)
            : null;
        CampaignTermsRow? terms = await db.Set<CampaignTermsRow>().SingleOrDefaultAsync(
            row => row.CampaignId == (reward.JointCampaignId ?? reward.CampaignId) && row.TermsVersion == reward.TermsVersion, cancellationToken);
        Rule? rule = terms?.Read().Rules.FirstOrDefault(one => one.Number == reward.Rule);
        return new RewardReceiptAnswer(
            reward.RewardId.Value,
            reward.CampaignId.Value,
            reward.TermsVersion,
            terms is null ? null : "0x" + Convert.ToHexStringLower(terms.Hash),
            reward.Rule,
            reward.Role,
            reward.Ordinal,
            reward.ParticipantId.Value,
            reward.Amount.ToString(),
            reward.Uncut.ToString(),
            reward.Net.ToString(),
            reward.Due.ToString(),
            reward.State,
            reward.PayableFrom,
            Sentences.ForParticipant(Outcome.Rewarded, language, reward.Amount, reward.PayableFrom),
            sale is null ? null : SaleSummaryAnswer.Of(sale),
            [.. lines.Select(row => SaleDetail.Line(row, sale!.Currency))],
            decision is null ? null : JsonElement.Parse(decision.Explanation),
            decision?.Context is { } used ? JsonElement.Parse(used) : null,
            rule?.Beneficiary is not null,
            rule?.Perk,
            await JointAsync(db, reward, decision, cancellationToken));
    }

    // Shares follow the terms of the sale's moment, also where a later payment's percentages follow those of its own.
    private static async Task<JointRewardAnswer?> JointAsync(
        RetoDbContext db, RewardRow reward, RewardDecisionRow? decision, CancellationToken cancellationToken)
    {
        CampaignId lead = reward.JointCampaignId ?? reward.CampaignId;
        int version = decision?.TermsVersion ?? reward.TermsVersion;
        CampaignTermsRow? terms = await db.Set<CampaignTermsRow>()
            .SingleOrDefaultAsync(row => row.CampaignId == lead && row.TermsVersion == version, cancellationToken);
        if (terms?.Read().Funding is not { } funding)
        {
            return null;
        }

        CampaignId[] funders = [.. funding.Funders.Select(funder => funder.Campaign)];
        Dictionary<CampaignId, TokenAmount> parts = await db.Set<RewardRow>()
            .Where(row => funders.Contains(row.CampaignId) && (row.CampaignId == lead || row.JointCampaignId == lead)
                && row.SaleEventId == reward.SaleEventId && row.Rule == reward.Rule && row.Role == reward.Role
                && row.Ordinal == reward.Ordinal && row.ParticipantId == reward.ParticipantId && row.TermsVersion == reward.TermsVersion)
            .ToDictionaryAsync(row => row.CampaignId, row => row.Amount, cancellationToken);
        TokenAmount whole = parts.Values.Aggregate(TokenAmount.Zero, (sum, part) => sum + part);
        return new JointRewardAnswer(
            lead.Value,
            whole.ToString(),
            [
                .. funding.Funders.Select(funder => new JointPartAnswer(
                    funder.Campaign.Value, funder.Share.Value, parts.GetValueOrDefault(funder.Campaign).ToString())),
            ]);
    }
}
