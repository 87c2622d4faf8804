namespace RetoRewards.Domain.Rewards;

/// <summary>The part of a sale that a payment covers. A sale paid at once has one, the whole.</summary>
/// <remarks>Percentages follow the terms of the capture's moment; fixed rewards follow those of the sale's moment and are decided
/// with the first capture, so that the order in which payments arrive does not matter.</remarks>
/// <param name="Ordinal">0 for the first decided of the sale, then 1 and so on.</param>
/// <param name="At">The moment of the payment, not before the sale's.</param>
/// <param name="PaidMinorUnits">What was paid; 0 or more.</param>
/// <param name="OfMinorUnits">What the sale comes to; 0 for a capture of the whole.</param>
public readonly record struct Capture(int Ordinal, DateTimeOffset At, long PaidMinorUnits, long OfMinorUnits)
{
    /// <summary>The whole sale at its own moment.</summary>
    public static Capture Whole(DateTimeOffset soldAt) => new(0, soldAt, 0, 0);

    /// <summary>The part of a line's base that this capture covers, rounded down to a minor unit.</summary>
    public long ShareOf(long baseMinorUnits) =>
        OfMinorUnits == 0 || PaidMinorUnits >= OfMinorUnits
            ? baseMinorUnits
            : (long)((UInt128)baseMinorUnits * (ulong)PaidMinorUnits / (ulong)OfMinorUnits);
}
