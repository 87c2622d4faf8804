namespace RetoRewards.Api.Documentation;

/// <summary>Examples of a route, for the description of the API. A test reads each request as the route would.</summary>
/// <param name="Request">The body of a request; null for routes without one.</param>
/// <param name="Answer">The body of the answer when it is done.</param>
internal sealed record RouteExamples(string? Request, string Answer);

/// <summary>What a route says about itself.</summary>
internal static class RouteText
{
    /// <summary>Names and describes a route, and lists the statuses of its refusals beside those that every route has.</summary>
    public static RouteHandlerBuilder Describe(
        this RouteHandlerBuilder route, string name, string summary, RouteExamples examples, params int[] refusals)
    {
        route.WithName(name).WithSummary(summary).WithMetadata(examples);
        foreach (int status in refusals.Concat(Always).Distinct())
        {
            route.ProducesProblem(status);
        }

        return route;
    }

    /// <summary>Only an administrator's key opens it.</summary>
    public static RouteHandlerBuilder ForAdministrators(this RouteHandlerBuilder route) =>
        route.RequireAuthorization(Security.CallerClaims.AdministratorPolicy).ProducesProblem(StatusCodes.Status403Forbidden);

    private static readonly int[] Always =
        [StatusCodes.Status401Unauthorized, StatusCodes.Status429TooManyRequests, StatusCodes.Status503ServiceUnavailable];
}
