using System.Numerics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Chain;
using RetoRewards.Chain.Keys;
using RetoRewards.Chain.Local;
using RetoRewards.Domain.Payouts;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Participants;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Tests.Chain;

namespace RetoRewards.Tests.Payouts;

/// <summary>Each key is replaced by another while rewards are owed, as docs/recovery.md says, and every reward is paid once.</summary>
[Collection(LocalChain.Collection)]
public sealed class RotationTests(LocalChain chain)
{
    private const int NextOperator = 6;

    /// <summary>Another development mnemonic, of the same published kind.</summary>
    private const string OtherMnemonic = "legal winner thank year wave sausage worth useful legal winner thank yellow";

    [Fact]
    public async Task The_operators_key_is_replaced_and_both_lanes_pay_each_reward_once()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1, "--Payouts:Validity=30.00:00:00");
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 3);
        await world.DrainAsync();

        // The owner takes the power away at once and gives it to the next when the delay is over, here shortened to nothing.
        LocalAccount owner = chain.Accounts.At(chain.Node, LocalAccounts.Owner);
        string snapshot = (await chain.Node.SendAsync(RpcCall.To("evm_snapshot"), CancellationToken.None)).GetString()!;
        await owner.CallAsync(world.Contracts.Campaigns, "removeOperator", [], CancellationToken.None);
        await owner.CallAsync(
            world.Contracts.Campaigns, "announceOperator", [chain.Accounts.AddressOf(NextOperator)], CancellationToken.None);
        await world.RewardAsync(world.Participants[0], 4);
        await world.DrainAsync();
        await using (RetoDbContext db = world.Read())
        {
            Assert.Equal(1, await db.Set<PayoutBatchRow>().CountAsync(row => row.State == PayoutBatchState.Final));
            Assert.Equal(1, await db.Set<RewardRow>().CountAsync(row => row.State == RewardState.Paid));
        }

        await PassDelayAsync();
        await owner.CallAsync(world.Contracts.Campaigns, "applyOperator", [], CancellationToken.None);
        await world.RestartAsync($"--Keys:OperatorAccount={NextOperator}");
        await LetHeldAsync(world);

        await using RetoDbContext after = world.Read();
        Assert.Equal(
            [chain.Accounts.AddressOf(LocalAccounts.Operator), chain.Accounts.AddressOf(NextOperator)],
            await after.Set<LaneRow>().OrderBy(row => row.LaneId).Select(row => new Address(row.Sender)).ToArrayAsync());
        Assert.Equal(new BigInteger(7), await world.BalanceAsync(world.Participants[0]));
        Assert.Equal((UInt128)0, (await world.ReconcileAsync()).UnexplainedBaseUnits);
        Assert.All(await after.Set<RewardRow>().ToArrayAsync(), reward => Assert.Equal(RewardState.Paid, reward.State));
        // The chain's time goes back to the machine's for the tests that follow.
        await chain.Node.SendAsync(RpcCall.To("evm_revert", snapshot), CancellationToken.None);
    }

    [Fact]
    public async Task The_master_key_is_replaced_wallets_are_renewed_and_what_was_paid_under_the_old_one_is_still_recognised()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1);
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 3);
        await world.DrainAsync();
        WalletAddress before = await CurrentWalletAsync(world);

        // The development operator follows from the mnemonic too, so it is given the key that the contract knows.
        await world.RestartAsync(
            $"--Keys:Mnemonic={OtherMnemonic}", $"--Keys:EarlierMnemonics:0={LocalAccounts.Mnemonic}", "--Keys:OperatorAccount=1");
        Assert.Equal(1, await world.Services.GetRequiredService<RenewWallets>().ExecuteAsync(CancellationToken.None));
        Assert.Equal(0, await world.Services.GetRequiredService<RenewWallets>().ExecuteAsync(CancellationToken.None));
        Assert.NotEqual(before, await CurrentWalletAsync(world));
        Assert.Equal(
            await CurrentWalletAsync(world), world.Services.GetRequiredService<WalletDerivation>().WalletOf(world.Participants[0]));

        // Lost together with the database: the fingerprints of both keys are tried against what the chain has.
        FingerprintKey keys = world.Services.GetRequiredService<FingerprintKey>();
        byte[] identity = [1, 2, 3];
        Assert.True(keys.HasEarlier);
        Assert.NotEqual(keys.Of(identity), Assert.Single(keys.EarlierOf(identity)));
    }

    private static async Task<WalletAddress> CurrentWalletAsync(PayoutWorld world)
    {
        await using RetoDbContext db = world.Read();
        return (await db.Set<WalletRow>().OrderByDescending(row => row.Ordinal).FirstAsync()).Address;
    }

    private async Task PassDelayAsync()
    {
        await chain.Node.SendAsync(RpcCall.To("evm_increaseTime", 86_500), CancellationToken.None);
        await chain.MineAsync(1, CancellationToken.None);
    }

    private static async Task LetHeldAsync(PayoutWorld world)
    {
        await world.WriteAsync(async write =>
        {
            PayoutBatchRow[] held = await write.Db.Set<PayoutBatchRow>().Where(row => row.HeldUntil != null).ToArrayAsync();
            foreach (PayoutBatchRow row in held)
            {
                row.HeldUntil = DateTimeOffset.UtcNow.AddSeconds(-1);
            }

            write.Update(held, nameof(PayoutBatchRow.HeldUntil));
        });
        await world.DrainAsync();
    }
}
