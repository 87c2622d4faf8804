using System.Diagnostics.CodeAnalysis;
using Nethereum.ABI.FunctionEncoding;
using Nethereum.ABI.Model;
using Nethereum.Contracts;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Contracts;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Nethereum.Contracts;

/// <summary>A contract whose calls, events and errors Nethereum.Contracts codes, over any node of the seam.</summary>
/// <remarks>
/// The node brings cancellation, deadlines and faults, which Nethereum's own handlers lack; nothing is sent and no nonce is taken here.
/// </remarks>
/// <param name="node">The node to ask.</param>
/// <param name="address">Where the contract is.</param>
/// <param name="abi">Its ABI as the compiler's JSON.</param>
public sealed class NethereumContract(IEthereumNode node, Address address, string abi)
{
    private readonly ContractBuilder _builder = new(abi, address.ToString());
    private readonly ContractAbi _abi = ContractAbi.Parse(abi);

    /// <summary>Where the contract is.</summary>
    public Address Address => address;

    /// <summary>Codes a call.</summary>
    /// <param name="function">The function's name or signature.</param>
    /// <param name="arguments">Its arguments, as <see cref="AbiKind"/> says.</param>
    /// <returns>The calldata.</returns>
    /// <exception cref="AbiException">An argument does not fit, or there is no such function.</exception>
    public byte[] Encode(string function, IReadOnlyList<object?> arguments)
    {
        AbiFunction called = _abi.Function(function);
        return Hex.Decode(Builder(called).GetData([.. NethereumValues.To(called.Inputs, arguments)]));
    }

    /// <inheritdoc cref="RetoRewards.Ethereum.Contracts.Contract.CallAsync"/>
    public Task<AbiValues> CallAsync(
        string function, IReadOnlyList<object?> arguments, BlockTag block, CancellationToken cancellationToken) =>
        AskAsync(null, function, arguments, block, cancellationToken);

    /// <inheritdoc cref="RetoRewards.Ethereum.Contracts.Contract.TryAsync"/>
    public Task<AbiValues> TryAsync(
        Address from, string function, IReadOnlyList<object?> arguments, BlockTag block, CancellationToken cancellationToken) =>
        AskAsync(from, function, arguments, block, cancellationToken);

    /// <summary>Reads a log if it is one of an event.</summary>
    /// <param name="name">The event's name or signature.</param>
    /// <param name="log">Any log; whose contract it is, is the caller's to check.</param>
    /// <param name="values">The arguments as declared, or null when the log is of another event.</param>
    /// <returns>Whether it is one of this event.</returns>
    /// <exception cref="AbiException">There is no such event, or the data cannot be.</exception>
    public bool TryDecode(string name, LogEntry log, [NotNullWhen(true)] out AbiValues? values)
    {
        AbiEvent wanted = _abi.Event(name);
        values = null;
        if (log.Topics.Count != 1 + wanted.Inputs.Count(input => input.Indexed) || log.Topics[0] != wanted.Topic)
        {
            return false;
        }

        EventABI described = _builder.GetEventAbiBySignature(wanted.Topic.ToString());
        object[] topics = [.. log.Topics.Select(topic => topic.ToString())];
        RequireHeads([.. wanted.Inputs.Where(input => !input.Indexed)], log.Data.Length);
        values = NethereumValues.From(
            wanted.Inputs, new EventTopicDecoder().DecodeDefaultTopics(described, topics, Hex.Encode(log.Data.Span)));
        return true;
    }

    /// <summary>Names the custom error in revert data.</summary>
    /// <param name="data">The revert data.</param>
    /// <returns>The error, or null when the ABI knows none such.</returns>
    public DecodedError? DecodeError(ReadOnlySpan<byte> data)
    {
        string text = Hex.Encode(data);
        foreach (ErrorABI error in _builder.ContractABI.Errors)
        {
            if (SignatureEncoder.IsDataForSignature(error.Sha3Signature, text))
            {
                AbiError ours = _abi.Error(error.Signature);
                RequireHeads(ours.Inputs, data.Length - AbiFunction.SelectorLength);
                List<ParameterOutput> arguments = ours.Inputs.Count == 0 ? [] : new FunctionCallDecoder().DecodeError(error, text);
                return new DecodedError(error.Name, error.Signature, NethereumValues.From(ours.Inputs, arguments));
            }
        }

        return null;
    }

    private static void RequireHeads(IReadOnlyList<AbiParameter> parameters, int length)
    {
        // Nethereum reads absent words as zeros: no code at the address would look like a balance of nothing.
        if (length < parameters.Sum(parameter => parameter.Type.HeadLength))
        {
            throw new AbiException("The data is too short for what the ABI says.");
        }
    }

    private FunctionBuilder Builder(AbiFunction function) => _builder.GetFunctionBuilderBySignature(Hex.Encode(function.Selector.Span));

    private async Task<AbiValues> AskAsync(
        Address? from, string function, IReadOnlyList<object?> arguments, BlockTag block, CancellationToken cancellationToken)
    {
        AbiFunction called = _abi.Function(function);
        CallRequest request = new() { From = from, To = address, Data = Encode(function, arguments) };
        try
        {
            byte[] result = await node.CallAsync(request, block, null, cancellationToken);
            RequireHeads(called.Outputs, result.Length);
            return NethereumValues.From(called.Outputs, called.Outputs.Count == 0 ? [] : Builder(called).DecodeOutput(Hex.Encode(result)));
        }
        catch (RpcRefusedException refused) when (DecodeError(refused.Error.Data.Span) is { } decoded)
        {
            throw new ContractRevertedException(decoded, refused.Error);
        }
    }
}
