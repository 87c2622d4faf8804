using System.Diagnostics.CodeAnalysis;
using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Nethereum.Contracts;

namespace RetoRewards.Ethereum.Tests.Conformance;

/// <summary>Who codes the calls of the suite in this build: Nethereum.Contracts.</summary>
internal static class TypedContracts
{
    public static ITypedContract At(IEthereumNode node, Address address, string abi) => new Typed(new NethereumContract(node, address, abi));

    private sealed class Typed(NethereumContract contract) : ITypedContract
    {
        public byte[] Encode(string function, params object?[] arguments) => contract.Encode(function, arguments);

        public Task<AbiValues> CallAsync(string function, IReadOnlyList<object?> arguments, BlockTag block, CancellationToken cancellationToken) =>
            contract.CallAsync(function, arguments, block, cancellationToken);

        public bool TryDecode(string name, LogEntry log, [NotNullWhen(true)] out AbiValues? values) => contract.TryDecode(name, log, out values);

        public DecodedError? DecodeError(ReadOnlySpan<byte> data) => contract.DecodeError(data);
    }
}
