using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Sales;
using RetoRewards.Ledger;
using RetoRewards.Persistence;
using RetoRewards.Referrals.Links;
using RetoRewards.Rewards;
using RetoRewards.Sales;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Persistence;

/// <summary>Two processes record and decide beside one another on PostgreSQL, each holding the partners it works for.</summary>
public sealed class TwoProcessesTests
{
    private const int Partners = 4;
    private const int SalesOfEach = 60;

    [PostgresFact]
    [Trait("Fault", "48")]
    public async Task Sales_told_to_both_processes_are_recorded_and_rewarded_once()
    {
        TestDatabases.OnPostgres = true;
        await using Shop shop = await Shop.OpenAsync();
        // A sale of 10 pounds earns its referrer 20 RETO and its buyer 10, so the second partner can pay for six and not for a seventh.
        Tenant[] tenants = [.. await OpenAsync(shop, TokenAmount.FromTokens(100_000), TokenAmount.FromTokens(200))];
        await using OneProcess first = new(shop, shop.Clock);
        // Its clock is an hour ahead, and nothing relies on clocks agreeing.
        await using OneProcess second = new(shop, new SettableClock(Shop.Noon.AddHours(1)));

        await Task.WhenAll(
            first.WorkAsync(tenants, Enumerable.Range(0, SalesOfEach)),
            second.WorkAsync([.. tenants.Reverse()], Enumerable.Range(0, SalesOfEach).Reverse()));
        await shop.RewardAllAsync();

        SaleEventRow[] events = await shop.RowsAsync<SaleEventRow>();
        Assert.Equal(Partners * SalesOfEach, events.Length);
        Assert.Equal(events.Length, events.DistinctBy(row => row.Arrival).Count());
        Assert.Equal(events.Length, (await shop.RowsAsync<SaleRow>()).Length);
        RewardRow[] rewards = await shop.RowsAsync<RewardRow>();
        Assert.Equal(2 * (((Partners - 1) * SalesOfEach) + 6), rewards.Length);
        Assert.Equal(rewards.Length, rewards.DistinctBy(row => (row.SaleEventId, row.Role)).Count());
        Assert.Equal(rewards.Length, rewards.DistinctBy(row => row.Sequence).Count());
        LedgerAccountRow[] accounts = await shop.RowsAsync<LedgerAccountRow>();
        Assert.Equal(0, accounts.Aggregate(Int128.Zero, (sum, row) => sum + row.Balance.BaseUnits));
        Assert.Equal(
            rewards.Aggregate(Int128.Zero, (sum, row) => sum + (Int128)row.Amount.BaseUnits),
            accounts.Where(row => row.Name.EndsWith(":pending", StringComparison.Ordinal)).Aggregate(Int128.Zero, (sum, row) => sum + row.Balance.BaseUnits));
        Assert.Empty(await new VerifyJournals(shop.Database).ExecuteAsync(CancellationToken.None));
    }

    [PostgresFact]
    public async Task While_a_process_holds_a_partner_the_other_works_for_the_rest_and_waits_for_that_one()
    {
        TestDatabases.OnPostgres = true;
        await using Shop shop = await Shop.OpenAsync();
        Tenant[] tenants = [.. await OpenAsync(shop, TokenAmount.FromTokens(100), TokenAmount.FromTokens(100))];
        await using OneProcess first = new(shop);
        await using OneProcess second = new(shop);
        TaskCompletionSource holds = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<bool> holding = first.Gate.WriteAsync(
            WritePriority.Intake,
            WriteAccess.Beside,
            async write =>
            {
                write.Hold<PartnerRow, PartnerId>([tenants[0].Channel.PartnerId]);
                holds.SetResult();
                await enough.Task;
                return true;
            },
            CancellationToken.None);
        await holds.Task;

        await second.TellAsync(tenants[1], 1);
        Assert.Equal(1, await second.RewardSale.RunOnceAsync(CancellationToken.None));
        Task waits = second.TellAsync(tenants[0], 1);
        Assert.Single(await shop.RowsAsync<SaleEventRow>());

        enough.SetResult();
        await holding;
        await waits;
        Assert.Equal(2, (await shop.RowsAsync<SaleEventRow>()).Length);
    }

    [PostgresFact]
    public async Task Work_that_is_alone_waits_for_all_that_run_beside_one_another()
    {
        TestDatabases.OnPostgres = true;
        await using Shop shop = await Shop.OpenAsync();
        await using OneProcess first = new(shop);
        await using OneProcess second = new(shop);
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<string> order = [];
        Task<bool> beside = first.Gate.WriteAsync(
            WritePriority.Intake,
            WriteAccess.Beside,
            async write =>
            {
                begun.SetResult();
                await enough.Task;
                order.Add("beside");
                return true;
            },
            CancellationToken.None);
        await begun.Task;

        Task<bool> alone = second.Gate.WriteAsync(
            WritePriority.Stage,
            write =>
            {
                order.Add("alone");
                return Task.FromResult(true);
            },
            CancellationToken.None);
        enough.SetResult();
        await Task.WhenAll(beside, alone);

        Assert.Equal(["beside", "alone"], order);
    }

    /// <summary>The shop's own campaign and those of three more partners; the second has a budget of its own size.</summary>
    private static async Task<List<Tenant>> OpenAsync(Shop shop, TokenAmount budget, TokenAmount ofSecond)
    {
        CampaignRow campaign = Assert.Single(await shop.RowsAsync<CampaignRow>());
        CampaignTermsRow terms = Assert.Single(await shop.RowsAsync<CampaignTermsRow>());
        List<Tenant> tenants = [new Tenant(shop.Channel, (await shop.EnrolAsync()).Code)];
        while (tenants.Count < Partners)
        {
            PartnerId partner = new(Guid.NewGuid());
            CampaignId id = new(Guid.NewGuid());
            ChannelRow channel = new()
            {
                ChannelId = new ChannelId(Guid.NewGuid()),
                PartnerId = partner,
                Name = "till",
                NameSpace = "shop",
                CreatedAt = Shop.Noon,
            };
            await SeedRows.WriteAsync(shop.Database, write =>
            {
                write.InsertOne(new PartnerRow
                {
                    PartnerId = partner,
                    Name = "Shop",
                    Wallet = WalletAddress.FromBytes([.. Enumerable.Repeat((byte)(10 + tenants.Count), WalletAddress.Length)]),
                    CreatedAt = Shop.Noon,
                    Version = 1,
                });
                write.InsertOne(new CampaignRow
                {
                    CampaignId = id,
                    PartnerId = partner,
                    Name = campaign.Name,
                    State = campaign.State,
                    StartsAt = campaign.StartsAt,
                    EndsAt = campaign.EndsAt,
                    LandingUrl = campaign.LandingUrl,
                    ChainCampaignId = null,
                    CreatedAt = Shop.Noon,
                    Version = 1,
                });
                write.InsertOne(new CampaignTermsRow
                {
                    CampaignId = id,
                    TermsVersion = terms.TermsVersion,
                    InForceFrom = terms.InForceFrom,
                    Json = terms.Json,
                    Hash = [.. Enumerable.Repeat((byte)(10 + tenants.Count), 32)],
                    CreatedAt = Shop.Noon,
                });
                write.InsertOne(channel);
            });
            TokenAmount holds = tenants.Count == 1 ? ofSecond : budget;
            await shop.Database.Gate.WriteAsync(
                WritePriority.Stage,
                write => LedgerBook.PostAsync(write, [LedgerTransaction.Funded(id, "chain-event:1", Shop.Noon, holds)]),
                CancellationToken.None);
            tenants.Add(new Tenant(channel, (await shop.EnrolAsync(id)).Code));
        }

        return tenants;
    }

    private sealed record Tenant(ChannelRow Channel, string Code);

    /// <summary>What one process has of its own: a gate with its connection, intake, and the stage that decides.</summary>
    private sealed class OneProcess : IAsyncDisposable
    {
        public OneProcess(Shop shop, SettableClock? clock = null)
        {
            Gate = new WriteGate(shop.Database.Connections, shop.Database.Roster, new WakeUp());
            Record = new RecordEvents(Gate, clock ?? shop.Clock);
            RewardSale = new RewardSale(
                Gate, new LoadCampaigns(), new LinkKeys(new byte[32], new byte[32]), new FingerprintKey(new byte[32]), clock ?? shop.Clock);
        }

        public WriteGate Gate { get; }

        public RewardSale RewardSale { get; }

        private RecordEvents Record { get; }

        public async Task TellAsync(Tenant tenant, params int[] numbers)
        {
            SaleAnswer[] answers = await Record.ExecuteAsync(
                tenant.Channel, [.. numbers.Select(number => Shop.Sale($"sale-{number}", "10.00", tenant.Code, $"customer-{number % 7}"))], CancellationToken.None);
            Assert.All(answers, answer => Assert.True(answer is SaleAnswer.Recorded or SaleAnswer.Repeated, answer.ToString()));
        }

        /// <summary>Tells all sales of all partners at once, five in a call, and decides between them.</summary>
        public async Task WorkAsync(Tenant[] tenants, IEnumerable<int> numbers)
        {
            foreach (int[] chunk in numbers.Chunk(5))
            {
                await Task.WhenAll(tenants.Select(tenant => TellAsync(tenant, chunk)));
                await RewardSale.RunOnceAsync(CancellationToken.None);
            }
        }

        public ValueTask DisposeAsync() => Gate.DisposeAsync();
    }
}
