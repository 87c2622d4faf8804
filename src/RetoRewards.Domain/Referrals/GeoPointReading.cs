namespace RetoRewards.Domain.Referrals;

/// <summary>What two texts turned out to be: a point, or the reason why not.</summary>
public abstract record GeoPointReading
{
    private GeoPointReading()
    {
    }

    /// <summary>The stable code of the refusal, or null for a point. See <see cref="ReferralRefusals"/>.</summary>
    public abstract string? Refusal { get; }

    /// <summary>A point on the globe.</summary>
    /// <param name="Point">The point.</param>
    public sealed record Parsed(GeoPoint Point) : GeoPointReading
    {
        /// <inheritdoc/>
        public override string? Refusal => null;
    }

    /// <summary>One of the two is no decimal number.</summary>
    public sealed record Malformed : GeoPointReading
    {
        /// <inheritdoc/>
        public override string Refusal => ReferralRefusals.CoordinatesMalformed;
    }

    /// <summary>Two numbers that are no place on the globe.</summary>
    public sealed record OutOfRange : GeoPointReading
    {
        /// <inheritdoc/>
        public override string Refusal => ReferralRefusals.CoordinatesOutOfRange;
    }
}
