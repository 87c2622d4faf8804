using RetoRewards.Domain.Amounts;

namespace RetoRewards.Domain.Payouts;

/// <summary>When a batch is worth sending, and how much it may hold.</summary>
/// <param name="MaxRewards">The most reward lines; 1 or more.</param>
/// <param name="MaxWallets">The most distinct wallets; 1 or more.</param>
/// <param name="MaxTotal">The most base units that may leave, by the contract's allowance and budget.</param>
/// <param name="Minimum">A batch is planned from this amount on.</param>
/// <param name="Cadence">A batch is planned whatever its amount once a line has been payable for so long.</param>
public sealed record PayoutBounds(int MaxRewards, int MaxWallets, TokenAmount MaxTotal, TokenAmount Minimum, TimeSpan Cadence);
