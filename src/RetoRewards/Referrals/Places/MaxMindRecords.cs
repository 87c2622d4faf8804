using System.Buffers.Binary;
using System.Text;

namespace RetoRewards.Referrals.Places;

/// <summary>The records of a database in MaxMind's format: values that name their type and size in their first bytes.</summary>
/// <remarks>Values are skipped until the wanted one is found; nothing is built in memory but the text that is asked for.</remarks>
internal sealed class MaxMindRecords(byte[] file, int start, int end)
{
    /// <summary>Most values that one question looks at.</summary>
    public const int MaxSteps = 4_096;

    /// <summary>Deepest nesting of maps and arrays.</summary>
    public const int MaxDepth = 16;

    /// <summary>Longest text that is read, in bytes.</summary>
    public const int MaxTextBytes = 1_024;

    private enum Kind
    {
        Extended = 0,
        Pointer = 1,
        Text = 2,
        Double = 3,
        Bytes = 4,
        UInt16 = 5,
        UInt32 = 6,
        Map = 7,
        Int32 = 8,
        UInt64 = 9,
        UInt128 = 10,
        Array = 11,
        Container = 12,
        EndMarker = 13,
        Boolean = 14,
        Float = 15,
    }

    /// <summary>The first byte of the section.</summary>
    public int Start => start;

    /// <summary>The first byte behind it.</summary>
    public int End => end;

    /// <summary>The text at the end of a path of keys; null when there is none.</summary>
    /// <param name="record">Where the record begins.</param>
    /// <param name="path">The keys from the outside in.</param>
    /// <exception cref="InvalidDataException">The record is damaged.</exception>
    public string? Text(int record, params ReadOnlySpan<string> path) =>
        Follow(record, path) is not { Kind: Kind.Text } value ? null
        : value.Size > MaxTextBytes ? throw Damaged("a text that is too long")
        : Utf8(value.At, value.Size);

    /// <summary>The whole number at the end of a path of keys; null when there is none.</summary>
    /// <inheritdoc cref="Text" path="/exception"/>
    public long? Number(int record, params ReadOnlySpan<string> path) => Follow(record, path) switch
    {
        { Kind: Kind.UInt16 or Kind.UInt32 or Kind.UInt64 } value => Unsigned(value),
        { Kind: Kind.Int32 } value => (int)Unsigned(value),
        _ => null,
    };

    /// <summary>The number at the end of a path of keys, whole or not; null when there is none.</summary>
    /// <inheritdoc cref="Text" path="/exception"/>
    public double? Fraction(int record, params ReadOnlySpan<string> path) => Follow(record, path) switch
    {
        { Kind: Kind.Double, Size: sizeof(double) } value => BinaryPrimitives.ReadDoubleBigEndian(file.AsSpan(value.At)),
        { Kind: Kind.Float, Size: sizeof(float) } value => BinaryPrimitives.ReadSingleBigEndian(file.AsSpan(value.At)),
        { Kind: Kind.Double or Kind.Float } => throw Damaged("a fraction of a wrong size"),
        { Kind: Kind.UInt16 or Kind.UInt32 or Kind.UInt64 } value => Unsigned(value),
        { Kind: Kind.Int32 } value => (int)Unsigned(value),
        _ => null,
    };

    private Value? Follow(int record, ReadOnlySpan<string> path)
    {
        int steps = 0;
        Value value = Resolve(Head(record), ref steps);
        foreach (string key in path)
        {
            if (value.Kind != Kind.Map || Member(value, key, ref steps) is not { } member)
            {
                return null;
            }

            value = Resolve(member, ref steps);
        }

        return value;
    }

    private Value? Member(Value map, string key, ref int steps)
    {
        int at = map.At;
        for (int pair = 0; pair < map.Size; pair++)
        {
            Value head = Head(at);
            Value name = Resolve(head, ref steps);
            if (name.Kind != Kind.Text || name.Size > MaxTextBytes)
            {
                throw Damaged("a map whose key is no text");
            }

            Value member = Head(head.Kind == Kind.Pointer ? head.Behind : name.At + name.Size);
            if (Utf8(name.At, name.Size) == key)
            {
                return member;
            }

            at = Skip(member, depth: 0, ref steps);
        }

        return null;
    }

    /// <summary>The first byte behind a value and everything in it.</summary>
    private int Skip(Value value, int depth, ref int steps)
    {
        Step(ref steps);
        if (depth > MaxDepth)
        {
            throw Damaged("values that are nested too deeply");
        }

        if (value.Kind is not (Kind.Map or Kind.Array))
        {
            return value.Behind;
        }

        int at = value.At;
        long inside = value.Kind == Kind.Map ? 2L * value.Size : value.Size;
        for (long one = 0; one < inside; one++)
        {
            at = Skip(Head(at), depth + 1, ref steps);
        }

        return at;
    }

    /// <summary>Follows a pointer, once: a pointer to a pointer is not of this format.</summary>
    private Value Resolve(Value value, ref int steps)
    {
        Step(ref steps);
        if (value.Kind != Kind.Pointer)
        {
            return value;
        }

        Value target = Head(checked(start + value.Size));
        return target.Kind == Kind.Pointer ? throw Damaged("a pointer that points at a pointer") : target;
    }

    private static void Step(ref int steps)
    {
        if (++steps > MaxSteps)
        {
            throw Damaged("more values than a question looks at");
        }
    }

    /// <summary>Reads type and size of the value at a place, and where its content lies.</summary>
    private Value Head(int at)
    {
        int next = at;
        int control = Byte(next++);
        Kind kind = (Kind)(control >> 5);
        if (kind == Kind.Pointer)
        {
            return Pointer(control, next);
        }

        if (kind == Kind.Extended)
        {
            kind = (Kind)(7 + Byte(next++));
            if (kind is < Kind.Int32 or > Kind.Float)
            {
                throw Damaged("a value of no known type");
            }
        }

        int size = control & 0x1f;
        size = size switch
        {
            < 29 => size,
            29 => 29 + Byte(next++),
            30 => 285 + ((Byte(next++) << 8) | Byte(next++)),
            _ => 65_821 + ((Byte(next++) << 16) | (Byte(next++) << 8) | Byte(next++)),
        };

        // The size of a map or an array counts what follows, that of a boolean is its value.
        int content = kind is Kind.Map or Kind.Array or Kind.Boolean or Kind.Container or Kind.EndMarker ? 0 : size;
        return next + (long)content <= end ? new Value(kind, next, size, next + content) : throw Damaged("a value that ends behind its section");
    }

    private Value Pointer(int control, int next)
    {
        int high = control & 0x07;
        long target = ((control >> 3) & 0x03) switch
        {
            0 => (high << 8) | Byte(next++),
            1 => 2_048 + ((high << 16) | (Byte(next++) << 8) | Byte(next++)),
            2 => 526_336 + (((long)high << 24) | ((long)Byte(next++) << 16) | (uint)(Byte(next++) << 8) | (uint)Byte(next++)),
            _ => ((long)Byte(next++) << 24) | ((long)Byte(next++) << 16) | (uint)(Byte(next++) << 8) | (uint)Byte(next++),
        };
        return target < end - start ? new Value(Kind.Pointer, next, (int)target, next) : throw Damaged("a pointer that points outside its section");
    }

    private long Unsigned(Value value)
    {
        if (value.Size > sizeof(ulong))
        {
            throw Damaged("a number of a wrong size");
        }

        ulong number = 0;
        foreach (byte part in file.AsSpan(value.At, value.Size))
        {
            number = (number << 8) | part;
        }

        return number <= long.MaxValue ? (long)number : throw Damaged("a number beyond 63 bits");
    }

    private string Utf8(int at, int size) => Encoding.UTF8.GetString(file.AsSpan(at, size));

    private int Byte(int at) => at >= start && at < end ? file[at] : throw Damaged("a value that lies outside its section");

    private static InvalidDataException Damaged(string what) => new($"The database of places holds {what}.");

    private readonly record struct Value(Kind Kind, int At, int Size, int Behind);
}
