using RetoRewards.Api;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Ledger;
using RetoRewards.Observability;
using RetoRewards.Participants;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Referrals;
using RetoRewards.Rewards;
using RetoRewards.Sales;
using RetoRewards.Settlements;
using RetoRewards.Stages;

namespace RetoRewards;

/// <summary>Puts the house together: base, floor, rooms, faces, in that order.</summary>
internal static class RetoRewardsHost
{
    /// <summary>Everything that the service is, ready to be configured further by the command or the test that runs it.</summary>
    /// <param name="args">Configuration as <c>--Section:Key value</c>; it beats the environment, which beats the files.</param>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.AddObservability();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services
            .AddPersistence()
            .AddLedger()
            .AddChain()
            .AddStages();
        // The order of the stages in the loops is the order in which the rooms are added.
        builder.Services
            .AddCampaigns()
            .AddParticipants()
            .AddReferrals()
            .AddSales()
            .AddRewards()
            .AddPayouts()
            .AddSettlements();
        builder.Services.AddApi();
        return builder;
    }
}
