using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Persistence;
using RetoRewards.Sales.Files;
using RetoRewards.Tests.Api;
using RetoRewards.Tests.Till;

namespace RetoRewards.Tests.Portal;

/// <summary>The page on which a partner gives files of sales, in a real browser at the width of a phone.</summary>
[Trait("Behaviour", "N5")]
public sealed class UploadPageTests
{
    private const string File = "sale_number,sold_at,currency,unit_price\\nS-1,2026-03-01T10:15:00Z,GBP,6.40\\n<b>,never,GBP,1\\n";

    [BrowserFact]
    public async Task A_file_is_tried_first_then_imported_and_shows_what_became_of_every_row()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync();
        using CancellationTokenSource stop = new();
        Task stages = ImportAsync(host, stop.Token);
        await using Browser browser = await Browser.OpenAsync(Browser.Path!);
        await browser.GoToAsync(new Uri(host.Address, "/upload"));

        await browser.TypeAsync("key", "reto_wrong");
        await browser.TapAsync("#signIn button");
        await browser.UntilAsync("document.getElementById('signInAnswer').textContent.length > 0 && document.getElementById('upload').hidden");
        await browser.TypeAsync("key", partner.Client.DefaultRequestHeaders.Authorization!.Parameter!);
        await browser.TapAsync("#signIn button");
        await browser.UntilAsync("document.getElementById('mapping').value === 'standard'");
        Assert.Equal(channel.ToString(), (await browser.RunAsync("document.getElementById('channel').value")).GetString());
        Assert.True((await browser.RunAsync("document.getElementById('import').disabled")).GetBoolean());

        await GiveAsync(browser, "march.csv", File);
        await browser.TapAsync("#try");
        await browser.UntilAsync("document.getElementById('answer').className === 'good'");
        Assert.Equal("acceptable1refused:row_malformed1", (await browser.RunAsync("document.getElementById('outcomes').textContent")).GetString());
        Assert.Equal(0, await SalesAsync(partner));

        await browser.TapAsync("#import");
        await browser.UntilAsync("document.getElementById('resultTitle').textContent === 'march.csv, imported'");
        Assert.Equal("recorded1refused:row_malformed1", (await browser.RunAsync("document.getElementById('outcomes').textContent")).GetString());
        Assert.Equal(1, await SalesAsync(partner));
        Assert.True((await browser.RunAsync("document.documentElement.scrollWidth <= innerWidth")).GetBoolean());
        Assert.True((await browser.RunAsync("document.getElementById('import').disabled")).GetBoolean());
        if (Environment.GetEnvironmentVariable("RETO_PICTURES") is { } folder)
        {
            await System.IO.File.WriteAllBytesAsync(System.IO.Path.Combine(folder, "upload.png"), await browser.PictureAsync());
        }

        // The result is handed over as a file: the page asks for it and gives it to the browser.
        await browser.RunAsync("HTMLAnchorElement.prototype.click = function () { window.given = this.download; }");
        await browser.TapAsync("#download");
        await browser.UntilAsync("window.given === 'march.csv.result.csv'");

        await SavesItsOwnMappingAsync(browser);
        await browser.OfflineAsync(true);
        await browser.TapAsync("#try");
        await browser.UntilAsync("document.getElementById('answer').className === 'bad'");
        await stop.CancelAsync();
        await stages;
    }

    private static async Task SavesItsOwnMappingAsync(Browser browser)
    {
        await browser.RunAsync("document.querySelector('#upload details').open = true");
        await browser.TypeAsync("mappingJson", """{"columns":{"saleNumber":"Number","soldAt":"Date","unitPrice":"Total"},"constants":{"currency":"GBP"}}""");
        await browser.TapAsync("#saveMapping");
        await browser.UntilAsync("document.getElementById('mappingAnswer').textContent === 'Saved as version 1.'");
        await GiveAsync(browser, "april.csv", "Number,Date,Total\\nS-2,2026-04-01T10:15:00Z,2.50\\n");
        await browser.TapAsync("#try");
        await browser.UntilAsync("document.getElementById('resultTitle').textContent === 'april.csv, tried'");
        Assert.Equal("acceptable1", (await browser.RunAsync("document.getElementById('outcomes').textContent")).GetString());
        await browser.TapAsync("#language");
        await browser.UntilAsync("document.getElementById('try').textContent === 'Сначала проверить'");
    }

    private static Task<JsonElement> GiveAsync(Browser browser, string name, string text) => browser.RunAsync(
        $$"""
        (() => {
          const data = new DataTransfer();
          data.items.add(new File(["{{text}}"], "{{name}}"));
          const input = document.getElementById('file');
          input.files = data.files;
          input.dispatchEvent(new Event('change'));
        })()
        """);

    /// <summary>Does what the service's loop does, as long as the test lasts.</summary>
    private static async Task ImportAsync(ApiHost host, CancellationToken cancellationToken)
    {
        ImportFiles stage = host.Services.GetServices<IStage>().OfType<ImportFiles>().Single();
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await stage.RunOnceAsync(CancellationToken.None) == 0)
            {
                await Task.Delay(50, CancellationToken.None);
            }
        }
    }

    private static async Task<int> SalesAsync(TestPartner partner) =>
        (await partner.Client.GetAsync("/v1/sales", 200)).GetProperty("items").GetArrayLength();
}
