using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Domain.Participants;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Rewards;

namespace RetoRewards.Api;

/// <summary>A change of a binding by hand.</summary>
/// <param name="ReferrerBefore">Whom the customer was bound to; null for nobody.</param>
/// <param name="ReferrerAfter">Whom it is bound to since.</param>
/// <param name="EmployeeAfter">The referrer's employee.</param>
/// <param name="Reason">Why.</param>
/// <param name="ChangedBy">The key by which it was made.</param>
/// <param name="ChangedAt">When.</param>
internal sealed record BindingChangeAnswer(
    Guid? ReferrerBefore, Guid? ReferrerAfter, Guid? EmployeeAfter, string Reason, Guid ChangedBy, DateTimeOffset ChangedAt);

/// <summary>Whom a customer is bound to.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="CampaignId">The campaign that its sales without a code belong to; null when it is bound by nothing yet.</param>
/// <param name="ReferrerId">Whom; null for nobody.</param>
/// <param name="EmployeeId">The referrer's employee; null for none.</param>
/// <param name="ByHand">Whether a person said so.</param>
/// <param name="CountsFrom">From when; null when it is bound by nothing yet.</param>
/// <param name="Changes">The latest changes by hand, newest first, at most 50.</param>
internal sealed record BindingAnswer(
    Guid CustomerId,
    Guid? CampaignId,
    Guid? ReferrerId,
    Guid? EmployeeId,
    bool ByHand,
    DateTimeOffset? CountsFrom,
    IReadOnlyList<BindingChangeAnswer> Changes);

internal static class BindingRoutes
{
    private const int MaxChanges = 50;

    private const string Binding =
        """
        {"customerId":"0198f2a6-77aa-7d20-8f3c-1b2c3d4e5f60","campaignId":"0198f2a5-0d7e-7f10-b6a4-8d1c02f7e903",
         "referrerId":"5b1f6f0e-2a6d-4c0e-9a53-7d4f0f6b1c22","employeeId":null,"byHand":true,"countsFrom":"2026-03-01T09:12:00Z",
         "changes":[{"referrerBefore":null,"referrerAfter":"5b1f6f0e-2a6d-4c0e-9a53-7d4f0f6b1c22","employeeAfter":null,
                     "reason":"Told at the till","changedBy":"0198f2a4-3c5e-7b11-9d55-2f6f3a0e4c02","changedAt":"2026-03-01T09:12:00Z"}]}
        """;

    private const string Request =
        """
        {"campaignId":"0198f2a5-0d7e-7f10-b6a4-8d1c02f7e903","referrerId":"5b1f6f0e-2a6d-4c0e-9a53-7d4f0f6b1c22","reason":"Told at the till"}
        """;

    public static void MapBindings(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder binding = routes.MapGroup("/customers/{customerId:id}/binding").WithTags("Customers");
        binding.MapGet("/", GetAsync).Describe(
            "getBinding", "Read whom a customer is bound to, and who changed it", new RouteExamples(null, Binding), 404);
        binding.MapPut("/", SetAsync).Describe(
            "setBinding",
            "Bind a customer to a referrer by hand, with a reason; If-Match: \"0\" while nobody has",
            new RouteExamples(Request, Binding), 400, 404, 412, 413, 415, 422, 428);
    }

    private static async Task<Results<Ok<BindingAnswer>, ProblemHttpResult>> GetAsync(Guid customerId, HttpContext context, RetoDbContext db)
    {
        CustomerId id = new(customerId);
        if (!await db.VisibleCustomers(context.Caller()).AnyAsync(row => row.CustomerId == id, context.RequestAborted))
        {
            return Problem.Of(Refusal.NotFound("customer"));
        }

        context.Response.Headers.ETag = Precondition.ETag(await VersionAsync(db, id, context.RequestAborted));
        return TypedResults.Ok(await AnswerAsync(db, id, context.RequestAborted));
    }

    private static async Task<Results<Ok<BindingAnswer>, ProblemHttpResult>> SetAsync(
        Guid customerId, BindCustomerRequest request, HttpContext context, WriteGate gate, RetoDbContext db, BindCustomerByHand handler)
    {
        if (Precondition.Read(context, out int? expected) is { } problem)
        {
            return problem;
        }

        CustomerId id = new(customerId);
        Outcome<CustomerBindingRow> outcome = await gate.WriteAsync<Outcome<CustomerBindingRow>>(
            WritePriority.Intake,
            async write => expected is { } version && version != await VersionAsync(write.Db, id, write.CancellationToken)
                    && await write.Db.VisibleCustomers(context.Caller()).AnyAsync(row => row.CustomerId == id, write.CancellationToken)
                ? Refusal.Stale
                : await handler.ExecuteAsync(write, context.Caller(), id, KeyOf(context), request),
            context.RequestAborted);
        if (outcome is Outcome<CustomerBindingRow>.Refused refused)
        {
            return Problem.Of(refused.Why);
        }

        context.Response.Headers.ETag = Precondition.ETag(await VersionAsync(db, id, context.RequestAborted));
        return TypedResults.Ok(await AnswerAsync(db, id, context.RequestAborted));
    }

    /// <summary>How often people have changed it: what If-Match names.</summary>
    private static Task<int> VersionAsync(RetoDbContext db, CustomerId id, CancellationToken cancellationToken) =>
        db.Set<BindingChangeRow>().CountAsync(one => one.CustomerId == id, cancellationToken);

    /// <summary>The id of the key that the caller showed.</summary>
    internal static Guid KeyOf(HttpContext context) =>
        Guid.ParseExact(context.User.FindFirstValue(ApiKeyAuthentication.KeyIdClaim)!, "D");

    private static async Task<BindingAnswer> AnswerAsync(RetoDbContext db, CustomerId id, CancellationToken cancellationToken)
    {
        CustomerBindingRow? row = await db.Set<CustomerBindingRow>().SingleOrDefaultAsync(one => one.CustomerId == id, cancellationToken);
        BindingChangeRow[] changes = await db.Set<BindingChangeRow>().Where(one => one.CustomerId == id)
            .OrderByDescending(one => one.ChangedAt).Take(MaxChanges).ToArrayAsync(cancellationToken);
        return new BindingAnswer(
            id.Value,
            row?.CampaignId.Value,
            row?.Referrer?.Value,
            row?.Employee?.Value,
            row?.ByHand ?? false,
            row?.CountsFrom,
            [.. changes.Select(one => new BindingChangeAnswer(
                one.ReferrerBefore?.Value, one.ReferrerAfter?.Value, one.EmployeeAfter?.Value, one.Reason, one.ChangedBy, one.ChangedAt))]);
    }
}
