using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Campaigns;
using RetoRewards.Chain.Local;
using RetoRewards.Cli.Demo;
using RetoRewards.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Tests.Cli;

/// <summary>Falsifies a finished demonstration.</summary>
internal static class DemoPlanting
{
    /// <summary>The partner buys a little more and sends it to a participant's wallet.</summary>
    public static async Task SendToAWalletAsync(DemoWorld world, long baseUnits)
    {
        await using RetoDbContext db = Read(world);
        WalletRow wallet = await db.Set<WalletRow>().OrderBy(row => row.ParticipantId).FirstAsync();
        await world.Partner.CallAsync(world.Contracts.Exchange, "buy", [], ContractDeployer.WeiPerReto, CancellationToken.None);
        await world.Partner.CallAsync(
            world.Contracts.Token, "transfer", [new Ethereum.Address(wallet.Address.ToBytes()), baseUnits], CancellationToken.None);
    }

    public static async Task<WalletBalances> CompareAsync(DemoWorld world)
    {
        await using RetoDbContext db = Read(world);
        CampaignRow campaign = await db.Set<CampaignRow>().SingleAsync();
        return await WalletBalances.CompareAsync(world, campaign.CampaignId, new Progress<double>(), CancellationToken.None);
    }

    private static RetoDbContext Read(DemoWorld world) =>
        world.Services.GetRequiredService<IDbContextFactory<RetoDbContext>>().CreateDbContext();
}
