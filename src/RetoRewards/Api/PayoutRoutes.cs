using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Idempotency;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Payouts;
using RetoRewards.Participants;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;

namespace RetoRewards.Api;

/// <summary>A campaign's batches: to be read by its partner, and attested by whom the partner named on chain.</summary>
internal static class PayoutRoutes
{
    public static void MapPayouts(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder batches = routes.MapGroup("/campaigns/{campaignId:id}/batches").WithTags("Payouts");
        batches.MapGet("/", ListAsync).Describe("listBatches", "List a campaign's batches, the newest first", PayoutExamples.List, 400, 404);
        batches.MapGet("/{ordinal:int}", GetAsync).Describe("getBatch", "Read a batch", PayoutExamples.Get, 404);
        batches.MapGet("/{ordinal:int}/lines", LinesAsync).Describe("getBatchLines", "Read every line of a batch", PayoutExamples.Lines, 404);
        batches.MapGet("/{ordinal:int}/attestation", AttestationAsync).Describe(
            "getAttestation", "Read what an attestor signs of a batch", PayoutExamples.Attestation, 404);
        batches.MapPost("/{ordinal:int}/attestation", AttestAsync).Describe(
            "attestBatch", "Hand in the attestor's signature over a batch", PayoutExamples.Attest, 400, 404, 409, 413, 415, 422);
    }

    private static async Task<Results<Ok<PayoutBatchListAnswer>, ProblemHttpResult>> ListAsync(
        Guid campaignId, string? limit, int? before, HttpContext context, RetoDbContext db)
    {
        if (Paging.Read(limit, null, out int rows, out _) is { } refusal)
        {
            return Problem.Of(refusal);
        }

        if (await FindAsync(db, context, campaignId) is not { } campaign)
        {
            return Problem.Of(Refusal.NotFound("campaign"));
        }

        long below = before ?? long.MaxValue;
        PayoutBatchRow[] found = await db.Set<PayoutBatchRow>()
            .Where(row => row.CampaignId == campaign.CampaignId && row.Ordinal < below)
            .OrderByDescending(row => row.Ordinal).Take(rows).ToArrayAsync(context.RequestAborted);
        return TypedResults.Ok(new PayoutBatchListAnswer([.. found.Select(PayoutBatchAnswer.Of)]));
    }

    private static async Task<Results<Ok<PayoutBatchAnswer>, ProblemHttpResult>> GetAsync(
        Guid campaignId, int ordinal, HttpContext context, RetoDbContext db) =>
        Found.Answer("batch", await BatchAsync(db, context, campaignId, ordinal), PayoutBatchAnswer.Of);

    private static async Task<Results<Ok<PayoutLinesAnswer>, ProblemHttpResult>> LinesAsync(
        Guid campaignId, int ordinal, HttpContext context, RetoDbContext db)
    {
        if (await BatchAsync(db, context, campaignId, ordinal) is not { } batch)
        {
            return Problem.Of(Refusal.NotFound("batch"));
        }

        var lines = await (
            from line in db.Set<PayoutLineRow>()
            join reward in db.Set<RewardRow>() on line.RewardId equals reward.RewardId
            where line.PayoutBatchId == batch.PayoutBatchId
            orderby line.RewardNumber
            select new { Line = line, Reward = reward }).ToArrayAsync(context.RequestAborted);
        return TypedResults.Ok(new PayoutLinesAnswer([.. lines.Select(one => Line(batch.PayoutBatchId, one.Line, one.Reward))]));
    }

    private static async Task<Results<Ok<AttestationAnswer>, ProblemHttpResult>> AttestationAsync(
        Guid campaignId, int ordinal, HttpContext context, AttestBatch handler) =>
        Found.Answer(
            "batch",
            await handler.ReadAsync(context.Caller(), new CampaignId(campaignId), ordinal, context.RequestAborted),
            AttestationAnswer.Of);

    private static Task<Results<Created<AttestationAnswer>, Ok<AttestationAnswer>, ProblemHttpResult>> AttestAsync(
        Guid campaignId, int ordinal, AttestBatchRequest request, HttpContext context, Posts posts, AttestBatch handler) =>
        posts.RunRepeatableAsync(context, async cancellationToken =>
        {
            Outcome<BatchToAttest> outcome = await handler.ExecuteAsync(
                context.Caller(), new CampaignId(campaignId), ordinal, request, cancellationToken);
            return outcome.Select(attested => new Made<AttestationAnswer>(AttestationAnswer.Of(attested), IsNew: false));
        });

    private static PayoutLineAnswer Line(PayoutBatchId batch, PayoutLineRow line, RewardRow reward) => new(
        line.RewardNumber,
        line.RewardId.Value,
        line.ParticipantId.Value,
        line.Wallet.ToString(),
        line.Netted.ToString(),
        line.Paid.ToString(),
        "0x" + reward.Fingerprint.ToString("x16", CultureInfo.InvariantCulture),
        ReceiptText.Of(reward, batch, new PlannedReward(
            (ulong)line.RewardNumber, line.RewardId, line.ParticipantId, line.Wallet, line.Netted, line.Paid)));

    private static async Task<PayoutBatchRow?> BatchAsync(RetoDbContext db, HttpContext context, Guid campaignId, int ordinal)
    {
        CampaignRow? campaign = await FindAsync(db, context, campaignId);
        return campaign is null
            ? null
            : await db.Set<PayoutBatchRow>().SingleOrDefaultAsync(
                row => row.CampaignId == campaign.CampaignId && row.Ordinal == ordinal, context.RequestAborted);
    }

    private static Task<CampaignRow?> FindAsync(RetoDbContext db, HttpContext context, Guid campaignId)
    {
        CampaignId id = new(campaignId);
        return db.VisibleCampaigns(context.Caller()).SingleOrDefaultAsync(row => row.CampaignId == id, context.RequestAborted);
    }
}
