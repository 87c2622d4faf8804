using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace RetoRewards.Api;

/// <summary>The JSON body of a request as what it says and as the bytes in which it came.</summary>
/// <typeparam name="T">What it says.</typeparam>
/// <param name="Value">It.</param>
/// <param name="Body">The bytes.</param>
internal sealed record RawJson<T>(T Value, ReadOnlyMemory<byte> Body) : IEndpointParameterMetadataProvider
    where T : class
{
    /// <summary>Most bytes that are set aside before any has come.</summary>
    private const int MaxFirstBuffer = 64 * 1024;

    /// <summary>How the framework makes one for a route.</summary>
    /// <exception cref="BadHttpRequestException">The body is no such JSON, too large, or of another media type.</exception>
    public static async ValueTask<RawJson<T>?> BindAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new BadHttpRequestException("The body is no JSON.", StatusCodes.Status415UnsupportedMediaType);
        }

        using MemoryStream buffer = new((int)Math.Min(context.Request.ContentLength ?? 1024, MaxFirstBuffer));
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        ReadOnlyMemory<byte> body = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        JsonSerializerOptions json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        try
        {
            return JsonSerializer.Deserialize<T>(body.Span, json) is { } value
                ? new RawJson<T>(value, body)
                : throw new BadHttpRequestException("The body is null.", StatusCodes.Status400BadRequest);
        }
        catch (JsonException exception)
        {
            throw new BadHttpRequestException("The body is no such JSON.", StatusCodes.Status400BadRequest, exception);
        }
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));
}
