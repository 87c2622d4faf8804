using System.Text.Json;

namespace RetoRewards.Ethereum.Nodes;

/// <summary>The answer to one call of a batch: a result, or the node's refusal.</summary>
/// <param name="Result">The member <c>result</c>; undefined when the call was refused.</param>
/// <param name="Error">The refusal, or null.</param>
public sealed record RpcReply(JsonElement Result, RpcError? Error)
{
    /// <summary>The result, if the call was not refused.</summary>
    /// <returns>The member <c>result</c>, which may be JSON null.</returns>
    /// <exception cref="RpcRefusedException">The call was refused.</exception>
    public JsonElement Require() => Error is null ? Result : throw new RpcRefusedException(Error);
}
