using Microsoft.Extensions.Options;
using RetoRewards.Persistence.Leases;

namespace RetoRewards.Persistence;

internal static class PersistenceFloor
{
    public static IServiceCollection AddPersistence(this IServiceCollection services)
    {
        services.AddOptions<DatabaseOptions>().BindConfiguration(DatabaseOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IDatabase>(provider => Choose(provider.GetRequiredService<IOptions<DatabaseOptions>>()));
        services.AddSingleton<RosterFile>();
        services.AddSingleton<RestoreRoster>();
        services.AddSingleton<DatabaseBackup>();
        services.AddSingleton<WriteGate>();
        services.AddSingleton<DatabaseSetup>();
        services.AddSingleton<DatabaseInspection>();
        services.AddOptions<LeaseOptions>().BindConfiguration(LeaseOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Duties>();
        services.AddDbContextFactory<RetoDbContext>((provider, builder) =>
            provider.GetRequiredService<IDatabase>().Configure(builder));
        return services;
    }

    /// <summary>PostgreSQL when a connection string is given, else the SQLite file.</summary>
    internal static IDatabase Choose(IOptions<DatabaseOptions> options) =>
        options.Value.IsPostgres ? new PostgresConnections(options) : new SqliteConnections(options);
}
