namespace RetoRewards.Referrals;

internal static class ReferralsRoom
{
    /// <summary>Registers this room's handlers and stages.</summary>
    public static IServiceCollection AddReferrals(this IServiceCollection services) =>
        services
            .AddSingleton<IssueCode>()
            .AddSingleton<RevokeCode>();
}
