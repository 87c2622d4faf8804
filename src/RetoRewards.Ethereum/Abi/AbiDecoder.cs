using System.Numerics;
using System.Text;

namespace RetoRewards.Ethereum.Abi;

/// <summary>Reads values as the contract ABI codes them; strict about ranges, bounded against crafted data.</summary>
internal ref struct AbiDecoder
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _data;
    private int _valuesLeft;

    private AbiDecoder(ReadOnlySpan<byte> data)
    {
        _data = data;
        _valuesLeft = AbiWord.MaxElements;
    }

    public static AbiValues Decode(IReadOnlyList<AbiParameter> parameters, ReadOnlySpan<byte> data)
    {
        AbiDecoder decoder = new(data);
        return decoder.Tuple(parameters, 0);
    }

    private AbiValues Tuple(IReadOnlyList<AbiParameter> parameters, int start)
    {
        object[] values = new object[parameters.Count];
        int at = start;
        for (int i = 0; i < values.Length; i++)
        {
            AbiType type = parameters[i].Type;
            values[i] = Value(type, start, at);
            at += type.HeadLength;
        }

        return new AbiValues(parameters, values);
    }

    private object Value(AbiType type, int start, int at)
    {
        if (--_valuesLeft < 0)
        {
            throw new AbiException($"The data holds more than {AbiWord.MaxElements} values.");
        }

        return type.IsDynamic ? Dynamic(type, checked(start + Offset(at))) : Static(type, at);
    }

    private object Dynamic(AbiType type, int at)
    {
        switch (type.Kind)
        {
            case AbiKind.Bytes:
                return Slice(at + AbiWord.Length, Offset(at)).ToArray();
            case AbiKind.Text:
                return Text(Slice(at + AbiWord.Length, Offset(at)));
            case AbiKind.Tuple:
                return Tuple(type.Components, at);
            default:
                return type.Size < 0 ? Elements(type.Element!, Offset(at), at + AbiWord.Length) : Elements(type.Element!, type.Size, at);
        }
    }

    private object[] Elements(AbiType element, int count, int start)
    {
        // An element takes a word at least, unless it is an empty tuple or array: no count exceeds the data's length,
        // and every value is counted against the budget.
        if (element.HeadLength > 0 && count > (_data.Length - start) / element.HeadLength)
        {
            throw new AbiException("An array is longer than its data.");
        }

        object[] values = new object[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = Value(element, start, start + (i * element.HeadLength));
        }

        return values;
    }

    private object Static(AbiType type, int at)
    {
        switch (type.Kind)
        {
            case AbiKind.Tuple:
                return Tuple(type.Components, at);
            case AbiKind.Array:
                return Elements(type.Element!, type.Size, at);
            case AbiKind.FixedBytes:
                return Slice(at, AbiWord.Length)[..type.Size].ToArray();
            case AbiKind.Address:
                ReadOnlySpan<byte> word = Slice(at, AbiWord.Length);
                return word[..12].ContainsAnyExcept((byte)0)
                    ? throw new AbiException("A word is too large for an address.")
                    : new Address(word[12..]);
            case AbiKind.Boolean:
                BigInteger flag = AbiWord.ReadUnsigned(Slice(at, AbiWord.Length));
                return flag <= 1 ? flag.IsOne : throw new AbiException("A word is too large for a bool.");
            default:
                BigInteger number = type.Kind == AbiKind.Unsigned
                    ? AbiWord.ReadUnsigned(Slice(at, AbiWord.Length))
                    : AbiWord.ReadSigned(Slice(at, AbiWord.Length));
                return AbiWord.Fits(number, type) ? number : throw new AbiException($"A word is out of the range of {type}.");
        }
    }

    private readonly int Offset(int at)
    {
        BigInteger offset = AbiWord.ReadUnsigned(Slice(at, AbiWord.Length));
        return offset <= _data.Length ? (int)offset : throw new AbiException("An offset or length points beyond the data.");
    }

    private readonly ReadOnlySpan<byte> Slice(int at, int length) =>
        at >= 0 && length <= _data.Length - at ? _data.Slice(at, length) : throw new AbiException("The data ends too early.");

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw new AbiException("A string is not UTF-8.", exception);
        }
    }
}
