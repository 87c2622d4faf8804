using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Chain;

/// <summary>Tries calls and reads why our contracts refuse them.</summary>
internal static class Refusals
{
    /// <summary>The reason in the contract's own words, such as <c>RetoCampaigns_IsPaused(1790000000)</c>; null when the call succeeds.</summary>
    /// <exception cref="RpcFaultException">No usable answer came.</exception>
    public static async Task<string?> OfAsync(IEthereumNode node, CallRequest call, BlockTag block, CancellationToken cancellationToken)
    {
        try
        {
            await node.CallAsync(call, block, null, cancellationToken);
            return null;
        }
        catch (RpcRefusedException refused)
        {
            DecodedError? error = RetoContracts.CampaignsAbi.DecodeError(refused.Error.Data.Span)
                ?? RetoContracts.TokenAbi.DecodeError(refused.Error.Data.Span);
            return error?.ToString() ?? refused.Error.Message;
        }
    }
}
