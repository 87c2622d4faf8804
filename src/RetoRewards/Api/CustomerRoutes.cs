using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Idempotency;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Domain.Participants;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Rewards;

namespace RetoRewards.Api;

internal static class CustomerRoutes
{
    private const string Customer =
        """
        {"customerId":"0198f2a6-77aa-7d20-8f3c-1b2c3d4e5f60","partnerId":"0198f2a4-3c5e-7b11-9d55-2f6f3a0e4c01",
         "customerNumber":"17850","participantId":"5b1f6f0e-2a6d-4c0e-9a53-7d4f0f6b1c22","isVip":false,"createdAt":"2026-03-01T09:12:00Z"}
        """;

    public static void MapCustomers(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder customers = routes.MapGroup("/customers").WithTags("Customers");
        customers.MapPost("/", RecordAsync).Describe(
            "recordCustomer",
            "Record a customer by your own number; the same number again gives the same customer",
            new RouteExamples("""{"customerNumber":"17850"}""", Customer),
            400, 404, 409, 413, 415, 422);
        customers.MapGet("/", ListAsync).Describe(
            "listCustomers",
            "List customers, find one by your number, or those whom a referrer or its employee brought",
            new RouteExamples(null, $$"""{"items":[{{Customer}}],"nextCursor":null}"""),
            400);
        customers.MapGet("/{customerId:id}", GetAsync).Describe(
            "getCustomer", "Read a customer", new RouteExamples(null, Customer), 404);
        customers.MapPost("/{customerId:id}/enrolment", EnrolAsync).Describe(
            "enrolCustomer",
            "Enrol the person behind a customer, so that what was kept is paid",
            new RouteExamples("""{"displayName":"Grace"}""", Customer),
            400, 404, 409, 413, 415, 422);
        customers.MapPut("/{customerId:id}/vip", SetVipAsync).Describe(
            "setVip", "Say whether a customer is a VIP, which rates may name", new RouteExamples("""{"isVip":true}""", Customer), 400, 404, 413, 415);
    }

    private static Task<Results<Ok<CustomerAnswer>, ProblemHttpResult>> SetVipAsync(
        Guid customerId, SetVipRequest request, HttpContext context, Changes changes) =>
        changes.RunRepeatableAsync(
            context,
            transaction => SetVip.ExecuteAsync(transaction, context.Caller(), new CustomerId(customerId), request),
            CustomerAnswer.Of);

    private static Task<Results<Created<CustomerAnswer>, Ok<CustomerAnswer>, ProblemHttpResult>> RecordAsync(
        RecordCustomerRequest request, HttpContext context, Posts posts, RecordCustomer handler) =>
        posts.RunAsync(context, async transaction =>
        {
            Outcome<CustomerRecorded> outcome = await handler.ExecuteAsync(transaction, context.Caller(), request);
            return outcome.Select(recorded => new Made<CustomerAnswer>(CustomerAnswer.Of(recorded.Customer), recorded.IsNew)
            {
                Location = ApiFace.Path("customers", recorded.Customer.CustomerId),
            });
        });

    private static async Task<Results<Ok<Page<CustomerAnswer>>, ProblemHttpResult>> ListAsync(
        string? limit, string? cursor, string? customerNumber, Guid? referrerId, Guid? employeeId, HttpContext context, RetoDbContext db)
    {
        if (Paging.Read(limit, cursor, out int rows, out byte[]? after) is { } refusal)
        {
            return Problem.Of(refusal);
        }

        IQueryable<CustomerRow> visible = db.After<CustomerRow>(nameof(CustomerRow.CustomerId), after).VisibleTo(context.Caller());
        if (customerNumber is not null)
        {
            FieldChecks checks = new();
            checks.Text("/customerNumber", customerNumber, RecordCustomer.MaxNumberLength);
            if (checks.Refusal is { } unreadable)
            {
                return Problem.Of(unreadable);
            }

            visible = visible.Where(row => row.CustomerNumber == customerNumber);
        }

        if (referrerId is { } referrer)
        {
            ParticipantId? who = new ParticipantId(referrer);
            visible = visible.Where(row => db.Set<CustomerBindingRow>().Any(bound => bound.CustomerId == row.CustomerId && bound.Referrer == who));
        }

        if (employeeId is { } employee)
        {
            ParticipantId? who = new ParticipantId(employee);
            visible = visible.Where(row => db.Set<CustomerBindingRow>().Any(bound => bound.CustomerId == row.CustomerId && bound.Employee == who));
        }

        List<CustomerRow> found = await visible.OrderBy(row => row.CustomerId).Take(rows + 1).ToListAsync(context.RequestAborted);
        return TypedResults.Ok(Paging.Cut(found, rows, row => row.CustomerId.Value, CustomerAnswer.Of));
    }

    private static async Task<Results<Ok<CustomerAnswer>, ProblemHttpResult>> GetAsync(
        Guid customerId, HttpContext context, RetoDbContext db)
    {
        CustomerId id = new(customerId);
        CustomerRow? row = await db.VisibleCustomers(context.Caller())
            .SingleOrDefaultAsync(customer => customer.CustomerId == id, context.RequestAborted);
        return Found.Answer("customer", row, CustomerAnswer.Of);
    }

    private static Task<Results<Created<CustomerAnswer>, Ok<CustomerAnswer>, ProblemHttpResult>> EnrolAsync(
        Guid customerId, EnrolCustomerRequest request, HttpContext context, Posts posts, EnrolCustomer handler) =>
        posts.RunAsync(context, async transaction =>
        {
            Outcome<CustomerEnrolled> outcome =
                await handler.ExecuteAsync(transaction, context.Caller(), new CustomerId(customerId), request);
            return outcome.Select(enrolled => new Made<CustomerAnswer>(CustomerAnswer.Of(enrolled.Customer), IsNew: false));
        });
}
