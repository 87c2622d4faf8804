using System.Numerics;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Chain;
using RetoRewards.Chain.Batches;
using RetoRewards.Chain.Local;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Settlements;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Ledger;
using RetoRewards.Observability;
using RetoRewards.Persistence;
using RetoRewards.Settlements;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Payouts;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Settlements;

[OnBothDatabases]
[Collection(LocalChain.Collection)]
public sealed class ReconcileTests(LocalChain chain)
{
    [Fact]
    public async Task One_base_unit_too_much_in_the_ledger_is_found()
    {
        await using PayoutWorld world = await PaidAsync();

        await PlantAsync(world, "UPDATE ledger_postings SET amount = '00000000000000000000000000011' WHERE amount = '00000000000000000000000000010'");

        Reconciled found = await world.ReconcileAsync();
        WalletDifference line = Assert.Single(found.Campaigns.Single().Comparison.Unexplained);
        Assert.Equal((Int128)(-1), line.BaseUnits);
        Assert.Equal((UInt128)1, found.UnexplainedBaseUnits);
    }

    [Fact]
    public async Task A_deleted_posting_is_found()
    {
        await using PayoutWorld world = await PaidAsync();

        await PlantAsync(
            world,
            "DELETE FROM ledger_postings WHERE amount = '00000000000000000000000000010' AND to_account_id IN (SELECT account_id FROM ledger_accounts WHERE name LIKE '%:paid')");

        Reconciled found = await world.ReconcileAsync();
        WalletDifference line = Assert.Single(found.Campaigns.Single().Comparison.Unexplained);
        Assert.Equal((Int128)10, line.BaseUnits);
        Assert.Equal((UInt128)10, found.UnexplainedBaseUnits);
    }

    [Fact]
    public async Task An_extra_payment_on_chain_is_found()
    {
        await using PayoutWorld world = await PaidAsync();
        WalletAddress stranger = WalletAddress.FromBytes(chain.Accounts.AddressOf(9).ToArray());

        await PayBehindTheServiceAsync(world, new PayoutWord(stranger, TokenAmount.FromBaseUnits(3)));
        await world.DrainAsync();

        // It is taken over as paid for a sale that nobody here knows, and shown as just that.
        Reconciled found = await world.ReconcileAsync();
        Assert.Equal(((UInt128)3, (UInt128)0), (found.UnidentifiedBaseUnits, found.UnexplainedBaseUnits));
    }

    [Fact]
    public async Task An_extra_payment_on_chain_that_the_ledger_was_never_told_of_is_found()
    {
        await using PayoutWorld world = await PaidAsync();
        WalletAddress stranger = WalletAddress.FromBytes(chain.Accounts.AddressOf(9).ToArray());

        await PayBehindTheServiceAsync(world, new PayoutWord(stranger, TokenAmount.FromBaseUnits(3)));
        await world.Stage<FollowChain>().RunOnceAsync(CancellationToken.None);

        Reconciled found = await world.ReconcileAsync();
        WalletDifference line = Assert.Single(found.Campaigns.Single().Comparison.Unexplained);
        Assert.Equal((stranger, (Int128)3), (line.Wallet, line.BaseUnits));
    }

    [Fact]
    public async Task What_the_ledger_holds_as_unidentified_and_the_chain_does_not_bear_out_is_found()
    {
        await using PayoutWorld world = await PaidAsync();
        await PayBehindTheServiceAsync(
            world, new PayoutWord(WalletAddress.FromBytes(chain.Accounts.AddressOf(9).ToArray()), TokenAmount.FromBaseUnits(3)));
        await world.DrainAsync();

        await world.WriteAsync(async write =>
        {
            LedgerAccountRow account = await write.Db.Set<LedgerAccountRow>().SingleAsync(row => row.Name.EndsWith(":unidentified"));
            account.Balance = new LedgerBalance(4);
            write.UpdateOne(account, nameof(LedgerAccountRow.Balance));
        });

        Reconciled found = await world.ReconcileAsync();
        Assert.Equal((Int128)1, found.Campaigns.Single().UnidentifiedDifference);
        Assert.Equal((UInt128)1, found.UnexplainedBaseUnits);
    }

    [Fact]
    public async Task The_schedule_keeps_each_result_as_a_row_and_raises_an_alarm_while_something_differs()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 2, "--Settlements:ReconcileEvery=00:01:00");
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 10);
        await world.DrainAsync();
        await PlantAsync(world, "UPDATE ledger_postings SET amount = '00000000000000000000000000011' WHERE amount = '00000000000000000000000000010'");
        // As if the last one had been long ago, and had found a difference.
        await PlantAsync(world, "UPDATE reconciliations SET at = 0, unexplained_lines = 1");

        Assert.Equal(1, await world.Stage<ReconcileOnSchedule>().RunOnceAsync(CancellationToken.None));
        Assert.Equal(0, await world.Stage<ReconcileOnSchedule>().RunOnceAsync(CancellationToken.None));

        await using RetoDbContext db = world.Read();
        ReconciliationRow row = await db.Set<ReconciliationRow>().OrderByDescending(one => one.ReconciliationId).FirstAsync();
        Assert.Equal(("1", 1), (row.UnexplainedBaseUnits, row.UnexplainedLines));
        Assert.True(await db.Set<AlarmRow>().AnyAsync(alarm => alarm.Name == AlarmNames.Unreconciled && alarm.ClearedAt == null));
    }

    [Fact]
    public async Task A_range_of_blocks_is_compared_by_itself()
    {
        await using PayoutWorld world = await PaidAsync();
        long firstPaid = await chain.Node.GetBlockNumberAsync(CancellationToken.None);
        await world.RewardAsync(world.Participants[1], 20);
        await world.DrainAsync();

        Reconciled early = await world.ReconcileAsync(null, firstPaid);
        Reconciled late = await world.ReconcileAsync(firstPaid + 1, null);

        Assert.Equal(((UInt128)10, (UInt128)0), (early.PaidBaseUnits, early.UnexplainedBaseUnits));
        Assert.Equal(((UInt128)20, (UInt128)0), (late.PaidBaseUnits, late.UnexplainedBaseUnits));
    }

    private async Task<PayoutWorld> PaidAsync()
    {
        PayoutWorld world = await PayoutWorld.CreateAsync(chain, 2);
        await world.DrainAsync();
        await world.RewardAsync(world.Participants[0], 10);
        await world.DrainAsync();
        Assert.Equal((UInt128)0, (await world.ReconcileAsync()).UnexplainedBaseUnits);
        return world;
    }

#pragma warning disable EF1002 // The statements are the tests' own.
    private static Task PlantAsync(PayoutWorld world, string sql) => world.WriteAsync(async write =>
        Assert.NotEqual(0, await write.Db.Database.ExecuteSqlRawAsync(sql)));
#pragma warning restore EF1002

    private async Task PayBehindTheServiceAsync(PayoutWorld world, PayoutWord word)
    {
        LocalAccount thief = chain.Accounts.At(chain.Node, LocalAccounts.Operator);
        byte[] tag = (await world.Contracts.Campaigns.CallAsync("lastTag", [1], BlockTag.Latest, CancellationToken.None)).Get<Hash32>(0).ToArray();
        long next = (await world.Contracts.Campaigns.CallAsync("nextReward", [1], BlockTag.Latest, CancellationToken.None)).Get<long>(0);
        byte[] packed = PayBatch.Pack([word]);
        object?[] arguments =
        [
            1, next, new Hash32(tag), long.MaxValue, 0, Hash32.Zero, PayBatch.Pack([1L]),
            new object[] { new BigInteger(packed, isUnsigned: true, isBigEndian: true) }, Array.Empty<byte>(),
        ];
        await thief.CallAsync(world.Contracts.Campaigns, "payBatch", arguments, CancellationToken.None);
    }
}
