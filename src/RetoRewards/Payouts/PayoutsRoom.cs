using RetoRewards.Persistence;

namespace RetoRewards.Payouts;

internal static class PayoutsRoom
{
    /// <summary>Registers this room's stages in the order of the corridor: limits read, planned, written down, signed.</summary>
    public static IServiceCollection AddPayouts(this IServiceCollection services)
    {
        services.AddOptions<PayoutOptions>().BindConfiguration(PayoutOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ReadPayoutManifest>();
        services.AddSingleton<PayableRewards>();
        services.AddSingleton<BatchContinuations>();
        services.AddSingleton<HeldBatches>();
        services.AddSingleton<SignableBatches>();
        services.AddSingleton<AttestBatch>();
        services.AddSingleton<ReleaseWallet>();
        services.AddSingleton<EndPlanningPause>();
        services.AddSingleton<IStage, ReadCampaignLimits>();
        services.AddSingleton<IStage, PlanPayoutBatch>();
        services.AddSingleton<IStage, WritePayoutManifest>();
        services.AddSingleton<IStage, SignPayoutBatch>();
        return services;
    }
}
