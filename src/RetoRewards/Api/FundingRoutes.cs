using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Idempotency;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Api;

/// <summary>Terms that were proposed to those who are to pay for them together.</summary>
/// <param name="FundingProposalId">The proposal.</param>
/// <param name="CampaignId">The campaign whose terms they become.</param>
/// <param name="TermsHash">Keccak-256 of the canonical terms: what a funder agrees to.</param>
/// <param name="ProposedAt">When.</param>
/// <param name="IsAgreed">Whether every funder has agreed, so that the terms can be appended.</param>
/// <param name="Funders">Who pays which part.</param>
/// <param name="Terms">The terms; they say from when the shares hold and what happens when one funder is dry.</param>
internal sealed record FundingProposalAnswer(
    Guid FundingProposalId,
    Guid CampaignId,
    string TermsHash,
    DateTimeOffset ProposedAt,
    bool IsAgreed,
    IReadOnlyList<FundingPartAnswer> Funders,
    JsonElement Terms)
{
    public static FundingProposalAnswer Of(FundingProposal proposal) => new(
        proposal.Row.FundingProposalId,
        proposal.Row.CampaignId.Value,
        "0x" + Convert.ToHexStringLower(proposal.Row.TermsHash),
        proposal.Row.ProposedAt,
        proposal.IsAgreed,
        [
            .. proposal.Parts.OrderByDescending(part => part.ShareBps).ThenBy(part => part.CampaignId.Value)
                .Select(part => new FundingPartAnswer(part.CampaignId.Value, part.ShareBps, part.AgreedAt)),
        ],
        JsonElement.Parse(proposal.Row.Json));
}

/// <summary>One funder of a proposal.</summary>
/// <param name="CampaignId">The funder's own campaign.</param>
/// <param name="ShareBps">Its part of every reward, in basis points.</param>
/// <param name="AgreedAt">When it agreed; null while it has not.</param>
internal sealed record FundingPartAnswer(Guid CampaignId, int ShareBps, DateTimeOffset? AgreedAt);

/// <summary>Proposals of one campaign.</summary>
/// <param name="Items">The latest first; at most 50.</param>
internal sealed record FundingProposalsAnswer(IReadOnlyList<FundingProposalAnswer> Items);

/// <summary>Joint campaigns: one partner proposes terms, every other funder agrees with its own key (T9).</summary>
internal static class FundingRoutes
{
    private const int MaxShown = 50;

    private const string Proposal =
        """
        {"fundingProposalId":"0198f2a7-11aa-7b20-9d4e-2c3d4e5f6071","campaignId":"0198f2a5-0d7e-7f10-b6a4-8d1c02f7e903",
         "termsHash":"0x6f1c6b1c4d2ab1b9b1a2f0a7c4f3c1d0e9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4","proposedAt":"2026-02-27T12:00:00Z","isAgreed":false,
         "funders":[{"campaignId":"0198f2a5-0d7e-7f10-b6a4-8d1c02f7e903","shareBps":6000,"agreedAt":"2026-02-27T12:00:00Z"},
                    {"campaignId":"0198f2a5-77aa-7c10-8e4f-0a1b2c3d4e5f","shareBps":4000,"agreedAt":null}],
         "terms":
        """ + Terms + "}";

    private const string Terms =
        """
        {"version":2,"inForceFrom":"2026-04-01T00:00:00Z","holdSeconds":1209600,"latenessSeconds":2592000,
         "base":{"withTax":false,"withShipping":false,"beforeDiscounts":false},"dryBudget":"refuse",
         "funding":{"funders":[{"campaign":"0198f2a5-0d7e-7f10-b6a4-8d1c02f7e903","shareBps":6000},
                               {"campaign":"0198f2a5-77aa-7c10-8e4f-0a1b2c3d4e5f","shareBps":4000}],"whenDry":"refuse_sale"},
         "clicks":"last","clickWindowSeconds":0,"uplineMustBeActive":false,
         "rules":[{"number":1,"kind":"purchase","level":1,"rates":[{"pays":"percentage","shareBps":500}]}],"limits":[]}
        """;

    private static readonly RouteExamples Propose = new($$"""{"terms":{{Terms}}}""", Proposal);

    private static readonly RouteExamples List = new(null, $$"""{"items":[{{Proposal}}]}""");

    private static readonly RouteExamples Agree = new(
        """{"termsHash":"0x6f1c6b1c4d2ab1b9b1a2f0a7c4f3c1d0e9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4"}""", Proposal);

    public static void MapFunding(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder proposals = routes.MapGroup("/campaigns/{campaignId:id}/funding-proposals").WithTags("Campaigns");
        proposals.MapPost("/", ProposeAsync).Describe(
            "proposeFunding", "Propose terms to the partners who are to pay for them together", Propose, 400, 404, 409, 413, 415, 422);
        proposals.MapGet("/", ListAsync).Describe(
            "listFundingProposals", "List the proposals in which a campaign stands, its own or as a funder", List, 404);
        proposals.MapPut("/{fundingProposalId:id}/agreement", AgreeAsync).Describe(
            "agreeToFunding", "Agree, as a funder, to pay the campaign's part", Agree, 400, 404, 409, 413, 415, 422);
    }

    private static Task<Results<Created<FundingProposalAnswer>, Ok<FundingProposalAnswer>, ProblemHttpResult>> ProposeAsync(
        Guid campaignId, ProposeFundingRequest request, HttpContext context, Posts posts, ProposeFunding handler) =>
        posts.RunAsync(context, async transaction =>
            (await handler.ExecuteAsync(transaction, context.Caller(), new CampaignId(campaignId), request))
            .Select(proposal => new Made<FundingProposalAnswer>(FundingProposalAnswer.Of(proposal), IsNew: true)));

    private static async Task<Results<Ok<FundingProposalsAnswer>, ProblemHttpResult>> ListAsync(
        Guid campaignId, HttpContext context, RetoDbContext db)
    {
        CampaignId id = new(campaignId);
        if (!await db.VisibleCampaigns(context.Caller()).AnyAsync(row => row.CampaignId == id, context.RequestAborted))
        {
            return Problem.Of(Refusal.NotFound("campaign"));
        }

        IReadOnlyList<FundingProposal> found = await FundingProposals.OfCampaignAsync(db, id, MaxShown, context.RequestAborted);
        return TypedResults.Ok(new FundingProposalsAnswer([.. found.Select(FundingProposalAnswer.Of)]));
    }

    private static Task<Results<Ok<FundingProposalAnswer>, ProblemHttpResult>> AgreeAsync(
        Guid campaignId, Guid fundingProposalId, AgreeToFundingRequest request, HttpContext context, Changes changes, AgreeToFunding handler) =>
        changes.RunRepeatableAsync(
            context,
            transaction => handler.ExecuteAsync(transaction, context.Caller(), new CampaignId(campaignId), fundingProposalId, request),
            FundingProposalAnswer.Of);
}
