using RetoRewards.Domain.Amounts;

namespace RetoRewards.Domain.Rewards;

/// <summary>A reward that was promised, as it stands now.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Line">What was promised.</param>
/// <param name="Steps">The steps that led to it: the decision's, of the same rule and role.</param>
/// <param name="Net">What is left of it after earlier refunds.</param>
/// <param name="Standing">How far it has come.</param>
public sealed record GrantedReward(
    RewardId Id, RewardLine Line, IReadOnlyList<ExplanationStep> Steps, TokenAmount Net, RewardStanding Standing)
{
    /// <summary>What of it lies in <c>pending</c> or <c>payable</c> and can be taken from there: mostly the net, and nothing from planning on.
    /// After a void batch it is less than the net by what was netted against a debt.</summary>
    public TokenAmount Due { get; init; } = Standing == RewardStanding.Planned ? TokenAmount.Zero : Net;
}
