using System.Numerics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Campaigns;
using RetoRewards.Chain.Batches;
using RetoRewards.Chain.Local;
using RetoRewards.Cli.Demo;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Payouts;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Nodes;
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

    /// <summary>The ledger forgets a payment.</summary>
    public static Task DeleteAPostingAsync(DemoWorld world) => world.Gate.WriteAsync(
        WritePriority.Stage,
        async write => Assert.Equal(1, await write.Db.Database.ExecuteSqlRawAsync(
            """
            DELETE FROM ledger_postings WHERE rowid = (
                SELECT p.rowid FROM ledger_postings p JOIN ledger_accounts a ON a.account_id = p.to_account_id
                WHERE a.name LIKE '%:paid' ORDER BY p.amount LIMIT 1)
            """)),
        CancellationToken.None);

    /// <summary>Somebody with the operator's key pays a stranger out of the campaign, and the service goes on.</summary>
    public static async Task PayAStrangerAsync(DemoWorld world, long baseUnits)
    {
        using LocalAccounts accounts = new();
        WalletAddress stranger = WalletAddress.FromBytes(accounts.AddressOf(9).ToArray());
        byte[] word = PayBatch.Pack([new PayoutWord(stranger, TokenAmount.FromBaseUnits((UInt128)baseUnits))]);
        byte[] tag = (await world.Contracts.Campaigns.CallAsync("lastTag", [1], BlockTag.Latest, CancellationToken.None)).Get<Hash32>(0).ToArray();
        long next = (await world.Contracts.Campaigns.CallAsync("nextReward", [1], BlockTag.Latest, CancellationToken.None)).Get<long>(0);
        object?[] arguments =
        [
            1, next, new Hash32(tag), long.MaxValue, BigInteger.Pow(10, 24), Hash32.Zero, PayBatch.Pack([1L]),
            new object[] { new BigInteger(word, isUnsigned: true, isBigEndian: true) }, Array.Empty<byte>(),
        ];
        await accounts.At(world.Node, LocalAccounts.Operator).CallAsync(
            world.Contracts.Campaigns, "payBatch", arguments, CancellationToken.None);
        await world.DrainAllAsync(() => Task.CompletedTask, CancellationToken.None);
    }

    public static async Task<DemoComparison> CompareAsync(DemoWorld world)
    {
        await using RetoDbContext db = Read(world);
        CampaignRow campaign = await db.Set<CampaignRow>().SingleAsync();
        return await DemoComparison.OfAsync(world, campaign.CampaignId, new Progress<double>(), CancellationToken.None);
    }

    private static RetoDbContext Read(DemoWorld world) =>
        world.Services.GetRequiredService<IDbContextFactory<RetoDbContext>>().CreateDbContext();
}
