using System.Numerics;

namespace RetoRewards.Ethereum.Fees;

/// <summary>Fees that the market asks for, held against a cap.</summary>
/// <param name="Fees">The fees to sign with; never over the cap.</param>
/// <param name="NextBaseFee">Wei a gas that the next block burns.</param>
/// <param name="MustWait">Whether the next block already costs more than the cap: sign nothing, ask again later.</param>
public sealed record FeeQuote(TransactionFees Fees, BigInteger NextBaseFee, bool MustWait);
