using RetoRewards.Chain.Keys;
using RetoRewards.Persistence;
using RetoRewards.Rewards.Holds;

namespace RetoRewards.Rewards;

internal static class RewardsRoom
{
    /// <summary>Registers this room's handlers and stages.</summary>
    public static IServiceCollection AddRewards(this IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            ServiceKeys keys = provider.GetRequiredService<ServiceKeys>();
            return new FingerprintKey(keys.DeriveKey(FingerprintKey.Purpose), keys.DeriveEarlierKeys(FingerprintKey.Purpose));
        });
        services.AddSingleton<RecordConversionRate>();
        services.AddSingleton<BindCustomerByHand>();
        services.AddSingleton<ReviewHold>();
        services.AddSingleton<SetAbuseRules>();
        services.AddSingleton<QuoteSale>();
        services.AddSingleton<SimulateTerms>();
        services.AddOptions<PriceFeedOptions>().BindConfiguration(PriceFeedOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IStage, ReadPriceFeeds>();
        services.AddSingleton<IStage, RewardSale>();
        services.AddSingleton<IStage, RewardPeriods>();
        services.AddSingleton<IStage, ReleaseHolds>();
        services.AddSingleton<IStage, LapseRewards>();
        services.AddSingleton<IStage, WatchBudgets>();
        services.AddSingleton<IStage, WatchGrowth>();
        return services;
    }
}
