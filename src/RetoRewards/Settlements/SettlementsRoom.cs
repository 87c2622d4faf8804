using RetoRewards.Persistence;

namespace RetoRewards.Settlements;

internal static class SettlementsRoom
{
    /// <summary>Registers this room's stage and the comparison of ledger and chain.</summary>
    public static IServiceCollection AddSettlements(this IServiceCollection services)
    {
        services.AddSingleton<IStage, SettlePayoutBatch>();
        services.AddSingleton<ChainPayments>();
        services.AddSingleton<Reconcile>();
        services.AddSingleton<AlarmFinder>();
        services.AddSingleton<IStage, WatchForAlarms>();
        return services;
    }
}
