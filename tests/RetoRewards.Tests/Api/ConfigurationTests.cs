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
