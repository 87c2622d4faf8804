using RetoRewards.Domain.Ledger;

namespace RetoRewards.Domain.Rewards;

/// <summary>What the refunds of a sale, or the loss of a customer, change.</summary>
/// <param name="Adjustments">The rewards that change.</param>
/// <param name="Transactions">What is posted; none when nothing changes.</param>
/// <param name="NothingLeft">Whether the whole base of the sale went back, so that its customer no longer counts as brought.</param>
public sealed record RefundDecision(
    IReadOnlyList<RewardAdjustment> Adjustments, IReadOnlyList<LedgerTransaction> Transactions, bool NothingLeft);
