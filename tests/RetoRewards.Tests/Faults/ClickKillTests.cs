using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Persistence;
using RetoRewards.Referrals.Links;
using RetoRewards.Tests.Api;
using Xunit.Abstractions;

namespace RetoRewards.Tests.Faults;

/// <summary>The service is killed without a word while people follow links: what it answered is counted or, for the last moment, lost as a
/// count; every click id that was given out still attributes.</summary>
public sealed class ClickKillTests(ITestOutputHelper output)
{
    private const int Visitors = 8;

    [Fact]
    [Trait("Fault", "1")]
    [Trait("Fault", "81")]
    [Trait("Behaviour", "F10")]
    public async Task Killed_under_clicks_it_loses_the_counts_of_a_last_moment_and_no_attribution()
    {
        await using IntakeProcess service = await IntakeProcess.CreateAsync();
        (Guid campaign, string code) = await SeedAsync(service);
        using HttpClient client = await service.StartAsync(string.Empty, "--Links:ClicksPerMinute=1000000", "--Api:Burst=100000", "--Api:RequestsPerSecond=100000");
        ConcurrentBag<string> answered = [];
        Task[] visitors = [.. Enumerable.Range(0, Visitors).Select(_ => FollowAsync(client.BaseAddress!, code, answered))];
        for (int look = 0; look < 3_000 && await CountedAsync(client, campaign) == 0; look++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        await service.KillAsync();
        await Task.WhenAll(visitors);

        await using ApiHost host = await service.HostAsync();
        LinkKeys keys = host.Services.GetRequiredService<LinkKeys>();
        await using RetoDbContext db = host.Read();
        HashSet<Guid> stored = [.. await db.Set<ClickRow>().Select(row => row.ClickId).ToArrayAsync()];
        ClickId[] given = [.. answered.Select(text => ClickId.Read(text, keys)!.Value)];
        ClickId[] lost = [.. given.Where(click => !stored.Contains(click.Id)).OrderBy(click => click.At)];
        string span = lost.Length == 0 ? "none" : $"{(lost[^1].At - lost[0].At).TotalMilliseconds:F0} ms of them";
        output.WriteLine($"{given.Length} clicks answered, {lost.Length} lost: {span}, of at most {ClickJournal.Bound.TotalMilliseconds:F0} ms on a machine that is not overrun");
        Assert.NotEmpty(stored);
        Assert.All(given, click => Assert.Equal((code, false), (click.Code, click.Unrecorded)));
    }

    private static async Task<(Guid Campaign, string Code)> SeedAsync(IntakeProcess service)
    {
        await using ApiHost host = await service.HostAsync();
        TestPartner partner = new(Guid.Empty, Guid.Empty, host.Client(service.Key));
        Guid campaign = await partner.AddCampaignAsync();
        return (campaign, await partner.AddCodeAsync(campaign, await partner.AddParticipantAsync()));
    }

    private static async Task FollowAsync(Uri service, string code, ConcurrentBag<string> answered)
    {
        using HttpClient browser = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = service };
        browser.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0");
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await browser.GetAsync(new Uri("/r/" + code, UriKind.Relative));
                if (answer.StatusCode == HttpStatusCode.Found)
                {
                    answered.Add(answer.Headers.Location!.OriginalString.Split("reto_click=")[1]);
                }
            }
            catch (HttpRequestException)
            {
                // Killed: nobody answers any more.
                return;
            }
        }
    }

    private static async Task<int> CountedAsync(HttpClient client, Guid campaign)
    {
        JsonElement report = await client.GetAsync($"/v1/campaigns/{campaign}/reports?by=Source", 200);
        return report.GetProperty("total").GetProperty("clicks").GetInt32();
    }
}
