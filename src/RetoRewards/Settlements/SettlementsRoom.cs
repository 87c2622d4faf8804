using RetoRewards.Persistence;

namespace RetoRewards.Settlements;

internal static class SettlementsRoom
{
    /// <summary>Registers this room's stages, the comparison of ledger and chain, and the way back after a loss.</summary>
    public static IServiceCollection AddSettlements(this IServiceCollection services)
    {
        services.AddOptions<SettlementOptions>().BindConfiguration(SettlementOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IStage, UndoForkedPayments>();
        services.AddSingleton<IStage, SettlePayoutBatch>();
        services.AddSingleton<IStage, ImportForeignRuns>();
        services.AddSingleton<IStage, IdentifyForeignRewards>();
        services.AddSingleton<IStage, ReconcileOnSchedule>();
        services.AddSingleton<ChainPayments>();
        services.AddSingleton<Reconcile>();
        services.AddSingleton<AlarmFinder>();
        services.AddSingleton<IStage, WatchForAlarms>();
        services.AddSingleton<Rebuild>();
        return services;
    }
}
