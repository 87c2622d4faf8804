namespace RetoRewards.Settlements;

internal static class SettlementsRoom
{
    /// <summary>Registers this room's handlers and stages.</summary>
    public static IServiceCollection AddSettlements(this IServiceCollection services) => services;
}
