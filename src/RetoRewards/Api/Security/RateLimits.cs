using System.Globalization;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using RetoRewards.Api.Problems;

namespace RetoRewards.Api.Security;

/// <summary>A bucket of requests for each key, and for each address that shows none or a wrong one.</summary>
internal sealed class RateLimits(IOptions<ApiOptions> options) : IConfigureOptions<RateLimiterOptions>
{
    private readonly ApiOptions options = options.Value;

    public void Configure(RateLimiterOptions limiter)
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            RateLimitPartition.GetTokenBucketLimiter(Partition(context), _ => Bucket()));
        limiter.OnRejected = async (rejected, _) =>
        {
            TimeSpan wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan told) ? told : TimeSpan.FromSeconds(1);
            rejected.HttpContext.Response.Headers.RetryAfter =
                Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            await Problem.Of(
                    StatusCodes.Status429TooManyRequests, "rate_limited", "Too many requests; the header Retry-After says how long to wait.")
                .ExecuteAsync(rejected.HttpContext);
        };
    }

    private TokenBucketRateLimiterOptions Bucket() => new()
    {
        TokenLimit = options.Burst,
        TokensPerPeriod = options.RequestsPerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
        AutoReplenishment = true,
    };

    private static string Partition(HttpContext context) =>
        context.User.FindFirstValue(ApiKeyAuthentication.KeyIdClaim) ?? "address:" + context.Connection.RemoteIpAddress;
}
