namespace RetoRewards.Domain.Referrals;

/// <summary>What a request for a link turned out to carry.</summary>
public abstract record LinkReading
{
    private LinkReading()
    {
    }

    /// <summary>A code that can be looked up.</summary>
    /// <remarks>A tag that is not genuine takes the place away and leaves the code: the click counts, without a place, and says why.</remarks>
    /// <param name="Code">A generated code or a promo code.</param>
    /// <param name="Tag">What the tag turned out to be, or null when the request had none.</param>
    public sealed record Readable(TypedCode Code, GeotagReading? Tag) : LinkReading
    {
        /// <summary>The cell of issue, where the tag is genuine.</summary>
        public GeoCell? Cell => (Tag as GeotagReading.Genuine)?.Tag.Cell;

        /// <summary>The placement, where the tag is genuine and has one.</summary>
        public Placement? Placement => (Tag as GeotagReading.Genuine)?.Tag.Placement;
    }

    /// <summary>No code, so there is nobody to credit and nowhere to go.</summary>
    /// <param name="Refusal"><c>code_check_failed</c> or <c>code_malformed</c>.</param>
    public sealed record NoCode(string Refusal) : LinkReading;
}
