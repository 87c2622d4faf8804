using System.Numerics;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Chain;
using RetoRewards.Chain.Local;
using RetoRewards.Domain.Participants;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Contracts;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Settlements;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Faults.Proxy;
using RetoRewards.Tests.Payouts;

namespace RetoRewards.Tests.Faults;

/// <summary>A token as ours cannot be: it refuses wallets, stands still or keeps a fee. The service must lose nothing to it all the same.</summary>
[Collection(LocalChain.Collection)]
public sealed class UnpayableTests(LocalChain chain)
{
    [Fact]
    [Trait("Fault", "57")]
    public async Task Wallets_that_make_a_batch_revert_are_found_by_call_and_set_apart_and_the_others_paid_once()
    {
        await using PayoutWorld world = await WorldAsync(participants: 12);
        ParticipantId[] refused = [world.Participants[3], world.Participants[8]];
        foreach (ParticipantId who in refused)
        {
            await TellAsync(world, "setRefuses", new Address(WalletOf(world, who)), true);
        }

        await world.RewardAsync([.. world.Participants.Select(who => (who, (UInt128)5))]);
        await world.DrainAsync();

        foreach (ParticipantId who in world.Participants)
        {
            Assert.Equal(refused.Contains(who) ? 0 : 5, await world.BalanceAsync(who));
        }

        await using (RetoDbContext db = world.Read())
        {
            SetApartWalletRow[] apart = await db.Set<SetApartWalletRow>().ToArrayAsync();
            Assert.Equal(2, apart.Length);
            Assert.Equal(2, await db.Set<RewardRow>().CountAsync(row => row.State == RewardState.Payable));
            // Never on chain: no gas was spent on a revert.
            Assert.All(await db.Set<ChainTransactionRow>().ToArrayAsync(), row => Assert.True(row.Succeeded));
            PayoutBatchRow[] batches = await db.Set<PayoutBatchRow>().OrderBy(row => row.Ordinal).ToArrayAsync();
            Assert.Equal([PayoutBatchState.Void, PayoutBatchState.Final], batches.Select(batch => batch.State));
            Assert.Equal(batches[0].FirstReward, batches[1].FirstReward);
            Assert.NotEqual(batches[0].Tag, batches[1].Tag);
        }

        // Once the token pays them and somebody has said so, they are paid as well.
        foreach (ParticipantId who in refused)
        {
            await TellAsync(world, "setRefuses", new Address(WalletOf(world, who)), false);
        }

        await world.WriteAsync(write => write.Db.Database.ExecuteSqlAsync($"DELETE FROM set_apart_wallets"));
        await world.DrainAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "56")]
    public async Task A_token_that_reverts_costs_gas_once_at_most_and_its_rewards_are_payable_again()
    {
        await using FaultProxy proxy = await FaultProxy.StartAsync(chain.Process.Endpoint);
        proxy.Pool = new GethPool { Withholds = true };
        await using PayoutWorld world = await WorldAsync(3, proxy.Setting, "--Payouts:HeldRetry=00:00:01");
        await world.RewardAsync([.. world.Participants.Select(who => (who, (UInt128)5))]);
        await NodeFaultTests.SentAsync(world, 1);
        // It stood when the batch was tried by call, and stands still when it is mined.
        await TellAsync(world, "setStandsStill", true);
        await proxy.Pool.ReleaseAsync(proxy);

        for (int retry = 0; retry < 3; retry++)
        {
            await world.DrainAsync();
            await Task.Delay(TimeSpan.FromSeconds(1.1));
        }

        await using (RetoDbContext db = world.Read())
        {
            ChainTransactionRow reverted = await db.Set<ChainTransactionRow>().SingleAsync();
            Assert.False(reverted.Succeeded);
            Assert.NotNull(reverted.RevertedBecause);
            PayoutBatchRow held = await db.Set<PayoutBatchRow>().OrderByDescending(row => row.Ordinal).FirstAsync();
            Assert.Equal((PayoutBatchState.Planned, PayoutBatchHold.Refused), (held.State, held.HeldCode));
            Assert.Equal(0, await db.Set<SetApartWalletRow>().CountAsync());
        }

        await TellAsync(world, "setStandsStill", false);
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        await world.DrainAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    [Trait("Fault", "59")]
    public async Task A_token_that_keeps_a_fee_is_told_by_what_arrived_and_ours_keeps_none()
    {
        await using PayoutWorld ours = await PayoutWorld.CreateAsync(chain, 1);
        await ours.DrainAsync();
        BigInteger before = await HeldByCampaignsAsync(ours);
        await ours.RewardAsync(ours.Participants[0], 10_000);
        await ours.DrainAsync();
        Assert.Equal(new BigInteger(10_000), before - await HeldByCampaignsAsync(ours));
        await PayoutOracle.AssertAllPaidOnceAsync(ours);

        await using PayoutWorld world = await WorldAsync(1);
        await TellAsync(world, "setFeeBps", 100);
        await world.RewardAsync(world.Participants[0], 10_000);
        await world.DrainAsync();

        // The contract's event says 10,000, the wallet got 9,900, and the comparison with the chain says exactly that.
        Reconciled reconciled = await world.ReconcileAsync();
        Assert.Equal((UInt128)100, reconciled.UnexplainedBaseUnits);
        Assert.Equal(1, reconciled.UnexplainedLines);
    }

    private static byte[] WalletOf(PayoutWorld world, ParticipantId who)
    {
        using RetoDbContext db = world.Read();
        return db.Set<RetoRewards.Participants.WalletRow>().Single(row => row.ParticipantId == who).Address.ToBytes();
    }

    private static async Task<BigInteger> HeldByCampaignsAsync(PayoutWorld world) =>
        (await world.Contracts.Token.CallAsync(
            "balanceOf", [world.Contracts.Campaigns.Address], BlockTag.Latest, CancellationToken.None)).Get<BigInteger>(0);

    private Task<TransactionReceipt> TellAsync(PayoutWorld world, string function, params object?[] arguments) =>
        chain.Accounts.At(chain.Node, LocalAccounts.Owner).CallAsync(world.Contracts.Token, function, arguments, CancellationToken.None);

    private async Task<PayoutWorld> WorldAsync(int participants, params string[] settings)
    {
        PayoutWorld world = await PayoutWorld.CreateAsync(
            chain, participants, new WorldPlan { Contracts = await DeployStubbornAsync() }, settings);
        await world.DrainAsync();
        return world;
    }

    private async Task<LocalContracts> DeployStubbornAsync()
    {
        LocalAccount owner = chain.Accounts.At(chain.Node, LocalAccounts.Owner);
        long block = await chain.Node.GetBlockNumberAsync(CancellationToken.None);
        ContractArtifact artifact = ContractArtifact.Parse(await File.ReadAllTextAsync(Path.Combine(
            RepositoryFiles.Root(), "artifacts", "contracts", "mocks", "StubbornToken.sol", "StubbornToken.json")));
        Contract token = await DeployAsync(owner, artifact, owner.Address, ContractDeployer.InitialSupply);
        Contract campaigns = await DeployAsync(
            owner, EmbeddedArtifacts.Campaigns,
            token.Address, owner.Address, chain.Accounts.AddressOf(LocalAccounts.Operator), owner.Address, 86_400u);
        Contract exchange = await DeployAsync(owner, EmbeddedArtifacts.Exchange, token.Address, ContractDeployer.WeiPerReto);
        await owner.CallAsync(token, "transfer", [exchange.Address, ContractDeployer.InitialSupply], CancellationToken.None);
        return new LocalContracts(token, campaigns, exchange, block);
    }

    private async Task<Contract> DeployAsync(LocalAccount owner, ContractArtifact artifact, params object?[] arguments) =>
        new(chain.Node, await owner.DeployAsync(artifact, arguments, CancellationToken.None), artifact.Abi);
}
