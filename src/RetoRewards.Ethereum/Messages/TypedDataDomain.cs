using System.Numerics;

namespace RetoRewards.Ethereum.Messages;

/// <summary>Where a signature of typed data counts (EIP-712); members that are null are left out of the domain.</summary>
public sealed record TypedDataDomain
{
    /// <summary>The name that people know the signing domain by.</summary>
    public string? Name { get; init; }

    /// <summary>The version of the signing domain.</summary>
    public string? Version { get; init; }

    /// <summary>The chain.</summary>
    public BigInteger? ChainId { get; init; }

    /// <summary>The contract that checks the signature.</summary>
    public Address? VerifyingContract { get; init; }

    /// <summary>What tells the domain apart if all else fails to.</summary>
    public Hash32? Salt { get; init; }

    internal (IReadOnlyList<TypedField> Fields, IReadOnlyDictionary<string, object?> Values) ToStruct()
    {
        List<(TypedField Field, object? Value)> all =
        [
            (new TypedField("name", "string"), Name),
            (new TypedField("version", "string"), Version),
            (new TypedField("chainId", "uint256"), ChainId),
            (new TypedField("verifyingContract", "address"), VerifyingContract),
            (new TypedField("salt", "bytes32"), Salt),
        ];
        (TypedField Field, object? Value)[] given = [.. all.Where(member => member.Value is not null)];
        return ([.. given.Select(member => member.Field)], given.ToDictionary(member => member.Field.Name, member => member.Value));
    }
}
