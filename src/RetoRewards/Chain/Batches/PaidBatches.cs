using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Chain.Batches;

/// <summary>Reads from the chain what a paid batch said, as whoever has no row of it must.</summary>
internal sealed class PaidBatches(IEthereumNode node)
{
    /// <summary>The call behind a final <c>BatchPaid</c> event, when its own words give the event's tag.</summary>
    /// <returns>Null when the contract was not called directly, so that words and fingerprints are not in the transaction.</returns>
    /// <exception cref="RpcFaultException">The node lacks a transaction of a block that it gave before.</exception>
    public async Task<PayBatch?> ReadAsync(ChainEventRow paid, CancellationToken cancellationToken)
    {
        TransactionInfo? transaction = await node.GetTransactionAsync(new Hash32(paid.TransactionHash), cancellationToken);
        if (transaction is null || transaction.BlockHash != new Hash32(paid.BlockHash))
        {
            throw new RpcFaultException(
                RpcFault.Rubbish, $"The node does not know a transaction of block {paid.BlockNumber} whose event it gave. It may have forked.");
        }

        if (transaction.To != new Address(paid.Contract) || Read(transaction.Input.Span) is not { } batch)
        {
            return null;
        }

        byte[] tag = BatchTag.Of(
            batch.PreviousTag, (ulong)batch.CampaignNumber, batch.FirstReward, batch.ReceiptsRoot, batch.Fingerprints, batch.Words);
        return tag.AsSpan().SequenceEqual(paid.Topic2) ? batch : null;
    }

    private static PayBatch? Read(ReadOnlySpan<byte> calldata)
    {
        try
        {
            return PayBatch.Read(calldata);
        }
        catch (AbiException)
        {
            return null;
        }
    }
}
