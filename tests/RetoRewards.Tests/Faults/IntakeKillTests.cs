using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;
using RetoRewards.Sales;
using RetoRewards.Tests.Api;

namespace RetoRewards.Tests.Faults;

/// <summary>The service is killed without a word under load: what it acknowledged is stored, once, and the rest is taken when told again.</summary>
public sealed class IntakeKillTests
{
    private const int Sales = 400;
    private const int Connections = 16;

    [Theory]
    [Trait("Fault", "1")]
    [Trait("Fault", "2")]
    [InlineData("intake-before-commit:5")]
    [InlineData("intake-after-commit:40")]
    public async Task Killed_in_the_middle_of_a_load_every_acknowledged_sale_is_stored_once(string failpoint)
    {
        await using IntakeProcess intake = await IntakeProcess.CreateAsync();
        ConcurrentDictionary<string, bool> acknowledged = new();
        ConcurrentQueue<int> waiting = new(Enumerable.Range(0, Sales));
        using HttpClient client = await intake.StartAsync(failpoint);

        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            while (waiting.TryDequeue(out int number))
            {
                string body = TestBodies.Sale(intake.Channel, $"e-{number}");
                if (await StatusAsync(client, "/v1/sales", body) == HttpStatusCode.Created)
                {
                    acknowledged[$"e-{number}"] = true;
                }
            }
        }));
        await intake.WaitUntilKilledAsync();

        Assert.InRange(acknowledged.Count, 1, Sales - 1);
        await AssertStoredOnceAsync(intake, [.. acknowledged.Keys], Sales, number => TestBodies.Sale(intake.Channel, $"e-{number}"), "/v1/sales");
    }

    [Theory]
    [Trait("Fault", "1")]
    [Trait("Fault", "3")]
    [InlineData("intake-before-commit:3")]
    [InlineData("intake-after-commit:3")]
    [InlineData("reward-before-commit:2")]
    [InlineData("reward-after-commit:2")]
    public async Task Killed_in_the_middle_of_a_bulk_import_every_acknowledged_sale_is_stored_once(string failpoint)
    {
        const int perRequest = 50;
        await using IntakeProcess intake = await IntakeProcess.CreateAsync();
        List<string> acknowledged = [];
        using HttpClient client = await intake.StartAsync(failpoint);

        for (int request = 0; request < Sales / perRequest; request++)
        {
            if (await StatusAsync(client, "/v1/sales/bulk", Bulk(intake.Channel, request, perRequest)) != HttpStatusCode.OK)
            {
                break;
            }

            acknowledged.AddRange(Enumerable.Range(request * perRequest, perRequest).Select(number => $"e-{number}"));
        }

        await intake.WaitUntilKilledAsync();

        await AssertStoredOnceAsync(
            intake, acknowledged, Sales / perRequest, request => Bulk(intake.Channel, request, perRequest), "/v1/sales/bulk");
    }

    private static async Task AssertStoredOnceAsync(
        IntakeProcess intake, IReadOnlyCollection<string> acknowledged, int requests, Func<int, string> body, string path)
    {
        await using ApiHost host = await intake.HostAsync();
        using HttpClient client = host.Client(intake.Key);
        await using (RetoDbContext before = host.Read())
        {
            HashSet<string> stored = [.. await before.Set<SaleEventRow>().Select(row => row.EventId).ToArrayAsync()];
            Assert.Superset(acknowledged.ToHashSet(), stored);
        }

        for (int request = 0; request < requests; request++)
        {
            HttpStatusCode? status = await StatusAsync(client, path, body(request));
            Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Created, $"{status}");
        }

        foreach (IStage stage in host.Services.GetServices<IStage>().Where(stage => !stage.UsesNode))
        {
            while (await stage.RunOnceAsync(CancellationToken.None) > 0)
            {
            }
        }

        await using RetoDbContext db = host.Read();
        SaleEventRow[] events = await db.Set<SaleEventRow>().ToArrayAsync();
        Assert.Equal((Sales, Sales), (events.Length, await db.Set<SaleRow>().CountAsync()));
        Assert.Equal(Sales, events.Select(row => row.EventId).Distinct().Count());
        // No campaign is there, so each ends refused for the same reason, and each exactly once.
        Assert.All(events, row => Assert.Equal((SaleEventState.Refused, Outcome.NoReferrer), (row.State, row.Outcome)));
    }

    private static string Bulk(Guid channel, int request, int perRequest)
    {
        IEnumerable<string> sales = Enumerable.Range(request * perRequest, perRequest)
            .Select(number => TestBodies.Sale(channel, $"e-{number}"));
        return $$"""{"channelId":"{{channel}}","sales":[{{string.Join(',', sales)}}]}""";
    }

    private static async Task<HttpStatusCode?> StatusAsync(HttpClient client, string path, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        try
        {
            using HttpResponseMessage answer = await client.PostAsync(new Uri(path, UriKind.Relative), content);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            // Killed: nobody answered.
            return null;
        }
    }
}
