using System.Diagnostics;
using System.Globalization;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Bench.Payouts;

/// <summary>Payable rewards to final, by the service, against the same node's time for the very same transactions sent ready-made.</summary>
/// <remarks>
/// Each round has two fresh nodes of the same kind with the same contracts at the same addresses. The service pays its rewards on one, to
/// wallets that are new and then to the same wallets again; its signed bytes are then sent to the other as fast as it takes them.
/// </remarks>
internal static class PayoutBench
{
    /// <summary>Transactions in one JSON-RPC batch of the ready-made run on anvil; Hardhat handles a batch in parallel and refuses nonces out of order.</summary>
    private const int BatchCalls = 16;

    public static async Task RunAsync(int rewards, int rounds, string[] kinds, TextWriter output, CancellationToken cancellationToken)
    {
        foreach (string kind in kinds)
        {
            List<Measured> fresh = [];
            List<Measured> existing = [];
            for (int round = 0; round < rounds; round++)
            {
                (Measured ofNew, Measured ofExisting) = await RoundAsync(kind, rewards, cancellationToken);
                fresh.Add(ofNew);
                existing.Add(ofExisting);
                await output.WriteLineAsync($"{kind} round {round + 1} of {rounds}: new {ofNew}; existing {ofExisting}");
            }

            await ReportAsync($"{kind}, {rewards:N0} rewards to new wallets", fresh, output);
            await ReportAsync($"{kind}, {rewards:N0} rewards to existing wallets", existing, output);
        }
    }

    private static async Task<(Measured New, Measured Existing)> RoundAsync(string kind, int rewards, CancellationToken cancellationToken)
    {
        CampaignId campaign = new(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));
        byte[] terms = BenchService.TermsHash(campaign);
        long startsAt = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 86_400;
        (byte[][] Raw, TimeSpan Wall, TimeSpan Cpu, StageWork Work)[] paid = new (byte[][], TimeSpan, TimeSpan, StageWork)[2];
        await using (BenchChain chain = await BenchChain.StartAsync(kind, terms, startsAt, cancellationToken))
        {
            await using BenchService service = await BenchService.CreateAsync(chain, chain.Endpoint, campaign, rewards, [], cancellationToken);
            long last = 0;
            for (int half = 0; half < 2; half++)
            {
                await service.RewardAllAsync(cancellationToken);
                using StageWork work = new();
                (TimeSpan wall, TimeSpan cpu) = await service.PayAllAsync(cancellationToken);
                (last, byte[][] raw) = await service.SignedAsync(last, cancellationToken);
                paid[half] = (raw, wall, cpu, work);
            }

            await service.RequireWholeAsync(cancellationToken);
        }

        TimeSpan[] ready = new TimeSpan[2];
        await using (BenchChain bare = await BenchChain.StartAsync(kind, terms, startsAt, cancellationToken))
        {
            for (int half = 0; half < 2; half++)
            {
                ready[half] = await SendAsync(bare, kind, paid[half].Raw, cancellationToken);
            }
        }

        return (Measure(0), Measure(1));

        Measured Measure(int half) => new(
            paid[half].Wall.TotalSeconds, ready[half].TotalSeconds, paid[half].Cpu.TotalSeconds, paid[half].Raw.Length,
            paid[half].Work.Seconds.ToDictionary(StringComparer.Ordinal));
    }

    /// <summary>Sends ready-made transactions as fast as the node takes them, and waits until all are mined and have succeeded.</summary>
    private static async Task<TimeSpan> SendAsync(BenchChain chain, string kind, byte[][] raw, CancellationToken cancellationToken)
    {
        RpcCall[] calls = [.. raw.Select(one => NodeCalls.SendRawTransactionCall(one))];
        long start = Stopwatch.GetTimestamp();
        List<Ethereum.Hash32> hashes = [];
        foreach (RpcCall[] chunk in calls.Chunk(kind == BenchChain.Anvil ? BatchCalls : 1))
        {
            IReadOnlyList<RpcReply> replies = await chain.Node.SendBatchAsync(chunk, cancellationToken);
            hashes.AddRange(replies.Select(reply => Ethereum.Hash32.Parse(reply.Require().GetString()!)));
        }

        while (await chain.Node.GetReceiptAsync(hashes[^1], cancellationToken) is null)
        {
            await Task.Delay(5, cancellationToken);
        }

        TimeSpan taken = Stopwatch.GetElapsedTime(start);
        IReadOnlyList<TransactionReceipt?> receipts = await chain.Node.GetReceiptsAsync(hashes, cancellationToken);
        int failed = receipts.Count(receipt => receipt is not { Succeeded: true });
        return failed == 0 ? taken : throw new InvalidOperationException($"{failed} of {receipts.Count} ready-made transactions failed.");
    }

    private static async Task ReportAsync(string title, List<Measured> rounds, TextWriter output)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync($"{title}: median of {rounds.Count}");
        await LineAsync("service end to end, s", rounds, one => one.Service);
        await LineAsync("ready-made on the same node, s", rounds, one => one.Ready);
        await LineAsync("ratio (goal 1.25)", rounds, one => one.Service / one.Ready);
        await LineAsync("service's own processor time, s", rounds, one => one.Cpu);
        await LineAsync("own work over ready-made (goal 0.25)", rounds, one => one.Cpu / one.Ready);
        foreach (string name in rounds[0].Work.Keys)
        {
            await LineAsync($"  {name}, s", rounds, one => one.Work.GetValueOrDefault(name));
        }

        await output.WriteLineAsync();

        Task LineAsync(string name, List<Measured> of, Func<Measured, double> value)
        {
            double[] values = [.. of.Select(value).Order()];
            return output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{name,-44} {values[values.Length / 2],8:0.00}   ({values[0]:0.00} to {values[^1]:0.00})"));
        }
    }

    private sealed record Measured(double Service, double Ready, double Cpu, int Batches, IReadOnlyDictionary<string, double> Work)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"service {Service:0.0} s, ready-made {Ready:0.0} s, own processor {Cpu:0.0} s, {Batches} batches");
    }
}
