using RetoRewards.Sales.Files;

namespace RetoRewards.Sales;

internal static class SalesRoom
{
    /// <summary>Registers this room's handlers and stages.</summary>
    public static IServiceCollection AddSales(this IServiceCollection services) =>
        services
            .AddSingleton<CreateChannel>()
            .AddSingleton<RecordEvents>()
            .AddSingleton<ImportSales>();
}
