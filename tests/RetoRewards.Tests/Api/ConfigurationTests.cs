using Microsoft.Extensions.Configuration;
using RetoRewards.Cli;

namespace RetoRewards.Tests.Api;

public sealed class ConfigurationTests
{
    private const string Wallet = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    private static readonly Dictionary<string, string?> Good = new()
    {
        ["Chain:Endpoints:0"] = "http://127.0.0.1:9",
        ["Chain:ChainId"] = "31337",
        ["Chain:CampaignsAddress"] = Wallet,
        ["Chain:TokenAddress"] = Wallet,
        ["Keys:Mnemonic"] = "test test test test test test test test test test test junk",
    };

    [Fact]
    public void Good_configuration_has_no_fault() => Assert.Empty(Faults([]));

    [Fact]
    public void Every_bad_value_is_named_at_once_and_none_is_shown()
    {
        IReadOnlyList<string> faults = Faults(new()
        {
            ["Api:Burst"] = "0",
            ["Api:MaxBodyBytes"] = "secret-lots",
            ["Database:Pth"] = "x",
            ["Stages:Poll"] = "soon",
            ["Keys:Mnemonic"] = "",
        });

        Assert.Contains(faults, fault => fault.StartsWith("Api:Burst", StringComparison.Ordinal));
        Assert.Contains("Api:MaxBodyBytes is not a number in range.", faults);
        Assert.Contains("Database:Pth is no setting of this version.", faults);
        Assert.Contains("Stages:Poll is not a duration such as 00:00:05.", faults);
        Assert.Contains(faults, fault => fault.StartsWith("Keys:Mnemonic", StringComparison.Ordinal));
        Assert.Equal(5, faults.Count);
        Assert.DoesNotContain(faults, fault => fault.Contains("secret-lots", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_setting_that_the_documents_name_is_taken()
    {
        Assert.Empty(Faults(new()
        {
            ["PriceFeeds:Feeds:0:Currency"] = "GBP",
            ["PriceFeeds:Feeds:0:Address"] = Wallet,
            ["PriceFeeds:Feeds:0:Decimals"] = "8",
            ["PriceFeeds:Feeds:0:Least"] = "1",
            ["PriceFeeds:Feeds:0:Most"] = "1000000",
            ["Links:LandingHosts:0"] = "shop.example",
            ["Places:TrustedProxies:0"] = "10.0.0.0/8",
            ["Chain:Earlier:0:CampaignsAddress"] = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
            ["Chain:Earlier:0:TokenAddress"] = Wallet,
            ["Logging:Level"] = "Warning",
            ["Logging:Json"] = "true",
            ["Service:Roles"] = "Api, Stages",
            ["Logging:Console:FormatterName"] = "Json",
        }));
    }

    [Theory]
    [InlineData("PriceFeeds:Feeds:0:Decimals", "x", "PriceFeeds:Feeds:0:Decimals is not a number in range.")]
    [InlineData("Chain:Earlier:0:CampaignAddress", Wallet, "Chain:Earlier:0:CampaignAddress is no setting of this version.")]
    [InlineData("Links:LandingHosts", "shop.example", "Links:LandingHosts is a list: write Links:LandingHosts:0 and so on.")]
    [InlineData("Places:TrustedProxies:first", "10.0.0.0/8", "Places:TrustedProxies:first is no number of the list's.")]
    [InlineData("Api:Burst:0", "5", "Api:Burst takes one value.")]
    [InlineData("Logging:Level", "Loud", "Logging:Level is not one of Verbose, Debug, Information, Warning, Error, Fatal.")]
    [InlineData("Service:Roles", "99", "Service:Roles is not one of None, Api, Stages, Sender, All.")]
    [InlineData("Service:Roles", "None", "Service:Roles: A process has one role at least.")]
    public void A_setting_that_cannot_be_is_named_wherever_it_stands(string setting, string value, string sentence) =>
        Assert.Contains(sentence, Faults(new() { [setting] = value }));

    [Fact]
    public void A_mistyped_section_on_the_command_line_is_named_and_the_environment_is_left_alone()
    {
        IReadOnlyList<string> faults = ConfigurationCheck.Faults(new ConfigurationBuilder()
            .AddInMemoryCollection(Good)
            .AddInMemoryCollection([new("PATH", "x"), new("Other:Program", "y")])
            .AddCommandLine(["--Apii:Burst=5", "--urls=http://127.0.0.1:0", "--Api:Burst=5"])
            .Build());

        Assert.Equal(["Apii is no setting of this version."], faults);
    }

    [Fact]
    public void A_level_of_logging_that_cannot_be_is_told_by_the_check_and_not_by_a_crash() =>
        Assert.Contains(
            ConfigurationCheck.Faults(RetoRewardsHost.CreateBuilder(["--Logging:Level=Loud"]).Configuration),
            fault => fault.StartsWith("Logging:Level", StringComparison.Ordinal));

    [Fact]
    public async Task Administrators_key_is_made_by_the_command_and_opens_the_service()
    {
        string folder = Directory.CreateTempSubdirectory("retorewards-key-").FullName;
        using StringWriter output = new();
        using StringWriter errors = new();

        int code = await AdminKeyCommand.RunAsync(
            ["--Database:Path", Path.Combine(folder, "a.db"), "--Logging:Level", "Fatal"], "first", output, errors, CancellationToken.None);

        Assert.Equal(0, code);
        Assert.Matches("^reto_[A-Za-z0-9_-]{43}$", output.ToString().Trim());
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static IReadOnlyList<string> Faults(Dictionary<string, string?> changes) => ConfigurationCheck.Faults(
        new ConfigurationBuilder().AddInMemoryCollection(Good).AddInMemoryCollection(changes).Build());
}
