using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Ethereum.Contracts;

/// <summary>A contract at an address, called by the names in its ABI.</summary>
/// <param name="node">The node to ask.</param>
/// <param name="address">Where the contract is.</param>
/// <param name="abi">Its ABI.</param>
public sealed class Contract(IEthereumNode node, Address address, ContractAbi abi)
{
    /// <summary>Where the contract is.</summary>
    public Address Address => address;

    /// <summary>Its ABI.</summary>
    public ContractAbi Abi => abi;

    /// <summary>Reads from the contract.</summary>
    /// <param name="function">The function's name or signature.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="block">The state to read.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The results.</returns>
    /// <exception cref="ContractRevertedException">It reverted with an error that the ABI names.</exception>
    /// <exception cref="RpcRefusedException">The node refused otherwise.</exception>
    /// <exception cref="RpcFaultException">No usable answer came.</exception>
    /// <exception cref="AbiException">An argument does not fit, or the results cannot be: no code at the address, say.</exception>
    public async Task<AbiValues> CallAsync(
        string function, IReadOnlyList<object?> arguments, BlockTag block, CancellationToken cancellationToken)
    {
        AbiFunction called = abi.Function(function);
        CallRequest request = Request(null, function, arguments);
        byte[] result = await Named(node.CallAsync(request, block, null, cancellationToken));
        return called.DecodeResult(result);
    }

    /// <summary>Tries a transaction on a state, without sending it.</summary>
    /// <param name="from">The sender to try it as.</param>
    /// <param name="function">The function's name or signature.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="block">The state to try it on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The results that it would give.</returns>
    /// <inheritdoc cref="CallAsync" path="/exception"/>
    public async Task<AbiValues> TryAsync(
        Address from, string function, IReadOnlyList<object?> arguments, BlockTag block, CancellationToken cancellationToken)
    {
        byte[] result = await Named(node.CallAsync(Request(from, function, arguments), block, null, cancellationToken));
        return abi.Function(function).DecodeResult(result);
    }

    /// <summary>The gas that a transaction would need on the newest state.</summary>
    /// <param name="from">The sender.</param>
    /// <param name="function">The function's name or signature.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A gas limit that sufficed.</returns>
    /// <inheritdoc cref="CallAsync" path="/exception"/>
    public Task<long> EstimateGasAsync(
        Address from, string function, IReadOnlyList<object?> arguments, CancellationToken cancellationToken) =>
        Named(node.EstimateGasAsync(Request(from, function, arguments), cancellationToken));

    private CallRequest Request(Address? from, string function, IReadOnlyList<object?> arguments) =>
        new() { From = from, To = address, Data = abi.Function(function).Encode([.. arguments]) };

    private async Task<T> Named<T>(Task<T> asked)
    {
        try
        {
            return await asked;
        }
        catch (RpcRefusedException refused) when (abi.DecodeError(refused.Error.Data.Span) is { } decoded)
        {
            throw new ContractRevertedException(decoded, refused.Error);
        }
    }
}
