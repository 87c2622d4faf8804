using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Payouts;

namespace RetoRewards.Domain.Settlements;

/// <summary>A payment to a wallet, as the ledger or the chain tells it.</summary>
/// <param name="Wallet">To whom.</param>
/// <param name="Amount">How much.</param>
public readonly record struct WalletPayment(WalletAddress Wallet, TokenAmount Amount);
