using RetoRewards.Persistence;

namespace RetoRewards.Campaigns;

internal static class CampaignsRoom
{
    /// <summary>Registers this room's handlers and stages.</summary>
    public static IServiceCollection AddCampaigns(this IServiceCollection services) =>
        services
            .AddSingleton<LoadCampaigns>()
            .AddSingleton<CreatePartner>()
            .AddSingleton<CreateApiKey>()
            .AddSingleton<RevokeApiKey>()
            .AddSingleton<CreateCampaign>()
            .AddSingleton<AppendTerms>()
            .AddSingleton<ChangeCampaignState>()
            .AddSingleton<IStage, UndoForkedFunding>()
            .AddSingleton<PlanCampaign>()
            .AddSingleton<ProposeFunding>()
            .AddSingleton<AgreeToFunding>()
            .AddSingleton<IStage, AnswerCampaignRequests>()
            .AddSingleton<IStage, FollowCampaignFunding>();
}
