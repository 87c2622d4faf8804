namespace RetoRewards.Domain.Referrals;

/// <summary>What the geotag of a link turned out to be.</summary>
public abstract record GeotagReading
{
    private GeotagReading()
    {
    }

    /// <summary>The stable code of the refusal, or null for a genuine tag. See <see cref="ReferralRefusals"/>.</summary>
    public abstract string? Refusal { get; }

    /// <summary>The tag was issued for this very code.</summary>
    /// <param name="Tag">The tag.</param>
    public sealed record Genuine(Geotag Tag) : GeotagReading
    {
        /// <inheritdoc/>
        public override string? Refusal => null;
    }

    /// <summary>No tag at all.</summary>
    public sealed record Malformed : GeotagReading
    {
        /// <inheritdoc/>
        public override string Refusal => ReferralRefusals.GeotagMalformed;
    }

    /// <summary>Shaped like a tag, but not issued for this code, cell and placement under this key.</summary>
    public sealed record Altered : GeotagReading
    {
        /// <inheritdoc/>
        public override string Refusal => ReferralRefusals.GeotagAltered;
    }
}
