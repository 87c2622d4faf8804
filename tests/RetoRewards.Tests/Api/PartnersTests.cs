using System.Net;
using System.Text.Json;

namespace RetoRewards.Tests.Api;

public sealed class PartnersTests
{
    [Fact]
    public async Task Partner_is_made_read_listed_and_edited()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        JsonElement made = await host.Admin.PostAsync("/v1/partners", $$"""{"name":"Harbour","wallet":"{{ApiHost.Wallet}}"}""", 201);
        Guid id = made.GetProperty("partnerId").GetGuid();

        Assert.Equal(ApiHost.Wallet, (await host.Admin.GetAsync($"/v1/partners/{id}", 200)).GetProperty("wallet").GetString());
        Assert.Equal(1, (await host.Admin.GetAsync("/v1/partners", 200)).GetProperty("items").GetArrayLength());
        JsonElement edited = await host.Admin.SendAsync(
            HttpMethod.Patch, $"/v1/partners/{id}", """{"name":"Harbour Coffee"}""", 200, ("If-Match", "\"1\""));
        Assert.Equal("Harbour Coffee", edited.GetProperty("name").GetString());
        Assert.Equal(2, edited.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Every_faulty_field_is_named_at_once()
    {
        await using ApiHost host = await ApiHost.StartAsync();

        JsonElement problem = await host.Admin.PostAsync("/v1/partners", """{"name":"","wallet":"0x12"}""", 400);

        Assert.Equal("fields_invalid", problem.Code());
        Assert.Equal(["#/name", "#/wallet"], problem.Pointers());
    }

    [Theory]
    [InlineData("0x70997970C51812dc3A010C7d01b50e0d17dc79c8", "address_malformed")]
    [InlineData("0x0000000000000000000000000000000000000000", "address_zero")]
    public async Task Wallet_with_a_wrong_checksum_or_of_nobody_is_refused(string wallet, string code)
    {
        await using ApiHost host = await ApiHost.StartAsync();

        JsonElement problem = await host.Admin.PostAsync("/v1/partners", $$"""{"name":"X","wallet":"{{wallet}}"}""", 400);

        Assert.Equal(code, problem.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Edit_without_If_Match_is_428_and_with_a_stale_one_412()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        string path = $"/v1/partners/{partner.Id}";

        JsonElement missing = await host.Admin.SendAsync(HttpMethod.Patch, path, """{"name":"A"}""", 428);
        JsonElement first = await partner.Client.SendAsync(HttpMethod.Patch, path, """{"name":"A"}""", 200, ("If-Match", "\"1\""));
        JsonElement stale = await host.Admin.SendAsync(HttpMethod.Patch, path, """{"name":"B"}""", 412, ("If-Match", "\"1\""));
        JsonElement weak = await host.Admin.SendAsync(HttpMethod.Patch, path, """{"name":"B"}""", 412, ("If-Match", "W/\"2\""));

        Assert.Equal("if_match_required", missing.Code());
        Assert.Equal("A", first.GetProperty("name").GetString());
        Assert.Equal("version_stale", stale.Code());
        Assert.Equal("version_stale", weak.Code());
        using HttpResponseMessage read = await host.Admin.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal("\"2\"", read.Headers.ETag?.Tag);
    }

    [Fact]
    public async Task Key_works_until_it_is_revoked_and_only_its_hash_is_stored()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        string secret = partner.Client.DefaultRequestHeaders.Authorization!.Parameter!;

        Assert.Matches("^reto_[A-Za-z0-9_-]{43}$", secret);
        await partner.Client.GetAsync($"/v1/partners/{partner.Id}", 200);
        await host.Admin.SendAsync(HttpMethod.Delete, $"/v1/partners/{partner.Id}/api-keys/{partner.KeyId}", null, 200);
        JsonElement problem = await partner.Client.GetAsync($"/v1/partners/{partner.Id}", 401);

        Assert.Equal("api_key_invalid", problem.Code());
        string dump = await DumpAsync(host);
        Assert.Contains("Harbour Coffee", dump, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, dump, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "api_key_missing")]
    [InlineData("reto_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "api_key_invalid")]
    [InlineData("short", "api_key_invalid")]
    public async Task Without_a_good_key_nothing_is_told(string? key, string code)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        using HttpClient client = host.Client(key);

        JsonElement problem = await client.GetAsync("/v1/partners", 401);

        Assert.Equal(code, problem.Code());
        using HttpResponseMessage health = await client.GetAsync(new Uri("/health", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task Partner_may_not_take_partners_on()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();

        JsonElement problem = await partner.Client.PostAsync("/v1/partners", $$"""{"name":"X","wallet":"{{ApiHost.Wallet}}"}""", 403);

        Assert.Equal("forbidden", problem.Code());
    }

    private static async Task<string> DumpAsync(ApiHost host)
    {
        await using RetoRewards.Persistence.RetoDbContext db = host.Read();
        string path = new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(
            Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.GetConnectionString(db.Database)).DataSource;
        System.Text.StringBuilder text = new();
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(path)!))
        {
            await using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using StreamReader reader = new(stream, System.Text.Encoding.Latin1);
            text.Append(await reader.ReadToEndAsync());
        }

        return text.ToString();
    }
}
