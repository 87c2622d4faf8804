using RetoRewards.Domain.Participants;

namespace RetoRewards.Domain.Rewards;

/// <summary>What a decision needs to know of a customer, as it stood before the run.</summary>
public sealed class CustomerFacts
{
    /// <summary>Makes the facts of a customer.</summary>
    /// <param name="id">Who.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    public CustomerFacts(CustomerId id)
    {
        if (id.IsEmpty)
        {
            throw new ArgumentException("A customer needs its id.", nameof(id));
        }

        Id = id;
    }

    /// <summary>Who.</summary>
    public CustomerId Id { get; }

    /// <summary>The participant behind it, or the one that keeps its unclaimed rewards; null for neither.</summary>
    public ParticipantFacts? Buyer { get; init; }

    /// <summary>Whether the partner calls it a VIP.</summary>
    public bool Vip { get; init; }

    /// <summary>Whether it had an earlier sale that was decided before this run.</summary>
    public bool HasBought { get; init; }

    /// <summary>The referrer it was bound to at its first purchase, or by hand; null for none.</summary>
    public ParticipantFacts? BoundTo { get; init; }

    /// <summary>The referrer's employee who brought it; null for none (T15).</summary>
    public ParticipantFacts? BoundEmployee { get; init; }

    /// <summary>The moment that the binding counts from, of which its window is measured; null when it always counted.</summary>
    public DateTimeOffset? BoundFrom { get; init; }

    /// <summary>Whether a person bound it; such a binding does not count for sales before its moment, one by a purchase does,
    /// since the purchases of a day may arrive in any order (T16).</summary>
    public bool BoundByHand { get; init; }
}
