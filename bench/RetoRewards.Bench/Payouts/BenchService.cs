using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Chain;
using RetoRewards.Chain.Local;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Sales;
using RetoRewards.Ledger;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Sales;
using RetoRewards.Settlements;
using RetoRewards.Stages;
using RetoRewards.Tests.Payouts;

namespace RetoRewards.Bench.Payouts;

/// <summary>The real host over a chain, a database of its own, and as many payable rewards as are asked for, a wallet each.</summary>
internal sealed class BenchService : IAsyncDisposable
{
    /// <summary>Rewards inserted in one commit while the stage is set.</summary>
    private const int RewardsPerCommit = 2_000;

    private readonly string folder;
    private readonly string[] settings;
    private readonly PartnerId partner = new(Guid.NewGuid());
    private readonly ChannelId channel = new(Guid.NewGuid());
    private readonly List<ParticipantId> participants = [];
    private WebApplication application = null!;
    private long sequence;

    private BenchService(BenchChain chain, Uri endpoint, CampaignId campaign, string[] more)
    {
        folder = Directory.CreateTempSubdirectory("retorewards-bench-").FullName;
        Campaign = campaign;
        settings =
        [
            $"--Database:Path={Path.Combine(folder, "bench.db")}",
            $"--Payouts:ManifestDirectory={Path.Combine(folder, "manifests")}",
            $"--Chain:Endpoints:0={endpoint}",
            $"--Chain:ChainId={LocalAccounts.ChainId}",
            $"--Chain:CampaignsAddress={chain.Contracts.Campaigns.Address}",
            $"--Chain:TokenAddress={chain.Contracts.Token.Address}",
            $"--Chain:StartBlock={chain.Contracts.Block + 1}",
            "--Chain:Confirmations=0",
            "--Chain:CallDeadline=00:02:00",
            $"--Keys:Mnemonic={LocalAccounts.Mnemonic}",
            "--Logging:Level=Warning",
            "--urls=http://127.0.0.1:0",
            .. more,
        ];
    }

    public CampaignId Campaign { get; }

    public IServiceProvider Services => application.Services;

    /// <summary>How many are rewarded each time.</summary>
    public int People => participants.Count;

    public IReadOnlyList<string> Settings => settings;

    public static byte[] TermsHash(CampaignId campaign) => SHA256.HashData(campaign.Value.ToByteArray());

    /// <param name="endpoint">Where the service asks: the chain itself, or a proxy before it.</param>
    public static async Task<BenchService> CreateAsync(
        BenchChain chain, Uri endpoint, CampaignId campaign, int participants, string[] settings, CancellationToken cancellationToken)
    {
        BenchService service = new(chain, endpoint, campaign, settings);
        service.Build();
        await service.application.Services.GetRequiredService<DatabaseSetup>().MigrateAsync(cancellationToken);
        await service.EnrolAsync(participants, cancellationToken);
        await service.DrainAsync(cancellationToken);
        return service;
    }

    /// <summary>One reward for every participant, payable at once, with its sale and its postings.</summary>
    public async Task RewardAllAsync(CancellationToken cancellationToken)
    {
        foreach (ParticipantId[] chunk in participants.Chunk(RewardsPerCommit))
        {
            await WriteAsync(write => RewardAsync(write, chunk), cancellationToken);
        }

        ReleaseHolds release = application.Services.GetServices<IStage>().OfType<ReleaseHolds>().Single();
        while (await release.RunOnceAsync(cancellationToken) > 0)
        {
        }
    }

    /// <summary>Lets the real loops run until every batch is final.</summary>
    /// <returns>Wall time and the processor time of this process, which holds the service and nothing else.</returns>
    public async Task<(TimeSpan Wall, TimeSpan Cpu)> PayAllAsync(CancellationToken cancellationToken)
    {
        // A host that has run its loops cannot run them again, so each measurement has a fresh one over the same database.
        await application.DisposeAsync();
        Build();
        GC.Collect();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        await StartLoopsAsync(cancellationToken);
        while (await UnpaidAsync(cancellationToken))
        {
            await Task.Delay(10, cancellationToken);
        }

        TimeSpan wall = Stopwatch.GetElapsedTime(start);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        await StopLoopsAsync(cancellationToken);
        return (wall, cpu);
    }

    /// <summary>The signed bytes of every transaction after the given one, in the order of their nonces.</summary>
    public async Task<(long Last, byte[][] Raw)> SignedAsync(long after, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = Read();
        var rows = await (
            from transaction in db.Set<ChainTransactionRow>()
            join attempt in db.Set<TransactionAttemptRow>() on transaction.ChainTransactionId equals attempt.ChainTransactionId
            where transaction.ChainTransactionId > after && attempt.Attempt == 1
            orderby transaction.Nonce
            select new { transaction.ChainTransactionId, attempt.Raw }).ToArrayAsync(cancellationToken);
        return (rows.Max(row => row.ChainTransactionId), [.. rows.Select(row => row.Raw)]);
    }

    /// <summary>Ledger against chain: a measurement of wrong payments would be worth nothing.</summary>
    public async Task RequireWholeAsync(CancellationToken cancellationToken)
    {
        Reconciled reconciled = await application.Services.GetRequiredService<Reconcile>().ExecuteAsync(null, null, cancellationToken);
        if (reconciled.UnexplainedBaseUnits != 0)
        {
            throw new InvalidOperationException($"{reconciled.UnexplainedLines} wallets differ between ledger and chain.");
        }
    }

    public RetoDbContext Read() => application.Services.GetRequiredService<IDbContextFactory<RetoDbContext>>().CreateDbContext();

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Closes the host, so that another process may have the database.</summary>
    public ValueTask CloseAsync() => application.DisposeAsync();

    public void Build() => application = RetoRewardsHost.CreateBuilder(settings).Build();

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        int taken;
        do
        {
            taken = 0;
            foreach (IStage stage in application.Services.GetServices<IStage>())
            {
                taken += await stage.RunOnceAsync(cancellationToken);
            }
        }
        while (taken > 0);
    }

    public async Task StartLoopsAsync(CancellationToken cancellationToken)
    {
        await application.Services.GetRequiredService<DatabaseStageLoop>().StartAsync(cancellationToken);
        await application.Services.GetRequiredService<NodeStageLoop>().StartAsync(cancellationToken);
    }

    public async Task StopLoopsAsync(CancellationToken cancellationToken)
    {
        await application.Services.GetRequiredService<DatabaseStageLoop>().StopAsync(cancellationToken);
        await application.Services.GetRequiredService<NodeStageLoop>().StopAsync(cancellationToken);
    }

    private static WalletAddress PartnerWallet()
    {
        using LocalAccounts accounts = new();
        return WalletAddress.FromBytes(accounts.AddressOf(LocalAccounts.FirstPartner).ToArray());
    }

    private async Task<bool> UnpaidAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = Read();
        return await db.Set<RewardRow>().AnyAsync(row => row.CampaignId == Campaign && row.State == RewardState.Payable, cancellationToken)
            || await db.Set<PayoutBatchRow>().AnyAsync(row => row.State != PayoutBatchState.Final && row.State != PayoutBatchState.Void, cancellationToken);
    }

    private Task WriteAsync(Func<WriteTransaction, Task> work, CancellationToken cancellationToken) =>
        application.Services.GetRequiredService<WriteGate>().WriteAsync(WritePriority.Stage, work, cancellationToken);

    private async Task RewardAsync(WriteTransaction write, ParticipantId[] who)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        FingerprintKey fingerprints = application.Services.GetRequiredService<FingerprintKey>();
        List<LedgerTransaction> postings = [];
        long[] numbers = write.NextNumbers<SaleEventRow>(nameof(SaleEventRow.Arrival), who.Length);
        foreach ((ParticipantId participant, long number) in who.Zip(numbers))
        {
            RewardRow reward = SeedRows.InsertReward(
                write, partner, channel, Campaign, participant, TokenAmount.FromBaseUnits(1_000_000_000_000_000 + (UInt128)(++sequence)), number, fingerprints, now);
            postings.Add(LedgerTransaction.RewardEarned(
                Campaign,
                $"sale-event:{reward.SaleEventId}",
                now,
                [new ParticipantAmount(participant, reward.Amount)]));
        }

        await LedgerBook.PostAsync(write, postings);
    }

    private async Task EnrolAsync(int count, CancellationToken cancellationToken)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await WriteAsync(
            write =>
            {
                SeedRows.InsertPartner(write, partner, PartnerWallet(), now);
                SeedRows.InsertCampaign(write, partner, Campaign, TermsHash(Campaign), now);
                SeedRows.InsertChannel(write, partner, channel, now);
                return Task.CompletedTask;
            },
            cancellationToken);
        for (int index = 0; index < count; index++)
        {
            participants.Add(new ParticipantId(Guid.CreateVersion7(now)));
        }

        foreach (ParticipantId[] chunk in participants.Chunk(RewardsPerCommit))
        {
            await WriteAsync(
                write =>
                {
                    foreach (ParticipantId participant in chunk)
                    {
                        // Any 20 bytes are a wallet that can be paid; deriving real ones is not what is measured.
                        SeedRows.InsertParticipant(write, participant, WalletAddress.FromBytes(SHA256.HashData(participant.Value.ToByteArray()).AsSpan(0, 20)), now);
                    }

                    return Task.CompletedTask;
                },
                cancellationToken);
        }
    }
}
