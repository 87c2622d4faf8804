using RetoRewards.Chain.Keys;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Chain.Batches;

/// <summary>Tries a batch by call before it is signed, so that what must revert costs no gas and blocks no nonce.</summary>
internal sealed class BatchPreflight(IEthereumNode node, ServiceKeys keys)
{
    /// <summary>Tries the batch on the newest state; meaningful only when no batch of its campaign is still on its way.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="contract">The campaign contract that it goes to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The contract's reason not to take it, such as <c>RetoCampaigns_IsPaused(1790000000)</c>; null when it would be paid.</returns>
    public async Task<string?> RefusalAsync(PayBatch batch, Address contract, CancellationToken cancellationToken)
    {
        CallRequest call = new()
        {
            From = keys.Operator,
            To = contract,
            Data = batch.Calldata(),
            GasLimit = batch.GasLimit,
        };
        try
        {
            await node.CallAsync(call, BlockTag.Latest, null, cancellationToken);
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
