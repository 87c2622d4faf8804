using RetoRewards.Chain.Keys;
using RetoRewards.Sales.Files;

namespace RetoRewards.Sales;

internal static class SalesRoom
{
    /// <summary>Registers this room's handlers and stages.</summary>
    public static IServiceCollection AddSales(this IServiceCollection services) =>
        services
            .AddSingleton(provider => new ChannelSecretBox(provider.GetRequiredService<ServiceKeys>().DeriveKey("channel-secrets")))
            .AddSingleton<ChannelDirectory>()
            .AddSingleton<CreateChannel>()
            .AddSingleton<EditChannel>()
            .AddSingleton<RotateChannelSecret>()
            .AddSingleton<ChannelKeys>()
            .AddSingleton<RecordEvents>()
            .AddSingleton<ReplayEvent>()
            .AddSingleton<ImportSales>();
}
