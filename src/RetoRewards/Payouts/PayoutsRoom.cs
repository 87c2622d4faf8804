namespace RetoRewards.Payouts;

internal static class PayoutsRoom
{
    /// <summary>Registers this room's handlers and stages.</summary>
    public static IServiceCollection AddPayouts(this IServiceCollection services) => services;
}
