using System.Runtime.InteropServices;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;

namespace RetoRewards.Domain.Rewards;

/// <summary>What a limit counts under: its number, its period and its subject.</summary>
/// <param name="Limit">The limit's number.</param>
/// <param name="Period">The period's number, 0 for ever.</param>
/// <param name="Subject">The subject: a participant's or customer's id, a place's cell in ASCII, or zero for the campaign.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LimitKey(int Limit, int Period, UInt128 Subject)
{
    /// <summary>The key that a reward counts under.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="soldAt">The moment of the sale.</param>
    /// <param name="participant">Who is rewarded.</param>
    /// <param name="customer">Who bought; null when not known.</param>
    /// <param name="place">Where; null when not known.</param>
    /// <returns>Null when the limit's subject is not known, so that it does not apply.</returns>
    public static LimitKey? For(Limit limit, DateTimeOffset soldAt, ParticipantId participant, CustomerId? customer, string? place)
    {
        UInt128? subject = limit.Subject switch
        {
            LimitSubject.Participant => ToSubject(participant.Value),
            LimitSubject.Customer => customer is { } known ? ToSubject(known.Value) : null,
            LimitSubject.Campaign => UInt128.Zero,
            LimitSubject.Place => place is null ? null : ToSubject(place),
            _ => throw new ArgumentOutOfRangeException(nameof(limit), limit.Subject, "No such subject."),
        };
        return subject is { } value ? new LimitKey(limit.Number, limit.Period.IndexOf(soldAt), value) : null;
    }

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Limit, Period, (ulong)Subject, (ulong)(Subject >> 64));

    private static UInt128 ToSubject(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static UInt128 ToSubject(string place)
    {
        UInt128 subject = 0;
        foreach (char character in place)
        {
            subject = (subject << 8) | (byte)character;
        }

        return subject;
    }
}
