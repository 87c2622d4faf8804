using System.Net;

namespace RetoRewards.Ethereum.Nodes;

/// <summary>Reads the body of an HTTP answer within a bound.</summary>
internal static class AnswerBody
{
    private const int ChunkLength = 16 * 1024;

    /// <exception cref="RpcFaultException">HTTP 429, or more bytes than the bound.</exception>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, int maxBytes, CancellationToken cancellationToken)
    {
        if (response.StatusCode is HttpStatusCode.TooManyRequests)
        {
            throw new RpcFaultException(RpcFault.Busy, "The node asks to come back later (HTTP 429).");
        }

        long? announced = response.Content.Headers.ContentLength;
        if (announced > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using MemoryStream buffer = new((int)(announced ?? 0));
        byte[] chunk = new byte[ChunkLength];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > maxBytes)
            {
                throw TooLarge(maxBytes);
            }

            buffer.Write(chunk.AsSpan(0, read));
        }

        return buffer.ToArray();
    }

    private static RpcFaultException TooLarge(int maxBytes) =>
        new(RpcFault.Rubbish, $"The node's answer is over the limit of {maxBytes} bytes.");
}
