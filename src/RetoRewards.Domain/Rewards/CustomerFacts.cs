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
}
