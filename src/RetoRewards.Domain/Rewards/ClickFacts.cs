using RetoRewards.Domain.Referrals;

namespace RetoRewards.Domain.Rewards;

/// <summary>A click on a referral link that may attribute a sale.</summary>
/// <param name="Owner">Who is credited for the link: its code's owner, or the employer of an employee's code.</param>
/// <param name="At">When it was clicked.</param>
public sealed record ClickFacts(ParticipantFacts Owner, DateTimeOffset At)
{
    /// <summary>Its id; breaks ties between clicks of one moment.</summary>
    public Guid Id { get; init; }

    /// <summary>The employee whose code was clicked; null for none (T15).</summary>
    public ParticipantFacts? Employee { get; init; }

    /// <summary>What is stored of its code; null when it is known to count at the click and at the sale.</summary>
    public IssuedCode? Code { get; init; }

    /// <summary>Whether it was counted as a program's.</summary>
    public bool ByBot { get; init; }

    /// <summary>Where it came from, coarse; null when not known.</summary>
    public GeoCell? Place { get; init; }
}
