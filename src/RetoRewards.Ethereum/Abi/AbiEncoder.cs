using System.Numerics;
using System.Text;

namespace RetoRewards.Ethereum.Abi;

/// <summary>Codes values as the contract ABI says, in one pass over a growing buffer.</summary>
internal sealed class AbiEncoder
{
    private byte[] _buffer;
    private int _length;

    private AbiEncoder(ReadOnlySpan<byte> prefix)
    {
        _buffer = new byte[Math.Max(256, prefix.Length * 2)];
        prefix.CopyTo(_buffer);
        _length = prefix.Length;
    }

    public static byte[] Encode(ReadOnlySpan<byte> prefix, IReadOnlyList<AbiParameter> parameters, IReadOnlyList<object?> values)
    {
        AbiEncoder encoder = new(prefix);
        encoder.AppendSequence(parameters.Count, position => parameters[position].Type, values, "the arguments");
        return encoder._buffer.AsSpan(0, encoder._length).ToArray();
    }

    private void AppendSequence(int count, Func<int, AbiType> typeAt, IReadOnlyList<object?> values, string what)
    {
        if (values.Count != count)
        {
            throw new AbiException($"There are {values.Count} values where {what} are {count}.");
        }

        int head = 0;
        for (int i = 0; i < count; i++)
        {
            head = checked(head + typeAt(i).HeadLength);
        }

        int start = Reserve(head);
        int at = start;
        for (int i = 0; i < count; i++)
        {
            AbiType type = typeAt(i);
            if (type.IsDynamic)
            {
                AbiWord.Write(_buffer.AsSpan(at), _length - start);
                AppendDynamic(type, values[i]);
            }
            else
            {
                WriteStatic(type, values[i], at);
            }

            at += type.HeadLength;
        }
    }

    private void AppendDynamic(AbiType type, object? value)
    {
        switch (type.Kind)
        {
            case AbiKind.Bytes:
                AppendBytes(AbiInput.Bytes(type, value).Span);
                break;
            case AbiKind.Text:
                AppendBytes(Encoding.UTF8.GetBytes(AbiInput.Text(type, value)));
                break;
            case AbiKind.Tuple:
                AppendSequence(type.Components.Count, position => type.Components[position].Type, AbiInput.Tuple(type, value), type.Name);
                break;
            default:
                AppendArray(type, value);
                break;
        }
    }

    private void AppendArray(AbiType type, object? value)
    {
        AbiType element = type.Element!;
        if (type.Size < 0 && element is { Kind: AbiKind.FixedBytes, Size: Hash32.Length } && value is IReadOnlyList<Hash32> hashes)
        {
            AppendLength(hashes.Count);
            int start = Reserve(checked(hashes.Count * AbiWord.Length));
            for (int i = 0; i < hashes.Count; i++)
            {
                hashes[i].CopyTo(_buffer.AsSpan(start + (i * AbiWord.Length)));
            }

            return;
        }

        IReadOnlyList<object?> items = AbiInput.Items(type, value);
        if (type.Size < 0)
        {
            AppendLength(items.Count);
        }

        AppendSequence(type.Size < 0 ? items.Count : type.Size, _ => element, items, type.Name);
    }

    private void AppendLength(int length)
    {
        int start = Reserve(AbiWord.Length);
        AbiWord.Write(_buffer.AsSpan(start), length);
    }

    private void AppendBytes(ReadOnlySpan<byte> bytes)
    {
        AppendLength(bytes.Length);
        int start = Reserve(AbiWord.PaddedLength(bytes.Length));
        bytes.CopyTo(_buffer.AsSpan(start));
    }

    private void WriteStatic(AbiType type, object? value, int at)
    {
        Span<byte> word = _buffer.AsSpan(at);
        switch (type.Kind)
        {
            case AbiKind.Unsigned or AbiKind.Signed:
                BigInteger number = AbiInput.Integer(type, value);
                AbiWord.Write(word, number);
                break;
            case AbiKind.Address:
                AbiInput.Address(type, value).CopyTo(word[(AbiWord.Length - Address.Length)..]);
                break;
            case AbiKind.Boolean:
                word[AbiWord.Length - 1] = AbiInput.Boolean(type, value) ? (byte)1 : (byte)0;
                break;
            case AbiKind.FixedBytes:
                AbiInput.Bytes(type, value).Span.CopyTo(word);
                break;
            default:
                WriteStaticSequence(type, value, at);
                break;
        }
    }

    private void WriteStaticSequence(AbiType type, object? value, int at)
    {
        bool tuple = type.Kind == AbiKind.Tuple;
        IReadOnlyList<object?> items = tuple ? AbiInput.Tuple(type, value) : AbiInput.Items(type, value);
        for (int i = 0; i < items.Count; i++)
        {
            AbiType element = tuple ? type.Components[i].Type : type.Element!;
            WriteStatic(element, items[i], at);
            at += element.HeadLength;
        }
    }

    /// <returns>Where the zeroed room starts; the buffer may have moved, so take its span afterwards.</returns>
    private int Reserve(int more)
    {
        int start = _length;
        _length = checked(_length + more);
        if (_length > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_length, (int)Math.Min(Array.MaxLength, _buffer.Length * 2L)));
        }

        return start;
    }
}
