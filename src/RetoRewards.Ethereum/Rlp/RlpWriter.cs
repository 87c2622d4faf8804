using System.Buffers.Binary;
using System.Numerics;

namespace RetoRewards.Ethereum.Rlp;

/// <summary>Writes the recursive length prefix coding of the Ethereum yellow paper, appendix B.</summary>
/// <remarks>Lists are written between <see cref="BeginList"/> and <see cref="EndList"/>; a list's content is copied once when it ends.</remarks>
public sealed class RlpWriter
{
    private readonly Stack<int> _listStarts = new();
    private byte[] _buffer = new byte[256];
    private int _length;

    /// <summary>Starts a list; every list that is started must be ended.</summary>
    public void BeginList() => _listStarts.Push(_length);

    /// <summary>Ends the list that was started last.</summary>
    /// <exception cref="InvalidOperationException">No list is open.</exception>
    public void EndList()
    {
        int start = _listStarts.Pop();
        int length = _length - start;
        Span<byte> prefix = stackalloc byte[9];
        int prefixLength = Prefix(length, 0xc0, prefix);
        Reserve(prefixLength);
        _buffer.AsSpan(start, length).CopyTo(_buffer.AsSpan(start + prefixLength));
        prefix[..prefixLength].CopyTo(_buffer.AsSpan(start));
        _length += prefixLength;
    }

    /// <summary>Writes a byte string.</summary>
    /// <param name="bytes">Any number of bytes.</param>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 1 && bytes[0] < 0x80)
        {
            Append(bytes);
            return;
        }

        Span<byte> prefix = stackalloc byte[9];
        Append(prefix[..Prefix(bytes.Length, 0x80, prefix)]);
        Append(bytes);
    }

    /// <summary>Writes an integer big-endian without leading zeros; zero is the empty string.</summary>
    /// <param name="value">0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative value.</exception>
    public void WriteInteger(BigInteger value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        WriteBytes(value.IsZero ? [] : value.ToByteArray(isUnsigned: true, isBigEndian: true));
    }

    /// <summary>Writes one byte without any prefix: the type of a transaction (EIP-2718).</summary>
    /// <param name="value">The byte.</param>
    public void WriteRaw(byte value) => Append([value]);

    /// <summary>What was written.</summary>
    /// <returns>A copy that the caller owns.</returns>
    /// <exception cref="InvalidOperationException">A list is still open.</exception>
    public byte[] ToArray() =>
        _listStarts.Count == 0 ? _buffer.AsSpan(0, _length).ToArray() : throw new InvalidOperationException("A list is still open.");

    private static int Prefix(int length, byte offset, Span<byte> prefix)
    {
        if (length <= 55)
        {
            prefix[0] = (byte)(offset + length);
            return 1;
        }

        Span<byte> size = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, length);
        size = size.TrimStart((byte)0);
        prefix[0] = (byte)(offset + 55 + size.Length);
        size.CopyTo(prefix[1..]);
        return 1 + size.Length;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Reserve(int more)
    {
        if (_length + more > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + more));
        }
    }
}
