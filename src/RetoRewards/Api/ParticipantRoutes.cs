using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Idempotency;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Domain.Participants;
using RetoRewards.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Api;

internal static class ParticipantRoutes
{
    private const string Id = "5b1f6f0e-2a6d-4c0e-9a53-7d4f0f6b1c22";

    private const string Participant =
        $$"""
        {"participantId":"{{Id}}","state":"Enrolled","kind":"Blogger","groupName":null,"displayName":"Ada","createdAt":"2026-03-01T09:10:00Z","version":1}
        """;

    private const string Wallet =
        $$"""
        {"participantId":"{{Id}}","address":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC","kind":"Internal","since":"2026-03-01T09:10:00Z"}
        """;

    private const string Balances =
        $$"""
        {"participantId":"{{Id}}","items":[{"campaignId":"0198f2a5-0d7e-7f10-b6a4-8d1c02f7e903","pending":"12","payable":"2.5",
         "paid":"4","settled":"0","owed":"0"}]}
        """;

    public static void MapParticipants(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder participants = routes.MapGroup("/participants").WithTags("Participants");
        participants.MapPost("/", EnrolAsync).Describe(
            "enrolParticipant",
            "Enrol a participant with a wallet of its own",
            new RouteExamples("""{"kind":"Blogger","displayName":"Ada"}""", Participant),
            400, 404, 409, 413, 415, 422);
        participants.MapGet("/", ListAsync).Describe(
            "listParticipants", "List participants", new RouteExamples(null, $$"""{"items":[{{Participant}}],"nextCursor":null}"""), 400);
        participants.MapGet("/{participantId:id}", GetAsync).Describe(
            "getParticipant", "Read a participant", new RouteExamples(null, Participant), 404);
        participants.MapPatch("/{participantId:id}", EditAsync).Describe(
            "editParticipant",
            "Change or erase what a participant is called",
            new RouteExamples("""{"displayName":"Ada L."}""", Participant),
            400, 404, 412, 413, 415, 428);
        participants.MapGet("/{participantId:id}/wallet", WalletAsync).Describe(
            "getWallet", "Read the wallet that a participant is paid to", new RouteExamples(null, Wallet), 404);
        participants.MapGet("/{participantId:id}/balances", BalancesAsync).Describe(
            "getBalances", "See what a participant earned and was paid", new RouteExamples(null, Balances), 404);
    }

    private static Task<Results<Created<ParticipantAnswer>, Ok<ParticipantAnswer>, ProblemHttpResult>> EnrolAsync(
        EnrolParticipantRequest request, HttpContext context, Posts posts, EnrolParticipant handler) =>
        posts.RunAsync(context, async transaction =>
        {
            Outcome<ParticipantRow> outcome = await handler.ExecuteAsync(transaction, context.Caller(), request);
            return outcome.Select(row => new Made<ParticipantAnswer>(ParticipantAnswer.Of(row), IsNew: true)
            {
                Location = ApiFace.Path("participants", row.ParticipantId),
                Version = row.Version,
            });
        });

    private static async Task<Results<Ok<Page<ParticipantAnswer>>, ProblemHttpResult>> ListAsync(
        string? limit, string? cursor, HttpContext context, RetoDbContext db)
    {
        if (Paging.Read(limit, cursor, out int rows, out byte[]? after) is { } refusal)
        {
            return Problem.Of(refusal);
        }

        List<ParticipantRow> found = await db.After<ParticipantRow>(nameof(ParticipantRow.ParticipantId), after)
            .VisibleTo(db, context.Caller())
            .OrderBy(row => row.ParticipantId).Take(rows + 1).ToListAsync(context.RequestAborted);
        return TypedResults.Ok(Paging.Cut(found, rows, row => row.ParticipantId.Value, ParticipantAnswer.Of));
    }

    private static async Task<Results<Ok<ParticipantAnswer>, ProblemHttpResult>> GetAsync(
        Guid participantId, HttpContext context, RetoDbContext db) =>
        Found.Answer(
            context, "participant", await FindAsync(db, context, participantId), ParticipantAnswer.Of, participant => participant.Version);

    private static Task<Results<Ok<ParticipantAnswer>, ProblemHttpResult>> EditAsync(
        Guid participantId, EditParticipantRequest request, HttpContext context, Changes changes) =>
        changes.RunAsync(
            context,
            (transaction, expected) =>
                EditParticipant.ExecuteAsync(transaction, context.Caller(), new ParticipantId(participantId), expected, request),
            ParticipantAnswer.Of,
            row => row.Version);

    private static async Task<Results<Ok<WalletAnswer>, ProblemHttpResult>> WalletAsync(
        Guid participantId, HttpContext context, RetoDbContext db)
    {
        ParticipantRow? participant = await FindAsync(db, context, participantId);
        WalletRow? wallet = participant is null ? null : await db.Set<WalletRow>()
            .Where(row => row.ParticipantId == participant.ParticipantId)
            .OrderByDescending(row => row.Ordinal)
            .FirstOrDefaultAsync(context.RequestAborted);
        return Found.Answer("wallet", wallet, WalletAnswer.Of);
    }

    private static async Task<Results<Ok<BalancesAnswer>, ProblemHttpResult>> BalancesAsync(
        Guid participantId, HttpContext context, RetoDbContext db)
    {
        if (await FindAsync(db, context, participantId) is not { } participant)
        {
            return Problem.Of(Refusal.NotFound("participant"));
        }

        return TypedResults.Ok(await ParticipantBalances.ReadAsync(
            db, context.Caller(), participant.ParticipantId, context.RequestAborted));
    }

    private static Task<ParticipantRow?> FindAsync(RetoDbContext db, HttpContext context, Guid participantId)
    {
        ParticipantId id = new(participantId);
        return db.VisibleParticipants(context.Caller()).SingleOrDefaultAsync(row => row.ParticipantId == id, context.RequestAborted);
    }
}
