using System.Numerics;
using RetoRewards.Ethereum.Hashing;
using RetoRewards.Ethereum.Rlp;
using RetoRewards.Ethereum.Signing;

namespace RetoRewards.Ethereum.Transactions;

/// <summary>A signed transaction read back from its bytes: legacy (with or without EIP-155), or of type 1 (EIP-2930) or 2 (EIP-1559).</summary>
/// <param name="Type">0 for legacy, 1 or 2.</param>
/// <param name="ChainId">The chain that it is for, or null for a legacy one that any chain takes.</param>
/// <param name="Nonce">The sender's count before it.</param>
/// <param name="MaxPriorityFeePerGas">Most wei a gas for the block's maker; the gas price of types 0 and 1.</param>
/// <param name="MaxFeePerGas">Most wei a gas in all; the gas price of types 0 and 1.</param>
/// <param name="GasLimit">Most gas that it may use.</param>
/// <param name="To">The account called, or null for a contract creation.</param>
/// <param name="Value">Wei sent.</param>
/// <param name="Data">The calldata.</param>
/// <param name="AccessList">Accounts and slots announced.</param>
/// <param name="Signature">The sender's signature.</param>
/// <param name="From">The sender, recovered from the signature.</param>
/// <param name="Hash">The hash by which nodes know it.</param>
public sealed record DecodedTransaction(
    int Type,
    BigInteger? ChainId,
    BigInteger Nonce,
    BigInteger MaxPriorityFeePerGas,
    BigInteger MaxFeePerGas,
    BigInteger GasLimit,
    Address? To,
    BigInteger Value,
    ReadOnlyMemory<byte> Data,
    IReadOnlyList<AccessListEntry> AccessList,
    Signature Signature,
    Address From,
    Hash32 Hash)
{
    private const int LegacyFields = 9;
    private const int LegacyUnsignedFields = 6;
    private const int Eip2930Fields = 11;
    private const int Eip1559Fields = 12;
    private const int SignatureFields = 3;

    /// <summary>Reads a signed transaction.</summary>
    /// <param name="raw">The bytes that <c>eth_sendRawTransaction</c> takes.</param>
    /// <returns>The transaction.</returns>
    /// <exception cref="FormatException">Another type, malformed bytes, or a signature that no key made.</exception>
    public static DecodedTransaction Read(ReadOnlyMemory<byte> raw)
    {
        if (raw.Length == 0)
        {
            throw new FormatException("There is no transaction in no bytes.");
        }

        return raw.Span[0] switch
        {
            1 => Typed(raw, 1, Eip2930Fields),
            2 => Typed(raw, 2, Eip1559Fields),
            >= 0xc0 => Legacy(raw),
            byte type => throw new FormatException($"A transaction of type {type} is not known here."),
        };
    }

    private static DecodedTransaction Typed(ReadOnlyMemory<byte> raw, byte type, int count)
    {
        IReadOnlyList<RlpItem> fields = Fields(raw[1..], count);
        int shift = count - Eip2930Fields;
        RlpWriter unsigned = new();
        unsigned.WriteRaw(type);
        WriteList(unsigned, fields.Take(count - SignatureFields));
        Signature signature = ReadSignature(fields[^3].ToInteger(), fields[^2], fields[^1]);
        return new DecodedTransaction(
            type,
            fields[0].ToInteger(),
            fields[1].ToInteger(),
            fields[2].ToInteger(),
            fields[2 + shift].ToInteger(),
            fields[3 + shift].ToInteger(),
            ReadTo(fields[4 + shift]),
            fields[5 + shift].ToInteger(),
            fields[6 + shift].AsBytes(),
            ReadAccessList(fields[7 + shift]),
            signature,
            Sender(signature, unsigned),
            Keccak256.Hash(raw.Span));
    }

    private static DecodedTransaction Legacy(ReadOnlyMemory<byte> raw)
    {
        const int PlainV = 27;
        const int ChainV = 35;
        IReadOnlyList<RlpItem> fields = Fields(raw, LegacyFields);
        BigInteger v = fields[6].ToInteger();
        BigInteger? chainId = v >= ChainV ? (v - ChainV) >> 1 : null;
        Signature signature = ReadSignature(chainId is null ? v - PlainV : (v - ChainV) & 1, fields[7], fields[8]);
        RlpWriter unsigned = new();
        unsigned.BeginList();
        foreach (RlpItem field in fields.Take(LegacyUnsignedFields))
        {
            unsigned.WriteBytes(field.AsBytes().Span);
        }

        if (chainId is { } chain)
        {
            unsigned.WriteInteger(chain);
            unsigned.WriteInteger(0);
            unsigned.WriteInteger(0);
        }

        unsigned.EndList();
        BigInteger price = fields[1].ToInteger();
        return new DecodedTransaction(
            0,
            chainId,
            fields[0].ToInteger(),
            price,
            price,
            fields[2].ToInteger(),
            ReadTo(fields[3]),
            fields[4].ToInteger(),
            fields[5].AsBytes(),
            [],
            signature,
            Sender(signature, unsigned),
            Keccak256.Hash(raw.Span));
    }

    private static IReadOnlyList<RlpItem> Fields(ReadOnlyMemory<byte> coded, int count)
    {
        IReadOnlyList<RlpItem> fields = RlpItem.Read(coded).AsList();
        return fields.Count == count ? fields : throw new FormatException($"The transaction has {fields.Count} fields, not {count}.");
    }

    private static Address? ReadTo(RlpItem item) =>
        item.AsBytes().Length switch
        {
            0 => null,
            Address.Length => new Address(item.AsBytes().Span),
            int length => throw new FormatException($"The account called has {length} bytes."),
        };

    private static AccessListEntry[] ReadAccessList(RlpItem list) =>
        [.. list.AsList().Select(entry => entry.AsList().Count == 2 && entry.AsList()[0].AsBytes().Length == Address.Length
            ? new AccessListEntry(new Address(entry.AsList()[0].AsBytes().Span), [.. entry.AsList()[1].AsList().Select(ReadWord)])
            : throw new FormatException("An entry of the access list is no account with slots."))];

    private static Hash32 ReadWord(RlpItem item) =>
        item.AsBytes().Length == Hash32.Length ? new Hash32(item.AsBytes().Span) : throw new FormatException("A storage slot has not 32 bytes.");

    private static Signature ReadSignature(BigInteger parity, RlpItem r, RlpItem s) =>
        parity.Sign >= 0 && parity <= 1
            ? new Signature(ReadScalar(r), ReadScalar(s), (byte)parity)
            : throw new FormatException("The signature's parity is neither 0 nor 1.");

    private static Hash32 ReadScalar(RlpItem item)
    {
        BigInteger value = item.ToInteger();
        return item.AsBytes().Length <= Hash32.Length ? Curve.Scalars.ToHash(value) : throw new FormatException("A part of the signature is over 32 bytes.");
    }

    private static Address Sender(Signature signature, RlpWriter unsigned) =>
        signature.TryRecover(Keccak256.Hash(unsigned.ToArray()), out Address sender)
            ? sender
            : throw new FormatException("No key made the transaction's signature.");

    private static void WriteList(RlpWriter writer, IEnumerable<RlpItem> items)
    {
        writer.BeginList();
        foreach (RlpItem item in items)
        {
            if (item.IsList)
            {
                WriteList(writer, item.AsList());
            }
            else
            {
                writer.WriteBytes(item.AsBytes().Span);
            }
        }

        writer.EndList();
    }
}
