namespace RetoRewards.Domain.Payouts;

/// <summary>The gas of a batch by formula, from measured costs, and the most that one may take.</summary>
/// <param name="Fixed">Of any batch.</param>
/// <param name="PerWallet">Of a wallet that holds nothing yet, the dearest case.</param>
/// <param name="PerReward">Of a reward line.</param>
/// <param name="Most">The most that a batch may take.</param>
public sealed record PayoutGas(long Fixed, long PerWallet, long PerReward, long Most)
{
    /// <summary>The gas of a batch.</summary>
    /// <param name="wallets">Its distinct wallets.</param>
    /// <param name="rewards">Its reward lines.</param>
    public long Of(int wallets, int rewards) => Fixed + (PerWallet * wallets) + (PerReward * rewards);
}
