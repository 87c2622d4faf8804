using System.Numerics;
using RetoRewards.Ethereum.Hashing;
using RetoRewards.Ethereum.Rlp;
using RetoRewards.Ethereum.Signing;

namespace RetoRewards.Ethereum.Transactions;

/// <summary>A transaction of type 2 (EIP-1559) before it is signed.</summary>
public sealed record Eip1559Transaction
{
    /// <summary>The byte that starts its coding: 2.</summary>
    public const byte Type = 2;

    /// <summary>The chain that it is for; no other chain takes it.</summary>
    public required long ChainId { get; init; }

    /// <summary>The sender's count before it.</summary>
    public required long Nonce { get; init; }

    /// <summary>Most wei a gas for the block's maker.</summary>
    public required BigInteger MaxPriorityFeePerGas { get; init; }

    /// <summary>Most wei a gas in all, base fee included.</summary>
    public required BigInteger MaxFeePerGas { get; init; }

    /// <summary>Most gas that it may use.</summary>
    public required long GasLimit { get; init; }

    /// <summary>The account called, or null to create a contract.</summary>
    public Address? To { get; init; }

    /// <summary>Wei sent.</summary>
    public BigInteger Value { get; init; }

    /// <summary>The calldata, or the creation code and its arguments.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Accounts and slots announced; usually none.</summary>
    public IReadOnlyList<AccessListEntry> AccessList { get; init; } = [];

    /// <summary>The digest that the sender signs.</summary>
    /// <returns>Keccak-256 of the type and the unsigned fields.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A negative number.</exception>
    public Hash32 SigningHash() => Keccak256.Hash(Encode(null));

    /// <summary>Joins the transaction and its signature.</summary>
    /// <param name="signature">A signature of <see cref="SigningHash"/>.</param>
    /// <returns>The signed transaction.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A negative number.</exception>
    public SignedTransaction WithSignature(Signature signature) => new(Encode(signature));

    /// <summary>Signs the transaction.</summary>
    /// <param name="signer">Holds the sender's key.</param>
    /// <param name="from">The sender.</param>
    /// <param name="cancellationToken">Ends the wait for a signer that is elsewhere.</param>
    /// <returns>The signed transaction.</returns>
    /// <exception cref="UnknownAccountException">The signer holds no key of the sender.</exception>
    public async Task<SignedTransaction> SignAsync(ISigner signer, Address from, CancellationToken cancellationToken) =>
        WithSignature(await signer.SignAsync(from, SigningHash(), cancellationToken));

    private byte[] Encode(Signature? signature)
    {
        RlpWriter writer = new();
        writer.WriteRaw(Type);
        writer.BeginList();
        writer.WriteInteger(ChainId);
        writer.WriteInteger(Nonce);
        writer.WriteInteger(MaxPriorityFeePerGas);
        writer.WriteInteger(MaxFeePerGas);
        writer.WriteInteger(GasLimit);
        writer.WriteBytes(To is { } to ? to.ToArray() : []);
        writer.WriteInteger(Value);
        writer.WriteBytes(Data.Span);
        WriteAccessList(writer, AccessList);
        if (signature is { } signed)
        {
            writer.WriteInteger(signed.YParity);
            writer.WriteInteger(new BigInteger(signed.R.ToArray(), isUnsigned: true, isBigEndian: true));
            writer.WriteInteger(new BigInteger(signed.S.ToArray(), isUnsigned: true, isBigEndian: true));
        }

        writer.EndList();
        return writer.ToArray();
    }

    private static void WriteAccessList(RlpWriter writer, IReadOnlyList<AccessListEntry> entries)
    {
        writer.BeginList();
        foreach (AccessListEntry entry in entries)
        {
            writer.BeginList();
            writer.WriteBytes(entry.Account.ToArray());
            writer.BeginList();
            foreach (Hash32 slot in entry.Slots)
            {
                writer.WriteBytes(slot.ToArray());
            }

            writer.EndList();
            writer.EndList();
        }

        writer.EndList();
    }
}
