using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RetoRewards.Campaigns;
using RetoRewards.Chain.Local;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Payouts;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace RetoRewards.Tests.Observability;

/// <summary>What the service writes while it works, at the most talkative level, as JSON.</summary>
[Collection(LocalChain.Collection)]
public sealed class LogTests(LocalChain chain)
{
    private const string OperatorsKey = "the-key-of-the-operators";

    [Fact]
    [Trait("Fault", "82")]
    public async Task No_secret_is_in_any_log_of_a_whole_run()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 3);
        (string log, string apiKey) = await RunAsync(world, "http://user:endpoint-secret@127.0.0.1:9/v3/endpoint-key");

        List<string> secrets = [OperatorsKey, apiKey, "endpoint-secret", "endpoint-key", LocalAccounts.Mnemonic, "test test test"];
        // The key of the development mnemonic's account 1, as every local chain prints it.
        secrets.Add("59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d");

        Assert.True(log.Length > 1_000, "The run wrote next to nothing, so nothing was looked at.");
        Assert.Contains("Signed batch", log, StringComparison.Ordinal);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, log, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_batchs_story_is_found_by_its_id()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 3);
        (string log, _) = await RunAsync(world, null);
        await using RetoDbContext db = world.Read();
        PayoutBatchRow batch = await db.Set<PayoutBatchRow>().SingleAsync();

        string[] story = [.. log.Split('\n')
            .Where(line => line.Contains($"\"BatchId\":\"{batch.PayoutBatchId}\"", StringComparison.Ordinal))
            .Select(line => JsonElement.Parse(line).GetProperty("RenderedMessage").GetString()!)];

        Assert.StartsWith("Planned batch", story[0], StringComparison.Ordinal);
        Assert.StartsWith("Signed batch", story[1], StringComparison.Ordinal);
        Assert.Contains("nonce", story[1], StringComparison.Ordinal);
        Assert.Contains("Final", story[^1], StringComparison.Ordinal);
        Assert.All(story, line => Assert.Contains(batch.PayoutBatchId.ToString(), line, StringComparison.Ordinal));
    }

    /// <summary>A run over the world's database by a host of its own, whose log is kept: an API call, rewards, a payout, a stage that fails.</summary>
    private static async Task<(string Log, string ApiKey)> RunAsync(PayoutWorld world, string? secondEndpoint)
    {
        await world.DrainAsync();
        await world.RewardAsync([.. world.Participants.Select((who, index) => (who, (UInt128)(100 + index)))]);
        using StringWriter log = new(CultureInfo.InvariantCulture);
        List<string> settings = [.. world.Settings, $"--Observability:Key={OperatorsKey}"];
        if (secondEndpoint is not null)
        {
            settings.Add($"--Chain:Endpoints:1={secondEndpoint}");
        }

        WebApplicationBuilder builder = RetoRewardsHost.CreateBuilder([.. settings]);
        await using Logger logger = new LoggerConfiguration().MinimumLevel.Verbose().Enrich.FromLogContext()
            .WriteTo.Sink(new JsonSink(log)).CreateLogger();
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(logger);
        builder.Logging.SetMinimumLevel(LogLevel.Trace);
        await using WebApplication application = builder.Build();
        ApiKeyCreated key = await application.Services.GetRequiredService<WriteGate>().WriteAsync(
            WritePriority.Intake,
            write => Task.FromResult(((Outcome<ApiKeyCreated>.Done)application.Services.GetRequiredService<CreateApiKey>()
                .ExecuteForAdministrator(write, new CreateApiKeyRequest("test"))).Value),
            CancellationToken.None);
        int taken;
        do
        {
            taken = 0;
            foreach (IStage stage in application.Services.GetServices<IStage>())
            {
                taken += await stage.RunOnceAsync(CancellationToken.None);
            }
        }
        while (taken > 0);
        logger.Error(new InvalidOperationException("A stage fails."), "Stage {Stage} failed", "Test");
        return (log.ToString(), key.Secret.Text);
    }

    private sealed class JsonSink(StringWriter writer) : ILogEventSink
    {
        private static readonly Serilog.Formatting.Json.JsonFormatter Formatter = new(closingDelimiter: "\n", renderMessage: true);

        private readonly Lock writing = new();

        public void Emit(LogEvent logEvent)
        {
            lock (writing)
            {
                Formatter.Format(logEvent, writer);
            }
        }
    }
}
