using System.Numerics;

namespace RetoRewards.Domain.Amounts;

/// <summary>What an operator believes of a price feed.</summary>
/// <param name="Decimals">The decimals that the feed must report.</param>
/// <param name="Least">The smallest believable answer, in the feed's scale.</param>
/// <param name="Most">The largest believable answer, in the feed's scale.</param>
/// <param name="MaxAge">How old an answer may be: the feed's heartbeat and a margin.</param>
/// <param name="MaxAhead">How far ahead of our clock an answer may lie.</param>
public sealed record PriceFeedBounds(int Decimals, BigInteger Least, BigInteger Most, TimeSpan MaxAge, TimeSpan MaxAhead);
