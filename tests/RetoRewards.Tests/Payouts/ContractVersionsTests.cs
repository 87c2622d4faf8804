using System.Numerics;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Chain.Local;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Persistence;
using RetoRewards.Settlements;
using RetoRewards.Tests.Chain;

namespace RetoRewards.Tests.Payouts;

[Collection(LocalChain.Collection)]
public sealed class ContractVersionsTests(LocalChain chain)
{
    [Fact]
    public async Task Campaigns_of_an_earlier_deployment_are_paid_beside_those_of_the_new_one()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1);
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 3);
        await world.DrainAsync();

        LocalContracts newer = await chain.DeployAsync(CancellationToken.None);
        await world.RestartAsync(
            $"--Chain:CampaignsAddress={newer.Campaigns.Address}",
            $"--Chain:TokenAddress={newer.Token.Address}",
            $"--Chain:Earlier:0:CampaignsAddress={world.Contracts.Campaigns.Address}",
            $"--Chain:Earlier:0:TokenAddress={world.Contracts.Token.Address}");
        CampaignId second = new(Guid.CreateVersion7());
        await world.AddCampaignAsync(second, newer);
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 5);
        await world.RewardAsync(world.Participants[0], 70, second);
        await world.DrainAsync();

        await using RetoDbContext db = world.Read();
        // Both contracts call theirs number 1.
        CampaignRow[] campaigns = await db.Set<CampaignRow>().OrderBy(row => row.CreatedAt).ToArrayAsync();
        Assert.Equal([1L, 1L], campaigns.Select(row => row.ChainCampaignId));
        Assert.Equal(
            [world.Contracts.Campaigns.Address, newer.Campaigns.Address], campaigns.Select(row => new Address(row.ChainContract!)));
        Assert.Equal(new BigInteger(8), await world.BalanceAsync(world.Participants[0]));
        Assert.Equal(new BigInteger(70), await BalanceAsync(world, newer));

        Reconciled reconciled = await world.ReconcileAsync();
        Assert.Equal((UInt128)0, reconciled.UnexplainedBaseUnits);
        Assert.Equal((UInt128)78, reconciled.PaidBaseUnits);
        Assert.Equal(2, reconciled.Campaigns.Count);
    }

    private static async Task<BigInteger> BalanceAsync(PayoutWorld world, LocalContracts contracts)
    {
        await using RetoDbContext db = world.Read();
        byte[] wallet = (await db.Set<RetoRewards.Participants.WalletRow>().SingleAsync()).Address.ToBytes();
        return (await contracts.Token.CallAsync("balanceOf", [new Address(wallet)], BlockTag.Latest, CancellationToken.None))
            .Get<BigInteger>(0);
    }
}
