using System.Diagnostics.CodeAnalysis;
using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Contracts;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Ethereum.Tests.Conformance;

/// <summary>Who codes the calls of the suite in this build: our own ABI.</summary>
internal static class TypedContracts
{
    public static ITypedContract At(IEthereumNode node, Address address, string abi) => new Typed(node, address, ContractAbi.Parse(abi));

    private sealed class Typed(IEthereumNode node, Address address, ContractAbi abi) : ITypedContract
    {
        public byte[] Encode(string function, params object?[] arguments) => abi.Function(function).Encode(arguments);

        public Task<AbiValues> CallAsync(string function, IReadOnlyList<object?> arguments, BlockTag block, CancellationToken cancellationToken) =>
            new Contract(node, address, abi).CallAsync(function, arguments, block, cancellationToken);

        public bool TryDecode(string name, LogEntry log, [NotNullWhen(true)] out AbiValues? values) => abi.Event(name).TryDecode(log, out values);

        public DecodedError? DecodeError(ReadOnlySpan<byte> data) => abi.DecodeError(data);
    }
}
