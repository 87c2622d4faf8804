using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Idempotency;
using RetoRewards.Api.Links;
using RetoRewards.Api.Operations;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Persistence;
using RetoRewards.Portal;
using RetoRewards.Reports;
using RetoRewards.Till;

namespace RetoRewards.Api;

/// <summary>The REST interface under <c>/v1</c>, its description and the health of the service.</summary>
internal static class ApiFace
{
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddOptions<ApiOptions>().BindConfiguration(ApiOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<ApiOptions>>(static (kestrel, options) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.Value.MaxBodyBytes;
        });
        services.Configure<JsonOptions>(json => ApiJson.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.Configure<RouteOptions>(routes => routes.SetParameterPolicy<IdConstraint>(IdConstraint.Name));
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = ProblemDefaults.Complete);
        services.AddExceptionHandler<ExceptionAnswers>();
        services.AddAuthentication(ApiKeyAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, configureOptions: null);
        services.AddAuthorizationBuilder()
            .SetDefaultPolicy(new AuthorizationPolicyBuilder()
                .RequireAuthenticatedUser().RequireAssertion(context => !CallerClaims.IsWorkstation(context.User)).Build())
            .AddPolicy(CallerClaims.TellerPolicy, policy => policy.RequireAuthenticatedUser())
            .AddPolicy(CallerClaims.AdministratorPolicy, policy =>
                policy.RequireAuthenticatedUser().RequireAssertion(context => CallerClaims.IsAdministrator(context.User)));
        services.AddRateLimiter(static _ => { });
        services.AddSingleton<IConfigureOptions<RateLimiterOptions>, RateLimits>();
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database").AddCheck<NodeHealth>("node").AddCheck<StagesHealth>("stages");
        services.AddSingleton<Posts>();
        services.AddSingleton<EventPosts>();
        services.AddSingleton<WebhookPosts>();
        services.AddSingleton<Changes>();
        services.AddSingleton<IStage, ForgetIdempotencyKeys>();
        services.AddOperations();
        services.AddOptions<ReportsOptions>().BindConfiguration(ReportsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddApiDescription();
        return services;
    }

    /// <summary>Builds the pipeline: from the outside in, who may come in, how often, then what.</summary>
    public static WebApplication UseApi(this WebApplication application)
    {
        application.UseExceptionHandler();
        application.UseMiddleware<LinkRedirect>();
        application.UseStatusCodePages();
        application.UseRouting();
        application.UseAuthentication();
        application.UseRateLimiter();
        application.UseAuthorization();
        application.Use(RefuseEncodedBodies);
        application.UseMiddleware<IdempotencyMiddleware>();

        application.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        application.MapHealth();
        application.MapTill();
        application.MapPortal();
        application.MapOperations();
        RouteGroupBuilder routes = application.MapGroup("/v1").RequireAuthorization();
        routes.MapPartners();
        routes.MapApiKeys();
        routes.MapCampaigns();
        routes.MapPayouts();
        routes.MapParticipants();
        routes.MapCustomers();
        routes.MapCodes();
        routes.MapStores();
        routes.MapBindings();
        routes.MapHolds();
        routes.MapAbuseRules();
        routes.MapReports();
        routes.MapChannels();
        routes.MapColumnMappings();
        routes.MapImports();
        routes.MapTills();
        routes.MapSales();
        routes.MapEvents();
        routes.MapReportedSales();
        routes.MapRefusedCalls();
        RouteGroupBuilder tellers = application.MapGroup("/v1").RequireAuthorization(CallerClaims.TellerPolicy);
        tellers.MapSaleTelling();
        tellers.MapEventTelling();
        tellers.MapTillRegistration();
        tellers.MapQuotes();
        application.MapWebhooks();
        routes.MapConversionRates();
        routes.MapCampaignLife();
        routes.MapFunding();
        routes.MapSimulations();
        routes.MapRewards();
        routes.MapReconciliation();
        routes.MapOperatorOrders();
        return application;
    }

    /// <summary>What a process without the interface answers: its health.</summary>
    public static WebApplication UseHealthOnly(this WebApplication application)
    {
        application.UseExceptionHandler();
        application.UseRouting();
        application.MapHealth();
        return application;
    }

    /// <summary>A compressed body is refused and not unpacked: what it grows to is the sender's choice.</summary>
    private static async Task RefuseEncodedBodies(HttpContext context, RequestDelegate next)
    {
        string? encoding = context.Request.Headers.ContentEncoding;
        if (string.IsNullOrEmpty(encoding) || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        context.Response.Headers.AcceptEncoding = "identity";
        context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
    }

    /// <summary>The address of one thing, relative to the host.</summary>
    public static string Path(string collection, object id) => string.Create(CultureInfo.InvariantCulture, $"/v1/{collection}/{id}");
}
