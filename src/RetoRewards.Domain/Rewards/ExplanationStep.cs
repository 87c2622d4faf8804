using System.Runtime.InteropServices;
using RetoRewards.Domain.Amounts;

namespace RetoRewards.Domain.Rewards;

/// <summary>One step of how a decision came about: data that a sentence is made of later.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Rule">The number of the rule.</param>
/// <param name="Role">The role or level.</param>
/// <param name="Line">The line of the sale, counted from 0; -1 for the whole sale.</param>
/// <param name="RateIndex">Which rate of the rule won, counted from 0 in the rule's order; -1 for none.</param>
/// <param name="BaseMinorUnits">The base it was taken of; for a discount, the discount.</param>
/// <param name="ShareBps">The percentage, in basis points.</param>
/// <param name="Limit">The number of the limit that cut.</param>
/// <param name="Amount">The fixed amount, or what a cut took away.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ExplanationStep(
    StepKind Kind,
    int Rule,
    RewardRole Role,
    int Line = -1,
    int RateIndex = -1,
    long BaseMinorUnits = 0,
    int ShareBps = 0,
    int Limit = 0,
    TokenAmount Amount = default);
