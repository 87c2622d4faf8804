using RetoRewards.Persistence;

namespace RetoRewards.Campaigns;

internal static class CampaignsRoom
{
    /// <summary>Registers this room's handlers and stages.</summary>
    public static IServiceCollection AddCampaigns(this IServiceCollection services)
    {
        services.AddSingleton<LoadCampaigns>();
        services.AddSingleton<IStage, FollowCampaignFunding>();
        return services;
    }
}
