using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Idempotency;
using RetoRewards.Api.Problems;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Sales;

namespace RetoRewards.Api;

/// <summary>A sale that has not happened yet. Amounts are decimal strings in whole units of the currency.</summary>
/// <param name="ChannelId">The channel that would tell of it.</param>
/// <param name="SoldAt">Its moment; now when left out.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="CustomerNumber">Your number for the buyer; left out when not known.</param>
/// <param name="Code">The referral code as it was typed or scanned; left out without one.</param>
/// <param name="Place">The place of the sale, a coarse geohash cell; left out when not known.</param>
/// <param name="SellerId">The participant who sells; left out when not known.</param>
/// <param name="Lines">1 to 200 lines, at the price before the discount that the campaign gives.</param>
internal sealed record QuoteRequest(
    Guid? ChannelId,
    string? SoldAt,
    string? Currency,
    string? CustomerNumber,
    string? Code,
    string? Place,
    Guid? SellerId,
    IReadOnlyList<SaleLineRequest?>? Lines)
{
    public SaleRequest AsSale(DateTimeOffset now) => new(
        ChannelId,
        "quote",
        "quote",
        SoldAt ?? now.ToString("O", CultureInfo.InvariantCulture),
        Currency,
        CustomerNumber,
        Code,
        Place,
        Lines,
        SellerId: SellerId);
}

/// <summary>What a sale would earn now, decided by the code that decides it when it is told.</summary>
/// <param name="CampaignId">The campaign that it would belong to; null for none.</param>
/// <param name="TermsVersion">The version of the terms that decides; 0 when it does not come to that.</param>
/// <param name="Outcome">The stable code of what would become of it.</param>
/// <param name="Sentence">The same in words for the partner, in English or Russian by Accept-Language.</param>
/// <param name="ParticipantSentence">The same for the participant.</param>
/// <param name="Total">What the lines come to.</param>
/// <param name="Discount">What the campaign takes off for the buyer.</param>
/// <param name="ToPay">The total less that discount.</param>
/// <param name="Rewards">Who would earn what.</param>
/// <param name="Perks">Benefits in kind that the sale gives, whether or not tokens come with them.</param>
/// <param name="PayableFrom">When the rewards would be paid, had the sale been paid and delivered now; null without rewards.</param>
internal sealed record QuoteAnswer(
    Guid? CampaignId,
    int TermsVersion,
    string Outcome,
    string Sentence,
    string ParticipantSentence,
    string Total,
    string Discount,
    string ToPay,
    IReadOnlyList<QuotedRewardAnswer> Rewards,
    IReadOnlyList<PerkAnswer> Perks,
    DateTimeOffset? PayableFrom);

/// <summary>A benefit in kind.</summary>
/// <param name="Rule">The number of the rule.</param>
/// <param name="Role">Who receives it.</param>
/// <param name="Perk">What it is, in the partner's words.</param>
internal sealed record PerkAnswer(int Rule, RewardRole Role, string Perk)
{
    /// <summary>The benefits that a decision gives: those of every rule that found somebody and a rate, also one that pays nothing else (G5).</summary>
    public static IReadOnlyList<PerkAnswer> Of(Domain.Campaigns.Terms? terms, IReadOnlyList<ExplanationStep> steps) =>
    [
        .. (terms?.Rules ?? []).Where(rule => rule.Perk is not null)
            .SelectMany(rule => steps
                .Where(step => step.Rule == rule.Number
                    && step.Kind is StepKind.NothingByRate or StepKind.PercentageTaken or StepKind.FixedEarned or StepKind.DiscountGiven)
                .Select(step => new PerkAnswer(rule.Number, step.Role, rule.Perk!)))
            .Distinct(),
    ];
}

/// <summary>What somebody would earn.</summary>
/// <param name="Rule">The number of the rule.</param>
/// <param name="Role">The role or level.</param>
/// <param name="Amount">How much, in RETO.</param>
/// <param name="Perk">The benefit in kind that comes with it; null for none.</param>
/// <param name="IsDonation">Whether a beneficiary receives it in the earner's place.</param>
internal sealed record QuotedRewardAnswer(int Rule, RewardRole Role, string Amount, string? Perk, bool IsDonation);

/// <summary>Quotes: what a sale would earn, with nothing saved.</summary>
internal static class QuoteRoutes
{
    private static readonly RouteExamples Example = new(
        """
        {"channelId":"0198f2a6-1f00-7a01-9c11-5e0d9b8a7c66","currency":"GBP","customerNumber":"17850","code":"7KX-M2Q-9RTD",
         "lines":[{"sku":"85123A","quantity":6,"unitPrice":"2.55"}]}
        """,
        """
        {"campaignId":"0198f2a5-0d7e-7f10-b6a4-8d1c02f7e903","termsVersion":1,"outcome":"rewarded",
         "sentence":"Rewards of 15.3 RETO were promised; they are payable from 2026-03-16.",
         "participantSentence":"You earned 15.3 RETO; it is payable from 2026-03-16.","total":"15.30","discount":"0.00","toPay":"15.30",
         "rewards":[{"rule":1,"role":"Level1","amount":"15.3","perk":null,"isDonation":false}],"perks":[],"payableFrom":"2026-03-16T10:15:00Z"}
        """);

    public static void MapQuotes(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/quotes").WithTags("Quotes").MapPost("/", QuoteAsync).Describe(
            "quoteSale", "See what a sale would earn, and the buyer's discount; nothing is saved", Example, 400, 404, 413, 415, 422)
            .KeepNoAnswer();

    private static async Task<Results<Ok<QuoteAnswer>, ProblemHttpResult>> QuoteAsync(
        QuoteRequest request, HttpContext context, RetoDbContext db, EventPosts posts, QuoteSale handler, TimeProvider clock)
    {
        (ChannelRow? channel, ProblemHttpResult? refusal) = await posts.FindChannelAsync(context, request.ChannelId);
        if (channel is null)
        {
            return refusal!;
        }

        (EventContent.OfSale? content, SaleAnswer.Refused? refused) = Read(channel, request.AsSale(clock.GetUtcNow()), clock.GetUtcNow());
        if (content is null)
        {
            return Problem.Of(SaleProblems.Refuse(refused!));
        }

        SaleQuote quote = await handler.ExecuteAsync(db, channel, content, context.RequestAborted);
        return TypedResults.Ok(Answer(content.Value, quote, Sentences.Language(context)));
    }

    /// <summary>A sale of a request, checked as at the door.</summary>
    public static (EventContent.OfSale? Content, SaleAnswer.Refused? Refusal) Read(ChannelRow channel, SaleRequest? request, DateTimeOffset now)
    {
        (EventSubmission? submission, SaleAnswer.Refused? unread) = SaleReading.Read(request);
        if (submission is null)
        {
            return (null, unread);
        }

        CheckedEvent told = EventChecks.Check(channel, submission, now);
        return (told.Content as EventContent.OfSale, told.Refusal);
    }

    private static QuoteAnswer Answer(Sale sale, SaleQuote quote, string language)
    {
        Outcome outcome = quote.Decision?.Outcome ?? Outcome.NoReferrer;
        IReadOnlyList<RewardLine> lines = quote.Decision?.Lines ?? [];
        TokenAmount amount = lines.Aggregate(TokenAmount.Zero, (sum, line) => sum + line.Amount);
        DateTimeOffset? from = quote.Decision?.PayableFrom;
        long total = sale.TotalMinorUnits();
        long discount = quote.Decision?.DiscountMinorUnits ?? 0;
        string currency = sale.Currency.Code;
        return new QuoteAnswer(
            quote.CampaignId?.Value,
            quote.Decision?.TermsVersion ?? 0,
            outcome.Code(),
            Sentences.ForPartner(outcome, language, amount, from),
            Sentences.ForParticipant(outcome, language, amount, from),
            SaleSummaryAnswer.Amount(total, currency),
            SaleSummaryAnswer.Amount(discount, currency),
            SaleSummaryAnswer.Amount(total - discount, currency),
            [.. lines.Select(line => Line(line, quote))],
            outcome.Kind() is OutcomeKind.Rewarded or OutcomeKind.Recorded ? PerkAnswer.Of(quote.Terms, quote.Decision?.Steps ?? []) : [],
            from);
    }

    private static QuotedRewardAnswer Line(RewardLine line, SaleQuote quote)
    {
        Domain.Campaigns.Rule? rule = quote.Terms?.Rules.FirstOrDefault(one => one.Number == line.Rule);
        return new QuotedRewardAnswer(line.Rule, line.Role, line.Amount.ToString(), rule?.Perk, rule?.Beneficiary is not null);
    }
}
