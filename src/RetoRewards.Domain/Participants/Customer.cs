using RetoRewards.Domain.Campaigns;

namespace RetoRewards.Domain.Participants;

/// <summary>A customer of one partner, known by the partner's own number.</summary>
public sealed record Customer
{
    /// <summary>The longest number, in characters.</summary>
    public const int MaxNumberLength = 64;

    /// <summary>Makes a customer.</summary>
    /// <param name="id">Which one.</param>
    /// <param name="partner">Whose.</param>
    /// <param name="number">The partner's own customer number, card, or hashed contact; 1 to 64 characters.</param>
    /// <param name="participant">The participant behind it; null for one without an account.</param>
    /// <param name="vip">Whether the partner calls it a VIP.</param>
    /// <exception cref="ArgumentException">The number is empty or too long.</exception>
    public Customer(CustomerId id, PartnerId partner, string number, ParticipantId? participant, bool vip)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number.Length, MaxNumberLength, nameof(number));
        Id = id;
        Partner = partner;
        Number = number;
        Participant = participant;
        Vip = vip;
    }

    /// <summary>Which one.</summary>
    public CustomerId Id { get; }

    /// <summary>Whose.</summary>
    public PartnerId Partner { get; }

    /// <summary>The partner's own number for it.</summary>
    public string Number { get; }

    /// <summary>The participant behind it.</summary>
    public ParticipantId? Participant { get; }

    /// <summary>Whether the partner calls it a VIP.</summary>
    public bool Vip { get; }
}
