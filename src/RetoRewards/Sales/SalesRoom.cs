using RetoRewards.Chain.Keys;
using RetoRewards.Persistence;
using RetoRewards.Sales.Files;
using RetoRewards.Sales.Tills;

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
            .AddSingleton<NoteRefusedCalls>()
            .AddSingleton<IStage, ForgetRefusedCalls>()
            .AddSingleton<ReplayEvent>()
            .AddSingleton<IStage, FollowReportedSales>()
            .AddSingleton<IStage, EndParkedEvents>()
            .AddSingleton<IStage, FollowForkedReports>()
            .AddSingleton<ImportSales>()
            .AddFiles();

    private static IServiceCollection AddFiles(this IServiceCollection services)
    {
        services.AddOptions<ImportOptions>().BindConfiguration(ImportOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<ImportFolder>()
            .AddSingleton<TakeFile>()
            .AddSingleton<SaveColumnMapping>()
            .AddSingleton<TillKeys>()
            .AddSingleton<IStage, WatchFolders>()
            .AddSingleton<IStage, ImportFiles>();
    }
}
