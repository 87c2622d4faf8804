using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using RetoRewards.Observability;

namespace RetoRewards.Tests.Api;

public sealed class OperationsTests
{
    private const string Key = "a-key-for-operators-only";

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/status")]
    public async Task Without_a_configured_key_there_is_nothing_to_see(string path)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        using HttpClient nobody = host.Client(null);

        Assert.Equal(HttpStatusCode.NotFound, (await nobody.GetAsync(new Uri(path, UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Admin.GetAsync(new Uri(path, UriKind.Relative))).StatusCode);
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/status")]
    public async Task Only_the_operators_key_opens_and_no_API_key_does(string path)
    {
        await using ApiHost host = await ApiHost.StartAsync("--Observability:Key", Key);
        using HttpClient nobody = host.Client(null);
        Uri uri = new(path, UriKind.Relative);

        using HttpResponseMessage refused = await nobody.GetAsync(uri);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.StartsWith("Basic", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Admin.GetAsync(uri)).StatusCode);

        nobody.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        Assert.Equal(HttpStatusCode.OK, (await nobody.GetAsync(uri)).StatusCode);
        nobody.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("anyone:" + Key)));
        Assert.Equal(HttpStatusCode.OK, (await nobody.GetAsync(uri)).StatusCode);
        nobody.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("anyone:" + Key + "x")));
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync(uri)).StatusCode);
    }

    [Fact]
    public async Task Status_says_what_is_wrong_and_what_to_do_for_a_person_and_for_a_machine()
    {
        await using ApiHost host = await ApiHost.StartAsync("--Observability:Key", Key);
        Alarms alarms = host.Services.GetService(typeof(Alarms)) as Alarms ?? throw new InvalidOperationException();
        // An alarm that no watching stage derives from rows, and so none clears in between.
        await host.WriteAsync(write => alarms.RaiseAsync(write, AlarmNames.JournalBroken, "campaign:1", "Row <7> was changed."));
        using HttpClient operatorClient = host.Client(Key);

        JsonElement status = await operatorClient.GetAsync("/status", 200);
        Assert.False(status.GetProperty("allWell").GetBoolean());
        JsonElement alarm = status.GetProperty("alarms").EnumerateArray().Single(one => one.GetProperty("alarm").GetString() == "journal_broken");
        Assert.Equal("campaign:1", alarm.GetProperty("subject").GetString());
        Assert.Equal(AlarmAdvice.Of(AlarmNames.JournalBroken), alarm.GetProperty("advice").GetString());

        operatorClient.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        string page = await operatorClient.GetStringAsync(new Uri("/status", UriKind.Relative));
        Assert.Contains("Row &lt;7&gt; was changed.", page, StringComparison.Ordinal);
        Assert.Contains("Restore and compare", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_are_in_the_text_format_and_name_no_one()
    {
        await using ApiHost host = await ApiHost.StartAsync("--Observability:Key", Key);
        TestPartner partner = await host.AddPartnerAsync();
        using HttpClient operatorClient = host.Client(Key);
        Measures.IntakeEvent("recorded");
        Measures.NodeCall("eth_call", "ok", TimeSpan.FromMilliseconds(3));

        using HttpResponseMessage response = await operatorClient.GetAsync(new Uri("/metrics", UriKind.Relative));
        string text = await response.Content.ReadAsStringAsync();

        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("retorewards_intake_events_total{outcome=\"recorded\"}", text, StringComparison.Ordinal);
        Assert.Contains("retorewards_node_call_duration_seconds_count{method=\"eth_call\",outcome=\"ok\"}", text, StringComparison.Ordinal);
        Assert.Contains("retorewards_write_gate_wait_seconds_bucket{priority=\"intake\",le=", text, StringComparison.Ordinal);
        Assert.Contains("retorewards_lanes_halted", text, StringComparison.Ordinal);
        Assert.DoesNotContain(partner.Id.ToString(), text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_label_has_a_bounded_number_of_values()
    {
        await using ApiHost host = await ApiHost.StartAsync("--Observability:Key", Key);
        using HttpClient operatorClient = host.Client(Key);
        for (int index = 0; index < 3 * Measures.MaxLabels; index++)
        {
            Measures.WebhookRefused($"made_up_{index}");
        }

        string text = await operatorClient.GetStringAsync(new Uri("/metrics", UriKind.Relative));

        int series = text.Split('\n').Count(line => line.StartsWith("retorewards_webhook_refusals_total{", StringComparison.Ordinal));
        Assert.InRange(series, 2, Measures.MaxLabels + 1);
        Assert.Contains("{code=\"other\"}", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_short_key_stops_the_start()
    {
        await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            () => ApiHost.StartAsync("--Observability:Key", "short"));
    }
}
