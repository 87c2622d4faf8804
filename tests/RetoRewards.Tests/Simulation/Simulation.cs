using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Chain.Keys;
using RetoRewards.Chain.Local;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Ledger;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Rewards.Holds;
using RetoRewards.Sales;
using RetoRewards.Settlements;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Simulation;

/// <summary>What came of a seed: how often the process died, and the ledger in words.</summary>
internal sealed record SimulatedLife(int Crashes, string[] Ledger);

/// <summary>
/// One life of the service, drawn from a seed: its real stages over a real database and a model chain, in any order, with
/// crashes, faults and forks; the oracle looks after every step.
/// </summary>
/// <remarks>The schedule is the seed's alone. Ids are random, and nothing of the schedule hangs on them.</remarks>
internal sealed class Simulation : IAsyncDisposable
{
    private const int Steps = 120;
    private const int People = 3;
    private const string ARefund = "a refund after planning";
    private const int Confirmations = 3;
    private const int MaxRoundsToRest = 300;

    private static readonly Address Contract = Address.Parse("0x5FbDB2315678afecb367f032d93F642f64180aa3");
    private static readonly Lazy<IServiceCollection> Template = new(MakeTemplate);

    private static readonly Type[] StageOrder =
    [
        typeof(RewardSale), typeof(ReleaseHolds), typeof(PlanPayoutBatch), typeof(WritePayoutManifest), typeof(SignPayoutBatch),
        typeof(ReplaceTransactions), typeof(SendTransactions), typeof(FollowChain), typeof(ObserveTransactions), typeof(SettlePayoutBatch),
    ];

    private readonly int seed;
    private readonly Random random;
    private readonly Shop shop;
    private readonly ModelChain chain;
    private readonly SimulatedFaults faults;
    private readonly SimulationOracle oracle;
    private readonly List<string> codes = [];
    private readonly List<ParticipantId> people = [];
    private ServiceProvider? service;
    private SimulatedDatabase? database;
    private int commits;
    private IStage[] stages = [];
    private int sales;
    private int refunds;

    private Simulation(int seed, Shop shop)
    {
        this.seed = seed;
        this.shop = shop;
        random = new Random(seed);
        chain = new ModelChain(random, LocalAccounts.ChainId, Contract);
        faults = new SimulatedFaults(random);
        oracle = new SimulationOracle(shop, chain);
    }

    /// <summary>Runs a seed to its end, on the database that the test is to use.</summary>
    /// <exception cref="Xunit.Sdk.XunitException">The oracle found what must never be; it names the seed and the step.</exception>
    public static async Task<SimulatedLife> RunAsync(int seed)
    {
        await using Simulation simulation = new(seed, await Shop.OpenAsync(TokenAmount.FromTokens(100_000)));
        await simulation.RunAsync();
        Dictionary<Guid, string> names = simulation.people.Select((who, index) => (who, index))
            .ToDictionary(one => one.who.Value, one => string.Create(CultureInfo.InvariantCulture, $"person-{one.index}"));
        names.Add(simulation.shop.CampaignId.Value, "the campaign");
        return new SimulatedLife(simulation.faults.Crashes, await SimulatedLedger.ReadAsync(simulation.shop, names));
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await shop.DisposeAsync();
    }

    private async Task RunAsync()
    {
        await SetUpAsync();
        faults.Active = true;
        for (int step = 0; step < Steps; step++)
        {
            int before = commits + (database?.Commits ?? 0);
            string did = await StepAsync();
            string when = $"seed {seed}, step {step}, after {did}";
            oracle.LookAtChain(when);
            // What nobody committed cannot have become wrong.
            if (before != commits + (database?.Commits ?? 0) || did == ARefund)
            {
                await oracle.LookAsync(when);
            }
        }

        faults.Active = false;
        chain.Paused = false;
        await RestAsync();
        await oracle.LookAtRestAsync($"seed {seed}, at rest");
    }

    private async Task SetUpAsync()
    {
        CampaignRow campaign = (await shop.RowsAsync<CampaignRow>())[0];
        campaign.ChainCampaignId = ModelChain.CampaignNumber;
        campaign.ChainContract = Contract.ToArray();
        await SeedRows.WriteAsync(
            shop.Database, write => write.UpdateOne(campaign, nameof(CampaignRow.ChainCampaignId), nameof(CampaignRow.ChainContract)));
        // The model of the contract has no ceilings, so the limits are as wide as they can be.
        TokenAmount most = TokenAmount.FromTokens(1_000_000_000);
        await SeedRows.WriteAsync(shop.Database, write => write.InsertOne(new CampaignLimitRow
        {
            CampaignId = shop.CampaignId,
            BlockNumber = 0,
            PayableNow = most,
            MaxReward = most,
            DailyAllowance = most,
            MaxShareBps = null,
            IsMint = false,
            WaitsBecause = null,
            WaitsSince = null,
        }));
        for (int index = 0; index < People; index++)
        {
            (ParticipantId participant, string code) = await shop.EnrolAsync();
            await shop.LinkCustomerAsync(Customer(index), participant);
            people.Add(participant);
            codes.Add(code);
        }

        Start();
    }

    private async Task<string> StepAsync()
    {
        switch (random.Next(20))
        {
            case 0 or 1 or 2:
                await SellAsync();
                return "a sale";
            case 3:
                await RefundAsync();
                return ARefund;
            case 4 or 5:
                chain.Mine();
                return "a block";
            case 6:
                int depth = random.Next(1, Confirmations);
                if (chain.Blocks.Count > depth + Confirmations)
                {
                    chain.Fork(depth);
                }

                return "a fork";
            case 7:
                chain.Paused = !chain.Paused;
                return "a pause or its end";
            case 8:
                if (random.Next(3) == 0)
                {
                    chain.Forget();
                }

                return "a pool that may forget";
            case 9:
                shop.Clock.Now += TimeSpan.FromSeconds(random.Next(0, 90));
                return "time";
            default:
                IStage stage = stages[random.Next(stages.Length)];
                await RunAsync(stage);
                return stage.GetType().Name;
        }
    }

    /// <summary>Runs a stage as its loop would: a fault is tried again later, a death is a new process.</summary>
    private async Task RunAsync(IStage stage)
    {
        try
        {
            await stage.RunOnceAsync(CancellationToken.None);
        }
        catch (SimulatedCrash)
        {
            await EndAsync();
            Start();
        }
        catch (Exception fault) when (fault is RpcFaultException or RpcRefusedException or DatabaseFaultException or DatabaseConflictException
            or InvalidOperationException)
        {
            // Tried again by a later step. Whether it may have failed is the oracle's to say.
        }
    }

    private async Task SellAsync()
    {
        int buyer = random.Next(People);
        string number = (++sales).ToString(CultureInfo.InvariantCulture);
        string amount = (random.Next(1, 200) / 4m).ToString("0.00", CultureInfo.InvariantCulture);
        SaleSubmission sale = Shop.Sale(number, amount, codes[random.Next(People)], Customer(buyer));
        for (int attempt = 0; attempt < 100; attempt++)
        {
            try
            {
                RecordEvents record = service!.GetRequiredService<RecordEvents>();
                await record.ExecuteAsync(shop.Channel, [sale], CancellationToken.None);
                oracle.Accepted(number);
                return;
            }
            catch (SimulatedCrash)
            {
                // The till got no answer: it tells the same again.
                await EndAsync();
                Start();
            }
            catch (DatabaseFaultException)
            {
                // So does it here.
            }
        }
    }

    /// <summary>A refund of a reward that is planned or paid already is a debt.</summary>
    private async Task RefundAsync()
    {
        RewardRow[] planned = [.. (await shop.RowsAsync<RewardRow>())
            .Where(row => row.State is RewardState.InFlight or RewardState.Paid).OrderBy(row => row.Sequence)];
        if (planned.Length == 0 || random.Next(2) == 0)
        {
            return;
        }

        RewardRow reward = planned[random.Next(planned.Length)];
        await shop.Database.Gate.WriteAsync(
            WritePriority.Stage,
            write => LedgerBook.PostAsync(write,
            [
                LedgerTransaction.RefundedAfterPlanning(
                    shop.CampaignId, $"simulated-refund:{++refunds}", shop.Clock.Now, [new ParticipantAmount(reward.ParticipantId, reward.Amount)]),
            ]),
            CancellationToken.None);
    }

    /// <summary>All stages in their order, block after block, until nothing is on its way.</summary>
    private async Task RestAsync()
    {
        for (int round = 0; round < MaxRoundsToRest; round++)
        {
            foreach (IStage stage in stages)
            {
                await RunAsync(stage);
            }

            chain.Mine();
            shop.Clock.Now += TimeSpan.FromSeconds(61);
            if (round > Confirmations && await IsAtRestAsync())
            {
                return;
            }
        }
    }

    private async Task<bool> IsAtRestAsync()
    {
        await using RetoDbContext db = shop.Database.CreateDbContext();
        return !await db.Set<SaleEventRow>().AnyAsync(row => row.State == SaleEventState.Received)
            && !await db.Set<RewardRow>().AnyAsync(row => row.State != RewardState.Paid && !db.Set<RewardHoldRow>().Any(hold => hold.SaleId == row.SaleId))
            && !await db.Set<PayoutBatchRow>().AnyAsync(row => row.State != PayoutBatchState.Final && row.State != PayoutBatchState.Void);
    }

    private void Start()
    {
        faults.Revive();
        ServiceCollection services = [.. Template.Value];
        DatabaseOptions options = shop.Database.Options;
        commits += database?.Commits ?? 0;
        database = new SimulatedDatabase(PersistenceFloor.Choose(Options.Create(options)), faults);
        services.Replace(ServiceDescriptor.Singleton<IDatabase>(database));
        services.Replace(ServiceDescriptor.Singleton<IEthereumNode>(new ModelNode(chain, faults)));
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(shop.Clock));
        services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(NullLoggerFactory.Instance));
        services.AddSingleton(Options.Create(new PayoutOptions
        {
            ManifestDirectory = Path.Combine(Path.GetDirectoryName(options.Path)!, "manifests"),
            MaxRewards = 4,
            MaxWallets = 3,
        }));
        service = services.BuildServiceProvider();
        stages = [.. service.GetServices<IStage>().Where(stage => StageOrder.Contains(stage.GetType()))
            .OrderBy(stage => Array.IndexOf(StageOrder, stage.GetType()))];
    }

    private async Task EndAsync()
    {
        if (service is not null)
        {
            await service.DisposeAsync();
            await database!.DisposeAsync();
            service = null;
        }
    }

    private static string Customer(int index) => "customer-" + index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Everything that the service is, made once; each process of the simulation is made from a copy.</summary>
    private static IServiceCollection MakeTemplate()
    {
        IServiceCollection services = RetoRewardsHost.CreateBuilder(
        [
            "--Chain:Endpoints:0=http://127.0.0.1:9",
            $"--Chain:ChainId={LocalAccounts.ChainId}",
            $"--Chain:CampaignsAddress={Contract}",
            $"--Chain:TokenAddress={Contract}",
            "--Chain:StartBlock=1",
            string.Create(CultureInfo.InvariantCulture, $"--Chain:Confirmations={Confirmations}"),
            "--Chain:BlocksBeforeReplacement=2",
            $"--Keys:Mnemonic={LocalAccounts.Mnemonic}",
            "--Logging:Level=Fatal",
        ]).Services;
        // Opening keys is slow on purpose and leaves nothing behind that a crash would have to lose.
        ServiceKeys keys = services.BuildServiceProvider().GetRequiredService<ServiceKeys>();
        services.Replace(ServiceDescriptor.Singleton(keys));
        return services;
    }
}
