using System.Text.Json;
using RetoRewards.Tests.Api;

namespace RetoRewards.Tests.Till;

/// <summary>The page of a cashier in a real browser, at the width of a phone.</summary>
[Trait("Behaviour", "R15")]
public sealed class TillPageTests
{
    private static readonly Uri Page = new("/till", UriKind.Relative);

    [BrowserFact]
    public async Task A_cashier_signs_in_sells_in_two_taps_and_sells_on_without_a_connection()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync();
        JsonElement key = await partner.Client.PostAsync($"/v1/channels/{channel}/keys", """{"name":"desk"}""", 201);
        await using Browser browser = await Browser.OpenAsync(Browser.Path!);

        await browser.GoToAsync(new Uri(host.Address, "/till?code=7KX"));
        // A partner's key opens several channels, so the page asks which; a workstation's does not.
        await browser.TypeAsync("key", partner.Client.DefaultRequestHeaders.Authorization!.Parameter!);
        await browser.TypeAsync("desk", "Front");
        await browser.TapAsync("#signIn button");
        await browser.UntilAsync($"document.getElementById('ofPartner').value === '{channel}'");
        await browser.RunAsync("document.getElementById('key').value = ''");
        await browser.TypeAsync("key", key.GetProperty("secret").GetString()!);
        await browser.TapAsync("#signIn button");
        await browser.UntilAsync("!document.getElementById('sale').hidden");
        Assert.Equal("7KX", (await browser.RunAsync("document.getElementById('code').value")).GetString());
        Assert.True((await browser.RunAsync("document.documentElement.scrollWidth <= innerWidth")).GetBoolean());

        // A code that cannot be is refused, and the refusal stays to be read.
        await browser.TypeAsync("amount", "3");
        await browser.TapAsync("#sale .main");
        await browser.UntilAsync("document.getElementById('answer').className === 'bad'");
        await browser.UntilAsync("!document.getElementById('refused').hidden");

        // Two taps: the amount, and Done. What the code brings the buyer is said before the second.
        await browser.TypeAsync("code", await partner.AddCodeAsync(await partner.AddCampaignAsync(), await partner.AddParticipantAsync()));
        await browser.TapAsync("#amount");
        await browser.TypeAsync("amount", "12.50");
        await browser.UntilAsync("!document.getElementById('quote').hidden && document.getElementById('quote').textContent.length > 0");
        await browser.TapAsync("#sale .main");
        await browser.UntilAsync("document.getElementById('answer').className === 'good'");
        Assert.Equal(["12.50"], await TotalsAsync(partner));

        await browser.RunAsync("navigator.serviceWorker.ready.then(() => true)");
        await browser.OfflineAsync(true);
        await browser.TypeAsync("amount", "7,25");
        await browser.TapAsync("#sale .main");
        await browser.UntilAsync("document.getElementById('answer').className === 'wait'");
        await browser.UntilAsync("!document.getElementById('waiting').hidden");
        Assert.Equal(["12.50"], await TotalsAsync(partner));

        await browser.OfflineAsync(false);
        // The page sends by itself when it hears of the connection; a cashier's tap before that is as good.
        await browser.RunAsync("document.getElementById('send').click()");
        await browser.UntilAsync("document.getElementById('waiting').hidden");
        Assert.Equal(["12.50", "7.25"], await TotalsAsync(partner));
        await browser.TapAsync("#language");
        await browser.UntilAsync("document.querySelector('#sale .main').textContent === 'Готово'");
        if (Environment.GetEnvironmentVariable("RETO_PICTURES") is { } folder)
        {
            await File.WriteAllBytesAsync(System.IO.Path.Combine(folder, "till.png"), await browser.PictureAsync());
        }
    }

    [BrowserFact]
    public async Task The_page_is_loaded_anew_and_keeps_what_waits_when_nobody_answers()
    {
        await using Browser browser = await Browser.OpenAsync(Browser.Path!);
        await using (ApiHost host = await ApiHost.StartAsync())
        {
            TestPartner partner = await host.AddPartnerAsync();
            Guid channel = await partner.AddChannelAsync();
            JsonElement key = await partner.Client.PostAsync($"/v1/channels/{channel}/keys", """{"name":"desk"}""", 201);
            await browser.GoToAsync(new Uri(host.Address, "/till"));
            await browser.TypeAsync("key", key.GetProperty("secret").GetString()!);
            await browser.TypeAsync("desk", "Front");
            await browser.TapAsync("#signIn button");
            await browser.UntilAsync("!document.getElementById('sale').hidden");
            await browser.RunAsync("navigator.serviceWorker.ready.then(() => true)");
            await browser.UntilAsync("navigator.serviceWorker.controller");
        }

        // The service is gone: not only this page is cut off, the worker is as well.
        await browser.TypeAsync("amount", "7.25");
        await browser.TapAsync("#sale .main");
        await browser.UntilAsync("document.getElementById('answer').className === 'wait' && !document.getElementById('waiting').hidden");
        await browser.ReloadAsync();

        await browser.UntilAsync("!document.getElementById('sale').hidden && document.getElementById('waiting').textContent === '1 to send'");
        await browser.TypeAsync("amount", "1.00");
        await browser.TapAsync("#sale .main");
        await browser.UntilAsync("document.getElementById('waiting').textContent === '2 to send'");
    }

    [Fact]
    public async Task The_page_runs_nothing_but_its_own_files()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        using HttpClient nobody = host.Client(null);

        using HttpResponseMessage page = await nobody.GetAsync(Page);
        string html = await page.Content.ReadAsStringAsync();

        string policy = string.Join(' ', page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("<style", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" on", string.Concat(html.Split('<').Skip(1).Select(tag => tag.Split('>')[0].Replace("content=", "", StringComparison.Ordinal))), StringComparison.Ordinal);
        foreach (string file in html.Split("src=\"").Skip(1).Concat(html.Split("href=\"").Skip(1)).Select(rest => rest.Split('"')[0]))
        {
            using HttpResponseMessage asset = await nobody.GetAsync(new Uri(file, UriKind.Relative));
            Assert.Equal(200, (int)asset.StatusCode);
            Assert.Equal("nosniff", asset.Headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    private static async Task<string[]> TotalsAsync(TestPartner partner) =>
    [
        .. (await partner.Client.GetAsync("/v1/sales", 200)).GetProperty("items").EnumerateArray()
            .Select(sale => sale.GetProperty("total").GetString()!),
    ];
}
