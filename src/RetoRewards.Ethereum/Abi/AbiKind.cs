namespace RetoRewards.Ethereum.Abi;

/// <summary>The kinds of ABI types, and the .NET type of their values.</summary>
public enum AbiKind
{
    /// <summary><c>uint8</c> to <c>uint256</c>: <see cref="System.Numerics.BigInteger"/>; any .NET integer is taken.</summary>
    Unsigned,

    /// <summary><c>int8</c> to <c>int256</c>: <see cref="System.Numerics.BigInteger"/>; any .NET integer is taken.</summary>
    Signed,

    /// <summary><c>address</c>: <see cref="Ethereum.Address"/>.</summary>
    Address,

    /// <summary><c>bool</c>: <see cref="bool"/>.</summary>
    Boolean,

    /// <summary><c>bytes1</c> to <c>bytes32</c>: a byte array of that length; <see cref="Hash32"/> is taken for <c>bytes32</c>.</summary>
    FixedBytes,

    /// <summary><c>bytes</c>: a byte array; <c>ReadOnlyMemory&lt;byte&gt;</c> is taken.</summary>
    Bytes,

    /// <summary><c>string</c>: <see cref="string"/>, UTF-8.</summary>
    Text,

    /// <summary><c>T[]</c> and <c>T[n]</c>: an array of objects; any enumerable is taken.</summary>
    Array,

    /// <summary>A tuple or struct: <see cref="AbiValues"/>; a list by position or a dictionary by name is taken.</summary>
    Tuple,
}
