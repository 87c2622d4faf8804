using System.Numerics;

namespace RetoRewards.Ethereum.Nodes;

/// <summary>The calls that this service makes, typed, over any <see cref="IEthereumNode"/>.</summary>
/// <remarks>
/// Each throws what <see cref="IEthereumNode.SendAsync"/> throws, and <see cref="RpcFaultException"/> with
/// <see cref="RpcFault.Rubbish"/> when the answer lacks a member or holds one that cannot be. Source of methods and forms:
/// the Ethereum execution APIs.
/// </remarks>
public static class NodeCalls
{
    /// <summary>Most blocks that one fee history may cover.</summary>
    public const int MaxFeeHistoryBlocks = 1_024;

    /// <summary>The chain's id (EIP-695).</summary>
    /// <inheritdoc cref="GetBlockNumberAsync"/>
    public static async Task<long> GetChainIdAsync(this IEthereumNode node, CancellationToken cancellationToken) =>
        NodeJson.Long(await node.SendAsync(RpcCall.To("eth_chainId"), cancellationToken));

    /// <summary>The height of the newest block.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The number.</returns>
    public static async Task<long> GetBlockNumberAsync(this IEthereumNode node, CancellationToken cancellationToken) =>
        NodeJson.Long(await node.SendAsync(RpcCall.To("eth_blockNumber"), cancellationToken));

    /// <summary>A block's head and the hashes of its transactions.</summary>
    /// <param name="node">The node.</param>
    /// <param name="block">Which block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The block, or null when the node has none such.</returns>
    /// <exception cref="RpcFaultException">No usable answer came; a pending block is none, as it has neither number nor hash.</exception>
    public static async Task<Block?> GetBlockAsync(this IEthereumNode node, BlockTag block, CancellationToken cancellationToken) =>
        NodeJson.BlockOrNull(await node.SendAsync(BlockCall(block), cancellationToken));

    /// <summary>The heads of a range of blocks of the node's present chain, in one batch.</summary>
    /// <param name="node">The node.</param>
    /// <param name="first">The first height.</param>
    /// <param name="count">How many; the caller bounds it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A block, or null where the node has none, for each height; they need not be of one chain: check the parents.</returns>
    public static async Task<IReadOnlyList<Block?>> GetBlocksAsync(
        this IEthereumNode node, long first, int count, CancellationToken cancellationToken)
    {
        RpcCall[] calls = [.. Enumerable.Range(0, count).Select(offset => BlockCall(BlockTag.At(first + offset)))];
        IReadOnlyList<RpcReply> replies = await node.SendBatchAsync(calls, cancellationToken);
        return [.. replies.Select(reply => NodeJson.BlockOrNull(reply.Require()))];
    }

    /// <summary>What became of a transaction.</summary>
    /// <param name="node">The node.</param>
    /// <param name="transaction">Its hash.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The receipt, or null while it is in no block of the node's chain.</returns>
    public static async Task<TransactionReceipt?> GetReceiptAsync(
        this IEthereumNode node, Hash32 transaction, CancellationToken cancellationToken) =>
        NodeJson.ReceiptOrNull(await node.SendAsync(ReceiptCall(transaction), cancellationToken));

    /// <summary>What became of several transactions, in one batch.</summary>
    /// <param name="node">The node.</param>
    /// <param name="transactions">Their hashes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A receipt or null for each, in the order asked.</returns>
    public static async Task<IReadOnlyList<TransactionReceipt?>> GetReceiptsAsync(
        this IEthereumNode node, IReadOnlyList<Hash32> transactions, CancellationToken cancellationToken)
    {
        IReadOnlyList<RpcReply> replies = await node.SendBatchAsync([.. transactions.Select(ReceiptCall)], cancellationToken);
        return [.. replies.Select(reply => NodeJson.ReceiptOrNull(reply.Require()))];
    }

    /// <summary>A transaction as the node holds it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="transaction">Its hash.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The transaction, or null when the node does not know it, which does not prove that nobody does.</returns>
    public static async Task<TransactionInfo?> GetTransactionAsync(
        this IEthereumNode node, Hash32 transaction, CancellationToken cancellationToken) =>
        NodeJson.TransactionOrNull(
            await node.SendAsync(RpcCall.To("eth_getTransactionByHash", transaction.ToString()), cancellationToken));

    /// <summary>The logs that a filter chooses.</summary>
    /// <param name="node">The node.</param>
    /// <param name="filter">Which logs; by block hash the answer belongs to that block and no other.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The logs in the chain's order.</returns>
    public static async Task<IReadOnlyList<LogEntry>> GetLogsAsync(
        this IEthereumNode node, LogFilter filter, CancellationToken cancellationToken) =>
        NodeJson.Logs(await node.SendAsync(RpcCall.To("eth_getLogs", filter.ToParameter()), cancellationToken));

    /// <summary>Tries a call without a transaction.</summary>
    /// <param name="node">The node.</param>
    /// <param name="request">The call.</param>
    /// <param name="block">The state to try it on.</param>
    /// <param name="overrides">Accounts to find changed, or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The bytes returned; none when there is no code at the address.</returns>
    /// <exception cref="RpcRefusedException">It reverted, or the node refused it otherwise; the revert data is in the error.</exception>
    public static async Task<byte[]> CallAsync(
        this IEthereumNode node,
        CallRequest request,
        BlockTag block,
        IReadOnlyDictionary<Address, AccountOverride>? overrides,
        CancellationToken cancellationToken)
    {
        RpcCall call = overrides is null || overrides.Count == 0
            ? CallOf(request, block)
            : RpcCall.To(
                "eth_call",
                request.ToParameter(),
                block.ToParameter(),
                overrides.ToDictionary(account => account.Key.ToLowerHex(), account => account.Value.ToParameter()));
        return NodeJson.Bytes(await node.SendAsync(call, cancellationToken));
    }

    /// <summary>The call that tries a call without a transaction, for use in a batch.</summary>
    /// <param name="request">The call.</param>
    /// <param name="block">The state to try it on.</param>
    /// <returns>The call; its result is the bytes returned.</returns>
    public static RpcCall CallOf(CallRequest request, BlockTag block) =>
        RpcCall.To("eth_call", request.ToParameter(), block.ToParameter());

    /// <summary>The gas that a transaction would need on the newest state.</summary>
    /// <param name="node">The node.</param>
    /// <param name="request">The transaction's call.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A gas limit that sufficed.</returns>
    /// <exception cref="RpcRefusedException">It would revert, or the node refused it otherwise.</exception>
    public static async Task<long> EstimateGasAsync(
        this IEthereumNode node, CallRequest request, CancellationToken cancellationToken) =>
        NodeJson.Long(await node.SendAsync(RpcCall.To("eth_estimateGas", request.ToParameter()), cancellationToken));

    /// <summary>The fees of recent blocks.</summary>
    /// <param name="node">The node.</param>
    /// <param name="blocks">How many, 1 to <see cref="MaxFeeHistoryBlocks"/>; the node may give fewer.</param>
    /// <param name="newest">The last of them.</param>
    /// <param name="rewardPercentiles">Whole percentiles, 0 to 100, ascending, at which to tell what blocks' makers were paid; may be empty.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The fees, oldest block first.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Too few or too many blocks.</exception>
    public static async Task<FeeHistory> GetFeeHistoryAsync(
        this IEthereumNode node,
        int blocks,
        BlockTag newest,
        IReadOnlyList<int> rewardPercentiles,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blocks, MaxFeeHistoryBlocks);
        RpcCall call = RpcCall.To("eth_feeHistory", Quantity.Write(blocks), newest.ToString(), rewardPercentiles);
        return NodeJson.FeeHistory(await node.SendAsync(call, cancellationToken));
    }

    /// <summary>How many transactions an account has sent: its next nonce.</summary>
    /// <param name="node">The node.</param>
    /// <param name="account">The account.</param>
    /// <param name="block">The state; <see cref="BlockTag.Pending"/> counts what waits at this node as well.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The count.</returns>
    public static async Task<long> GetTransactionCountAsync(
        this IEthereumNode node, Address account, BlockTag block, CancellationToken cancellationToken) =>
        NodeJson.Long(await node.SendAsync(AccountCall("eth_getTransactionCount", account, block), cancellationToken));

    /// <summary>An account's balance.</summary>
    /// <param name="node">The node.</param>
    /// <param name="account">The account.</param>
    /// <param name="block">The state.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Wei.</returns>
    public static async Task<BigInteger> GetBalanceAsync(
        this IEthereumNode node, Address account, BlockTag block, CancellationToken cancellationToken) =>
        NodeJson.Integer(await node.SendAsync(AccountCall("eth_getBalance", account, block), cancellationToken));

    /// <summary>An account's code.</summary>
    /// <param name="node">The node.</param>
    /// <param name="account">The account.</param>
    /// <param name="block">The state.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The code; none when there is no contract.</returns>
    public static async Task<byte[]> GetCodeAsync(
        this IEthereumNode node, Address account, BlockTag block, CancellationToken cancellationToken) =>
        NodeJson.Bytes(await node.SendAsync(AccountCall("eth_getCode", account, block), cancellationToken));

    /// <summary>Hands a signed transaction to the node, once.</summary>
    /// <param name="node">The node.</param>
    /// <param name="transaction">The signed bytes; sending the same bytes again is harmless and the caller's to decide.</param>
    /// <param name="cancellationToken">Ends the wait; the node may have received it all the same.</param>
    /// <returns>The hash that the node computed.</returns>
    /// <exception cref="RpcRefusedException">
    /// The node refused it, which does not prove that it never runs: a node that knows it already refuses, and Hardhat refuses under
    /// automine after it has mined a transaction that reverted. Look at the chain.
    /// </exception>
    /// <exception cref="RpcFaultException">Whether it was taken is unknown.</exception>
    public static async Task<Hash32> SendRawTransactionAsync(
        this IEthereumNode node, ReadOnlyMemory<byte> transaction, CancellationToken cancellationToken) =>
        NodeJson.Hash(await node.SendAsync(SendRawTransactionCall(transaction), cancellationToken));

    /// <summary>The call that hands over a signed transaction, for use in a batch.</summary>
    /// <param name="transaction">The signed bytes.</param>
    /// <returns>The call; its result is the hash.</returns>
    public static RpcCall SendRawTransactionCall(ReadOnlyMemory<byte> transaction) =>
        RpcCall.To("eth_sendRawTransaction", Hex.Encode(transaction.Span));

    private static RpcCall BlockCall(BlockTag block) =>
        RpcCall.To(block.Hash is null ? "eth_getBlockByNumber" : "eth_getBlockByHash", block.ToString(), false);

    private static RpcCall ReceiptCall(Hash32 transaction) => RpcCall.To("eth_getTransactionReceipt", transaction.ToString());

    private static RpcCall AccountCall(string method, Address account, BlockTag block) =>
        RpcCall.To(method, account.ToLowerHex(), block.ToParameter());
}
