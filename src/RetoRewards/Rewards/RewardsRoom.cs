using RetoRewards.Persistence;

namespace RetoRewards.Rewards;

internal static class RewardsRoom
{
    /// <summary>Registers this room's handlers and stages.</summary>
    public static IServiceCollection AddRewards(this IServiceCollection services) =>
        services.AddSingleton<IStage, RewardSale>();
}
