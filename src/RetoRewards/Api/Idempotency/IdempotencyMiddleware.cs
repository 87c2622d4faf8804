using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;

namespace RetoRewards.Api.Idempotency;

/// <summary>Reads a POST that carries an Idempotency-Key once for its hash, and leaves the body to be read again.</summary>
internal sealed class IdempotencyMiddleware(RequestDelegate next, IOptions<ApiOptions> options)
{
    private const int ReadSize = 16 * 1024;

    public async Task InvokeAsync(HttpContext context)
    {
        string? key = context.Request.Headers[IdempotentRequest.Header];
        if (key is not null && HttpMethods.IsPost(context.Request.Method) && context.User.Identity is { IsAuthenticated: true }
            && context.GetEndpoint()?.Metadata.GetMetadata<KeepsNoAnswer>() is null)
        {
            if (!IdempotentRequest.IsKey(key))
            {
                await Problem.Of(
                        StatusCodes.Status400BadRequest,
                        "idempotency_key_malformed",
                        $"An Idempotency-Key has 1 to {IdempotentRequest.MaxKeyLength} printable characters of ASCII.")
                    .ExecuteAsync(context);
                return;
            }

            context.Request.EnableBuffering(options.Value.MaxBodyBytes);
            byte[] hash = await HashAsync(context.Request, context.RequestAborted);
            context.Features.Set(new IdempotentRequest(context.Caller().Partner?.Value ?? Guid.Empty, key, hash));
        }

        await next(context);
    }

    private static async Task<byte[]> HashAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }
}
