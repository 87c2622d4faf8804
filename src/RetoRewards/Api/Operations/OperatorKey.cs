using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using RetoRewards.Observability;

namespace RetoRewards.Api.Operations;

/// <summary>Lets whoever has <c>Observability:Key</c> look: as a Bearer token, or as the password of Basic, which a browser asks for.</summary>
/// <remarks>It is no API key: what reads metrics should not be able to do anything else.</remarks>
internal sealed class OperatorKey(IOptions<ObservabilityOptions> options) : IEndpointFilter
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    private readonly byte[]? expected = options.Value.Key.Length == 0 ? null : Hash(options.Value.Key);

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (expected is null)
        {
            return ValueTask.FromResult<object?>(TypedResults.NotFound());
        }

        HttpContext http = context.HttpContext;
        if (Presented(http.Request.Headers.Authorization) is { } key && CryptographicOperations.FixedTimeEquals(Hash(key), expected))
        {
            http.Response.Headers.CacheControl = "no-store";
            return next(context);
        }

        http.Response.Headers.WWWAuthenticate = "Basic realm=\"RetoRewards\", charset=\"UTF-8\"";
        return ValueTask.FromResult<object?>(TypedResults.Unauthorized());
    }

    private static string? Presented(string? header)
    {
        if (header is null)
        {
            return null;
        }

        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return header[Bearer.Length..].Trim();
        }

        if (!header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[512];
        string pair = Convert.TryFromBase64String(header[Basic.Length..].Trim(), bytes, out int length)
            ? Encoding.UTF8.GetString(bytes[..length])
            : "";
        int colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : pair[(colon + 1)..];
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
