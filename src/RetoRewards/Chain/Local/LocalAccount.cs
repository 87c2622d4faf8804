using System.Numerics;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Contracts;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Ethereum.Signing;
using RetoRewards.Ethereum.Transactions;

namespace RetoRewards.Chain.Local;

/// <summary>An account that acts on a local chain by itself, one transaction at a time: whoever deploys, or a partner.</summary>
/// <remarks>The service's own payments do not go this way: their nonces are rows and their bytes are saved before they are sent.</remarks>
internal sealed class LocalAccount(IEthereumNode node, ISigner signer, Address address, long chainId)
{
    /// <summary>How often a receipt is looked for; a local chain mines at once.</summary>
    private const int MaxLooks = 200;

    /// <summary>The priority fee and twice the base fee of a quiet chain are far below this.</summary>
    private static readonly BigInteger MaxFeePerGas = 100_000_000_000;
    private static readonly BigInteger PriorityFeePerGas = 1_000_000_000;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    public Address Address => address;

    /// <summary>Creates a contract.</summary>
    /// <exception cref="RpcRefusedException">The constructor reverted.</exception>
    public async Task<Address> DeployAsync(ContractArtifact artifact, object?[] arguments, CancellationToken cancellationToken)
    {
        byte[] code = artifact.Abi.EncodeConstructor(artifact.Bytecode, arguments);
        TransactionReceipt receipt = await SendAsync(artifact.Abi, null, code, BigInteger.Zero, cancellationToken);
        return receipt.CreatedContract ?? throw new InvalidOperationException($"The receipt of {artifact.Name} names no contract.");
    }

    /// <summary>Calls a function in a transaction and waits until it is mined.</summary>
    /// <exception cref="ContractRevertedException">The contract refuses it; the message names the error.</exception>
    public Task<TransactionReceipt> CallAsync(
        Contract contract, string function, object?[] arguments, BigInteger value, CancellationToken cancellationToken) =>
        SendAsync(contract.Abi, contract.Address, contract.Abi.Function(function).Encode(arguments), value, cancellationToken);

    /// <inheritdoc cref="CallAsync(Contract, string, object?[], BigInteger, CancellationToken)"/>
    public Task<TransactionReceipt> CallAsync(
        Contract contract, string function, object?[] arguments, CancellationToken cancellationToken) =>
        CallAsync(contract, function, arguments, BigInteger.Zero, cancellationToken);

    private async Task<TransactionReceipt> SendAsync(
        ContractAbi abi, Address? to, byte[] data, BigInteger value, CancellationToken cancellationToken)
    {
        CallRequest request = new() { From = address, To = to, Data = data, Value = value };
        long gas = await EstimateAsync(abi, request, cancellationToken);
        Eip1559Transaction transaction = new()
        {
            ChainId = chainId,
            Nonce = await node.GetTransactionCountAsync(address, BlockTag.Pending, cancellationToken),
            MaxPriorityFeePerGas = PriorityFeePerGas,
            MaxFeePerGas = MaxFeePerGas,
            // The estimate is exact for the state it was made in; a fifth covers what changes until the transaction is mined.
            GasLimit = gas + (gas / 5),
            To = to,
            Value = value,
            Data = data,
        };
        SignedTransaction signed = await transaction.SignAsync(signer, address, cancellationToken);
        await node.SendRawTransactionAsync(signed.Raw, cancellationToken);
        return await ReceiptAsync(signed.Hash, cancellationToken);
    }

    private async Task<long> EstimateAsync(ContractAbi abi, CallRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await node.EstimateGasAsync(request, cancellationToken);
        }
        catch (RpcRefusedException refused) when (abi.DecodeError(refused.Error.Data.Span) is { } decoded)
        {
            throw new ContractRevertedException(decoded, refused.Error);
        }
    }

    private async Task<TransactionReceipt> ReceiptAsync(Hash32 hash, CancellationToken cancellationToken)
    {
        for (int look = 0; look < MaxLooks; look++)
        {
            if (await node.GetReceiptAsync(hash, cancellationToken) is { } receipt)
            {
                return receipt.Succeeded
                    ? receipt
                    : throw new InvalidOperationException($"Transaction {hash} was mined and reverted, though its estimate had succeeded.");
            }

            await Task.Delay(BetweenLooks, cancellationToken);
        }

        throw new InvalidOperationException($"Transaction {hash} was not mined within {MaxLooks * BetweenLooks.TotalSeconds:0} seconds.");
    }
}
