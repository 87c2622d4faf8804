using System.Net;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Nethereum.Nodes;

/// <summary>
/// Stands between Nethereum's HTTP client and the network. It really ends a request that is cancelled or late, bounds the answer,
/// and reads it as our own client does, so that a rate limit, a status, rubbish and a refusal are told apart before Nethereum makes one
/// exception of them. Whatever passes is an answer to what was asked.
/// </summary>
internal sealed class GuardHandler(HttpMessageHandler inner, int maxResponseBytes) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        CurrentExchange current = CurrentExchange.Value ?? throw new InvalidOperationException("A request was made past the node.");
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(current.CancellationToken, cancellationToken);
        using HttpResponseMessage response = await base.SendAsync(request, either.Token);
        byte[] answer = await AnswerBody.ReadAsync(response, maxResponseBytes, either.Token);
        _ = RpcWire.Read(answer, current.Exchange, response.StatusCode);

        // Some nodes refuse a call under a 4xx or 5xx status, which Nethereum's client would take for the end of the conversation.
        return new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request, Content = new ByteArrayContent(answer) };
    }
}
