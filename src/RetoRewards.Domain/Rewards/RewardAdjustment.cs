using RetoRewards.Domain.Amounts;

namespace RetoRewards.Domain.Rewards;

/// <summary>How a promised reward changes.</summary>
/// <param name="Reward">The reward as it stood.</param>
/// <param name="Net">What is left of it from now on.</param>
/// <param name="Due">What of it is still to be paid from now on.</param>
public sealed record RewardAdjustment(GrantedReward Reward, TokenAmount Net, TokenAmount Due)
{
    /// <summary>The reward as it stands from now on.</summary>
    public GrantedReward After => Reward with { Net = Net, Due = Due };

    /// <summary>What is taken back; zero when something is given again.</summary>
    public TokenAmount TakenBack => Reward.Net.SubtractDownToZero(Net);

    /// <summary>What is given again, because the reason for taking it back is gone; zero otherwise.</summary>
    public TokenAmount GivenAgain => Net.SubtractDownToZero(Reward.Net);
}
