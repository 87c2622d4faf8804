using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Persistence;
using RetoRewards.Sales.Files;

namespace RetoRewards.Tests.Api;

public sealed class ImportsTests
{
    private const string Header = "sale_number,sold_at,currency,unit_price\n";
    private const string Good = "S-1,2026-03-01T10:15:00Z,GBP,6.40\n";

    [Fact]
    public async Task An_uploaded_file_is_imported_and_every_row_has_an_outcome_to_download()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync();

        JsonElement taken = await UploadAsync(partner, channel, "march.csv", Header + Good + "=1+1,never,GBP,1\n" + Good, 202);
        await DrainAsync<ImportFiles>(host);
        JsonElement import = await partner.Client.GetAsync($"/v1/imports/{taken.GetProperty("importId").GetString()}", 200);

        Assert.Equal("Running", taken.GetProperty("state").GetString());
        Assert.Equal("Done", import.GetProperty("state").GetString());
        Assert.Equal(3, import.GetProperty("rows").GetInt32());
        Assert.Equal(
            """{"recorded":1,"refused:row_malformed":1,"repeated":1}""", import.GetProperty("outcomes").GetRawText());
        using HttpResponseMessage result = await partner.Client.GetAsync(new Uri(
            $"/v1/imports/{taken.GetProperty("importId").GetString()}/result", UriKind.Relative));
        Assert.Equal("text/csv", result.Content.Headers.ContentType?.MediaType);
        string[] lines = (await result.Content.ReadAsStringAsync()).Split("\r\n");
        Assert.Equal("line,sale_number,taken,outcome,sentence", lines[0]);
        Assert.Equal("2,S-1,recorded,waiting:undecided,", lines[1]);
        Assert.StartsWith("3,\"'=1+1\",refused,refused:row_malformed,The sold_at is", lines[2].Replace("\"The", "The", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("4,S-1,repeated,waiting:undecided,", lines[3]);
        Assert.Equal(1, (await partner.Client.GetAsync("/v1/sales", 200)).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_file_above_the_limit_of_other_bodies_is_taken_with_an_idempotency_key_too()
    {
        await using ApiHost host = await ApiHost.StartAsync("--Api:MaxBodyBytes=65536");
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, $"/v1/imports?channelId={channel}&fileName=march.csv")
        {
            Content = new StringContent(Header + Good + new string('\n', 100_000)),
            Headers = { { "Idempotency-Key", "march" } },
        };

        using HttpResponseMessage taken = await partner.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
    }

    [Fact]
    public async Task A_dry_run_judges_every_row_and_records_none()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync();

        JsonElement taken = await UploadAsync(partner, channel, "march.csv&dryRun=true", Header + Good + "S-2,2026-03-01T10:15:00Z,GBP,0\n", 202);
        await DrainAsync<ImportFiles>(host);
        JsonElement import = await partner.Client.GetAsync($"/v1/imports/{taken.GetProperty("importId").GetString()}", 200);

        Assert.Equal("""{"acceptable":1,"refused:amount_zero":1}""", import.GetProperty("outcomes").GetRawText());
        Assert.Equal(0, (await partner.Client.GetAsync("/v1/sales", 200)).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_channels_own_mapping_is_saved_with_a_version_and_read_by_its_files()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync();
        string mapping = """{"columns":{"saleNumber":"Nr","soldAt":"Date","unitPrice":"Total"},"constants":{"currency":"EUR"},"separator":";"}""";

        await partner.Client.SendAsync(HttpMethod.Put, $"/v1/channels/{channel}/mapping", mapping, 428);
        JsonElement saved = await partner.Client.SendAsync(
            HttpMethod.Put, $"/v1/channels/{channel}/mapping", mapping, 200, ("If-Match", "\"0\""));
        await partner.Client.SendAsync(HttpMethod.Put, $"/v1/channels/{channel}/mapping", mapping, 412, ("If-Match", "\"0\""));
        JsonElement wrong = await partner.Client.SendAsync(
            HttpMethod.Put, $"/v1/channels/{channel}/mapping", """{"columns":{"colour":"x"}}""", 400, ("If-Match", "\"1\""));
        await UploadAsync(partner, channel, "march.csv", "Nr;Date;Total\nS-9;2026-03-01T10:15:00Z;12.50\n", 202);
        await DrainAsync<ImportFiles>(host);

        Assert.Equal(1, saved.GetProperty("version").GetInt32());
        Assert.Contains("#/columns/colour", wrong.Pointers());
        JsonElement sale = (await partner.Client.GetAsync("/v1/sales", 200)).GetProperty("items")[0];
        Assert.Equal("12.50", sale.GetProperty("total").GetString());
        Assert.Equal("EUR", sale.GetProperty("currency").GetString());
    }

    [Fact]
    public async Task A_file_that_cannot_be_is_refused_with_its_reason()
    {
        await using ApiHost host = await ApiHost.StartAsync("--Imports:MaxFileBytes", "2048");
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync();

        JsonElement unreadable = await UploadAsync(partner, channel, "a.csv", "colour,size\nred,1\n", 202);
        await DrainAsync<ImportFiles>(host);
        JsonElement import = await partner.Client.GetAsync($"/v1/imports/{unreadable.GetProperty("importId").GetString()}", 200);
        Assert.Equal("Refused", import.GetProperty("state").GetString());
        Assert.Contains("'colour'", import.GetProperty("refusedBecause").GetString(), StringComparison.Ordinal);

        Assert.Equal("mapping_unusable", (await UploadAsync(partner, channel, "a.csv&mapping=mine", Header, 422)).Code());
        Assert.Equal("mapping_unusable", (await UploadAsync(partner, channel, "a.csv&mapping=northwind", Header, 422)).Code());
        Assert.Equal("not_found", (await UploadAsync(partner, Guid.NewGuid(), "a.csv", Header, 404)).Code());
        Assert.Equal(["#/fileName"], (await UploadAsync(partner, channel, "", Header, 400)).Pointers());
        Assert.Equal("body_too_large", (await UploadAsync(partner, channel, "a.csv", new string('x', 3000), 413)).Code());
        Assert.Empty(Directory.EnumerateDirectories(ImportFolderOf(host)));
    }

    [Fact]
    public async Task The_same_file_given_twice_while_it_runs_is_one_import()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync();

        JsonElement first = await UploadAsync(partner, channel, "a.csv", Header + Good, 202);
        JsonElement again = await UploadAsync(partner, channel, "a.csv", Header + Good, 202);
        await DrainAsync<ImportFiles>(host);
        JsonElement later = await UploadAsync(partner, channel, "a.csv", Header + Good, 202);

        Assert.Equal(first.GetProperty("importId").GetString(), again.GetProperty("importId").GetString());
        Assert.NotEqual(first.GetProperty("importId").GetString(), later.GetProperty("importId").GetString());
    }

    [Fact]
    public async Task A_watched_folder_is_emptied_and_every_file_has_its_result_beside_it()
    {
        string watched = Directory.CreateTempSubdirectory("retorewards-watch-").FullName;
        await using ApiHost host = await ApiHost.StartAsync(
            "--Imports:WatchDirectory", watched, "--Imports:QuietTime", "00:00:00", "--Imports:WatchInterval", "00:00:00");
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync("shop-7");
        string byName = Directory.CreateDirectory(Path.Combine(watched, "shop-7")).FullName;
        string byId = Directory.CreateDirectory(Path.Combine(watched, channel.ToString("D"))).FullName;
        string nobodys = Directory.CreateDirectory(Path.Combine(watched, "nobody")).FullName;
        await File.WriteAllTextAsync(Path.Combine(byName, "a.csv"), Header + Good);
        await File.WriteAllTextAsync(Path.Combine(byName, "notes.txt"), "not for us");
        await File.WriteAllTextAsync(
            Path.Combine(byId, "b.ndjson"), """{"sale_number":"S-2","sold_at":"2026-03-01T10:15:00Z","currency":"GBP","unit_price":"3"}""" + "\n");
        await File.WriteAllTextAsync(Path.Combine(nobodys, "c.csv"), Header + Good);

        await DrainAsync<WatchFolders>(host);
        await DrainAsync<ImportFiles>(host);

        Assert.Equal(["notes.txt"], Directory.EnumerateFiles(byName).Select(Path.GetFileName));
        Assert.Equal(
            ["a.csv", "a.csv.result.csv"], Directory.EnumerateFiles(Path.Combine(byName, "done")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains(
            "2,S-1,recorded,waiting:undecided,", await File.ReadAllTextAsync(Path.Combine(byName, "done", "a.csv.result.csv")), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(byId, "done", "b.ndjson.result.csv")));
        Assert.True(File.Exists(Path.Combine(nobodys, "c.csv")));
        Assert.Equal(2, (await partner.Client.GetAsync("/v1/sales", 200)).GetProperty("items").GetArrayLength());
        Directory.Delete(watched, recursive: true);
    }

    private static string ImportFolderOf(ApiHost host) =>
        Path.GetDirectoryName(host.Services.GetRequiredService<ImportFolder>().FolderOf(Guid.Empty))!;

    private static async Task<JsonElement> UploadAsync(TestPartner partner, Guid channel, string fileName, string content, int status)
    {
        using ByteArrayContent body = new(Encoding.UTF8.GetBytes(content));
        body.Headers.ContentType = new("text/csv");
        using HttpResponseMessage response = await partner.Client.PostAsync(
            new Uri($"/v1/imports?channelId={channel}&fileName={fileName}", UriKind.Relative), body);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True((HttpStatusCode)status == response.StatusCode, $"{(int)response.StatusCode}: {text}");
        return JsonElement.Parse(text);
    }

    private static async Task DrainAsync<TStage>(ApiHost host)
        where TStage : IStage
    {
        TStage stage = host.Services.GetServices<IStage>().OfType<TStage>().Single();
        while (await stage.RunOnceAsync(CancellationToken.None) > 0)
        {
        }
    }
}
