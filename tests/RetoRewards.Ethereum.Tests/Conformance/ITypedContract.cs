using System.Diagnostics.CodeAnalysis;
using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Ethereum.Tests.Conformance;

/// <summary>A contract as the suite calls it, whoever codes its calls.</summary>
internal interface ITypedContract
{
    byte[] Encode(string function, params object?[] arguments);

    Task<AbiValues> CallAsync(string function, IReadOnlyList<object?> arguments, BlockTag block, CancellationToken cancellationToken);

    bool TryDecode(string name, LogEntry log, [NotNullWhen(true)] out AbiValues? values);

    DecodedError? DecodeError(ReadOnlySpan<byte> data);
}
