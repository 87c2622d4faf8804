using Microsoft.EntityFrameworkCore;
using RetoRewards.Chain;
using RetoRewards.Chain.Local;
using RetoRewards.Domain.Sales;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Sales;
using RetoRewards.Sales.Files;

namespace RetoRewards.Cli.Demo;

/// <summary>The whole way, once: a chain, a funded campaign, people with codes, a file of sales, and tokens in wallets.</summary>
internal sealed class DemoRun(DemoOptions options, DemoProgress progress)
{
    /// <summary>The chain knows no moment before 1970, and an earlier date in a file is a mistake: such a sale is refused as outside the window.</summary>
    private static readonly DateTimeOffset EarliestReach = DateTimeOffset.UnixEpoch.AddDays(1);

    /// <exception cref="LocalNodeException">The local chain cannot be started.</exception>
    public Task<DemoWorld> StartAsync(CancellationToken cancellationToken) => progress.RunAsync(
        "chain", "Starting a local chain", _ => DemoWorld.StartChainAsync(options, cancellationToken));

    /// <summary>How far the first terms reach back: to the file's first sale, as far as its date can be believed.</summary>
    private static DateTimeOffset ReachBack(SalesSurvey survey, DateTimeOffset now)
    {
        DateTimeOffset latest = now.AddDays(-1);
        return survey.FirstSoldAt is not { } first || first > latest ? latest : first < EarliestReach ? EarliestReach : first;
    }

    /// <summary>Does everything that the summary tells of.</summary>
    public async Task<DemoSummary> ExecuteAsync(DemoWorld world, string salesPath, SalesSurvey survey, CancellationToken cancellationToken)
    {
        await progress.RunAsync("deploy", "Deploying the contracts", async _ =>
        {
            await world.DeployAsync(cancellationToken);
            await world.StartServiceAsync(options, cancellationToken);
        });
        DemoPartner partner = await progress.RunAsync("fund", "A partner buys RETO and funds a campaign", async _ =>
        {
            DateTimeOffset from = ReachBack(survey, TimeProvider.System.GetUtcNow());
            DemoPartner joined = await DemoPartner.JoinAsync(world, from, cancellationToken);
            await joined.FundAsync(cancellationToken);
            await joined.LaunchAsync(cancellationToken);
            return joined;
        });
        IReadOnlyDictionary<string, ImportedPerson> people = await progress.RunAsync(
            "enrol",
            $"Enrolling {survey.Referrers.Count} referrers with codes",
            done => DemoReferrers.EnrolAsync(world, partner, survey.Referrers, done, cancellationToken));
        ImportReport imported = await progress.RunAsync(
            "import",
            $"Recording {survey.Rows} sales",
            done => ImportAsync(world, partner, salesPath, people, survey.Rows, done, cancellationToken));
        await progress.RunAsync(
            "reward", "Deciding rewards", done => RewardAsync(world, imported, done, cancellationToken));
        await progress.RunAsync("pay", "Paying on chain", done => PayAsync(world, done, cancellationToken));
        return await SummariseAsync(world, partner, survey, imported, cancellationToken);
    }

    private async Task<ImportReport> ImportAsync(
        DemoWorld world,
        DemoPartner partner,
        string salesPath,
        IReadOnlyDictionary<string, ImportedPerson> people,
        int rows,
        IProgress<double> done,
        CancellationToken cancellationToken)
    {
        await using FileStream stream = File.OpenRead(salesPath);
        SaleFileMapping mapping = await InventedReferrers.OpenAsync(options.Mapping, salesPath, cancellationToken);
        return await world.Services.GetRequiredService<ImportSales>().ExecuteAsync(
            partner.Channel,
            SaleFile.ReadAsync(stream, FileFormats.OfName(salesPath), mapping, cancellationToken),
            people,
            new Part(done, Math.Max(1, rows)),
            cancellationToken);
    }

    private static Task RewardAsync(DemoWorld world, ImportReport imported, IProgress<double> done, CancellationToken cancellationToken)
    {
        int expected = Math.Max(1, imported.Outcomes.GetValueOrDefault(ImportReport.Recorded));
        int taken = 0;
        return world.DrainAsync<RewardSale>(
            rows =>
            {
                taken += rows;
                done.Report((double)taken / expected);
            },
            cancellationToken);
    }

    private static async Task PayAsync(DemoWorld world, IProgress<double> done, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await ReadAsync(world, cancellationToken);
        int rewards = Math.Max(1, await db.Set<RewardRow>().CountAsync(cancellationToken));
        await world.DrainAllAsync(
            async () =>
            {
                int paid = await db.Set<RewardRow>().CountAsync(row => row.State == RewardState.Paid, cancellationToken);
                done.Report((double)paid / rewards);
            },
            cancellationToken);
    }

    private async Task<DemoSummary> SummariseAsync(
        DemoWorld world, DemoPartner partner, SalesSurvey survey, ImportReport imported, CancellationToken cancellationToken)
    {
        DemoComparison compared = await progress.RunAsync(
            "compare",
            "Comparing ledger and chain, wallet by wallet",
            done => DemoComparison.OfAsync(world, partner.Campaign.CampaignId, done, cancellationToken));
        await using RetoDbContext db = await ReadAsync(world, cancellationToken);
        SortedDictionary<string, int> outcomes = await OutcomesAsync(db, imported, cancellationToken);
        PayoutBatchRow[] batches = await db.Set<PayoutBatchRow>()
            .Where(row => row.State == PayoutBatchState.Final).ToArrayAsync(cancellationToken);
        long gas = await db.Set<ChainTransactionRow>().SumAsync(row => row.GasUsed ?? 0, cancellationToken);
        long paidRewards = batches.Sum(row => (long)row.RewardCount);
        return new DemoSummary
        {
            SalesRead = imported.RowsRead,
            Rewarded = outcomes.GetValueOrDefault(Outcome.Rewarded.Code()),
            Outcomes = outcomes,
            Examples = [.. imported.Examples.Select(row => $"line {row.LineNumber}: {row.Outcome}. {row.Sentence}")],
            Rewards = await db.Set<RewardRow>().CountAsync(cancellationToken),
            Referrers = survey.Referrers.Count,
            Batches = batches.Length,
            GasUsed = gas,
            GasPerReward = paidRewards == 0 ? 0 : (gas + (paidRewards / 2)) / paidRewards,
            Paid = DemoSummary.Tokens(compared.Balances.PaidBaseUnits),
            Owed = DemoSummary.Tokens(compared.Balances.OwedBaseUnits),
            Wallets = compared.Balances.Wallets,
            Unexplained = DemoSummary.Tokens(compared.UnexplainedBaseUnits),
            Seconds = progress.Elapsed,
            Phases = progress.Seconds,
        };
    }

    /// <summary>The outcomes at the door, with each recorded row's replaced by what was decided of it.</summary>
    private static async Task<SortedDictionary<string, int>> OutcomesAsync(
        RetoDbContext db, ImportReport imported, CancellationToken cancellationToken)
    {
        SortedDictionary<string, int> outcomes = new(imported.Outcomes.ToDictionary(), StringComparer.Ordinal);
        int recorded = outcomes.GetValueOrDefault(ImportReport.Recorded);
        outcomes.Remove(ImportReport.Recorded);
        var decided = await db.Set<SaleEventRow>()
            // These were told at the door, and are counted there.
            .Where(row => row.Outcome != Outcome.ContentConflict)
            .GroupBy(row => row.Outcome)
            .Select(group => new { Outcome = group.Key, Count = group.Count() })
            .ToArrayAsync(cancellationToken);
        foreach (var one in decided)
        {
            string code = one.Outcome?.Code() ?? "waiting:undecided";
            outcomes[code] = outcomes.GetValueOrDefault(code) + one.Count;
        }

        int counted = decided.Sum(one => one.Count);
        return counted == recorded
            ? outcomes
            : throw new InvalidOperationException($"{recorded} rows were recorded and {counted} events are in the database.");
    }

    private static Task<RetoDbContext> ReadAsync(DemoWorld world, CancellationToken cancellationToken) =>
        world.Services.GetRequiredService<IDbContextFactory<RetoDbContext>>().CreateDbContextAsync(cancellationToken);

    /// <summary>Counts as a part of the whole.</summary>
    private sealed class Part(IProgress<double> done, int whole) : IProgress<int>
    {
        public void Report(int value) => done.Report((double)value / whole);
    }
}
