using RetoRewards.Chain.Keys;
using RetoRewards.Referrals.Links;
using RetoRewards.Referrals.Places;

namespace RetoRewards.Referrals;

internal static class ReferralsRoom
{
    /// <summary>Registers this room's handlers and stages.</summary>
    public static IServiceCollection AddReferrals(this IServiceCollection services)
    {
        services.AddOptions<ReferralLinkOptions>().BindConfiguration(ReferralLinkOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PlacesOptions>().BindConfiguration(PlacesOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton(provider => new LinkKeys(
                provider.GetRequiredService<ServiceKeys>().DeriveKey("geotags"), provider.GetRequiredService<ServiceKeys>().DeriveKey("clicks")))
            .AddSingleton<LinkCatalog>()
            .AddSingleton<ClickJournal>()
            .AddSingleton<WriteClicks>()
            .AddSingleton<VisitorHasher>()
            .AddSingleton<VisitorLimits>()
            .AddSingleton<AddressPlaces>()
            .AddSingleton<IssueCode>()
            .AddSingleton<RevokeCode>()
            .AddSingleton<RecordStore>();
    }
}
