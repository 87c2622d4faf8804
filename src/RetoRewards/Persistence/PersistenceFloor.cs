namespace RetoRewards.Persistence;

internal static class PersistenceFloor
{
    public static IServiceCollection AddPersistence(this IServiceCollection services)
    {
        services.AddOptions<DatabaseOptions>().BindConfiguration(DatabaseOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SqliteConnections>();
        services.AddSingleton<WriteGate>();
        services.AddSingleton<DatabaseSetup>();
        services.AddDbContextFactory<RetoDbContext>((provider, builder) =>
            provider.GetRequiredService<SqliteConnections>().Configure(builder));
        return services;
    }
}
