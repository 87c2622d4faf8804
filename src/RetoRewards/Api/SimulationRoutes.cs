using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Idempotency;
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

/// <summary>Draft terms to be tried.</summary>
/// <param name="Terms">The terms, as version 1.</param>
/// <param name="Budget">The budget to assume, in RETO; a billion when left out.</param>
/// <param name="ChannelId">The channel of the sales given here; left out without any.</param>
/// <param name="Sales">Up to 500 sales in order of arrival; left out, the past sales of the campaign's window count.</param>
internal sealed record SimulationRequest(JsonElement? Terms, string? Budget, Guid? ChannelId, IReadOnlyList<SaleRequest?>? Sales);

/// <summary>What draft terms would have cost.</summary>
/// <param name="Sales">How many sales were looked at.</param>
/// <param name="Cost">What would have been promised, in RETO.</param>
/// <param name="Outcomes">How many sales would have ended in which way, by stable code.</param>
/// <param name="Participants">Who would have gained how much, the most first; at most 100.</param>
/// <param name="DiscountMinorUnits">The discounts by currency, in minor units.</param>
internal sealed record SimulationAnswer(
    int Sales,
    string Cost,
    IReadOnlyDictionary<string, int> Outcomes,
    IReadOnlyList<SimulatedGainAnswer> Participants,
    IReadOnlyDictionary<string, long> DiscountMinorUnits)
{
    /// <summary>Most participants in an answer.</summary>
    private const int MaxParticipants = 100;

    public static SimulationAnswer Of(Simulation simulation) => new(
        simulation.Sales,
        simulation.Cost.ToString(),
        simulation.Outcomes.ToDictionary(one => one.Key.Code(), one => one.Value),
        [.. simulation.Participants.Take(MaxParticipants).Select(one => new SimulatedGainAnswer(one.Participant.Value, one.Amount.ToString()))],
        simulation.DiscountMinorUnits);
}

/// <summary>What somebody would have gained.</summary>
/// <param name="ParticipantId">Who.</param>
/// <param name="Amount">How much, in RETO.</param>
internal sealed record SimulatedGainAnswer(Guid ParticipantId, string Amount);

/// <summary>Simulations: draft terms over past or given sales, with nothing saved.</summary>
internal static class SimulationRoutes
{
    /// <summary>The budget that is assumed when none is given.</summary>
    public static readonly TokenAmount AmpleBudget = TokenAmount.FromTokens(1_000_000_000);

    private static readonly RouteExamples Example = new(
        """
        {"terms":{"version":1,"inForceFrom":"2026-03-01T00:00:00Z","holdSeconds":0,"latenessSeconds":2592000,
          "base":{"withTax":false,"withShipping":false,"beforeDiscounts":false},
          "dryBudget":"refuse","clicks":"last","clickWindowSeconds":0,"uplineMustBeActive":false,
          "rules":[{"number":1,"kind":"purchase","level":1,"rates":[{"pays":"percentage","shareBps":500}]}],"limits":[]},
         "budget":"10000"}
        """,
        """
        {"sales":240,"cost":"1830.5","outcomes":{"rewarded":200,"refused:no_referrer":40},
         "participants":[{"participantId":"5b1f6f0e-2a6d-4c0e-9a53-7d4f0f6b1c22","amount":"310"}],"discountMinorUnits":{"GBP":0}}
        """);

    public static void MapSimulations(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/campaigns/{campaignId:id}").WithTags("Campaigns").MapPost("/simulations", SimulateAsync).Describe(
            "simulateTerms", "Try draft terms over past sales or given ones; nothing is saved", Example, 400, 404, 413, 415, 422)
            .KeepNoAnswer();

    private static async Task<Results<Ok<SimulationAnswer>, ProblemHttpResult>> SimulateAsync(
        Guid campaignId,
        SimulationRequest request,
        HttpContext context,
        RetoDbContext db,
        EventPosts posts,
        SimulateTerms handler,
        TimeProvider clock)
    {
        CampaignId id = new(campaignId);
        if (!await db.VisibleCampaigns(context.Caller()).AnyAsync(row => row.CampaignId == id, context.RequestAborted))
        {
            return Problem.Of(Refusal.NotFound("campaign"));
        }

        FieldChecks checks = new();
        Terms? terms = TermsDocument.Read(checks, "/terms", request.Terms);
        TokenAmount budget = AmpleBudget;
        if (request.Budget is not null && !TokenAmount.TryParse(request.Budget, out budget))
        {
            checks.Add("/budget", "amount_malformed", "Give the budget in RETO as a decimal string.");
        }

        if (request.Sales is { Count: > RecordEvents.MaxSubmissions })
        {
            checks.Add("/sales", "out_of_range", $"Send up to {RecordEvents.MaxSubmissions} sales.");
        }

        if (checks.Refusal is { } refusal)
        {
            return Problem.Of(refusal);
        }

        if (request.Sales is not { Count: > 0 } sales)
        {
            return TypedResults.Ok(SimulationAnswer.Of(await handler.ExecuteAsync(id, terms!, budget, context.RequestAborted)));
        }

        (ChannelRow? channel, ProblemHttpResult? unknown) = await posts.FindChannelAsync(context, request.ChannelId);
        if (channel is null)
        {
            return unknown!;
        }

        List<EventContent.OfSale> contents = [];
        foreach (SaleRequest? sale in sales)
        {
            (EventContent.OfSale? content, SaleAnswer.Refused? refused) = QuoteRoutes.Read(channel, sale, clock.GetUtcNow());
            if (content is null)
            {
                return Problem.Of(SaleProblems.Refuse(refused!));
            }

            contents.Add(content);
        }

        return TypedResults.Ok(SimulationAnswer.Of(
            await handler.ExecuteAsync(id, terms!, budget, channel, contents, context.RequestAborted)));
    }
}
