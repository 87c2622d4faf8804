using System.Runtime.CompilerServices;
using System.Text.Json;
using RetoRewards.Chain;

namespace RetoRewards.Tests.Contracts;

/// <summary>The contracts' interface as this service was written for it: a change of the ABI turns this red before it meets a chain.</summary>
public sealed class ContractBindingsTests
{
    /// <summary>Set to 1 to write the lists anew after a change of the contracts that the C# side has followed.</summary>
    private const string AcceptVariable = "RETO_ACCEPT_ABI";

    [Theory]
    [InlineData("RetoToken")]
    [InlineData("RetoCampaigns")]
    public async Task Interface_of_the_contract_is_the_one_this_service_was_written_for(string contract)
    {
        string[] compiled = Entries(contract);
        string path = Path.Combine(VectorFolder(), contract + ".txt");
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            await File.WriteAllLinesAsync(path, compiled);
        }

        Assert.Equal(await File.ReadAllLinesAsync(path), compiled);
    }

    [Theory]
    [InlineData("payBatch", "payBatch(uint64,uint64,bytes32,uint64,uint128,bytes32,bytes,uint256[],bytes)")]
    public void Functions_that_stages_call_have_their_signatures(string name, string signature) =>
        Assert.Equal(signature, RetoContracts.CampaignsAbi.Function(name).Signature);

    [Theory]
    [InlineData("BatchPaid", "campaignId", "tag", "firstReward", "total", "receiptsRoot")]
    [InlineData("CampaignCreated", "campaignId", "partner", "termsHash")]
    [InlineData("CampaignFunded", "campaignId", "amount")]
    [InlineData("LeftoversWithdrawn", "campaignId", "amount")]
    public void Events_that_rooms_read_have_the_arguments_that_they_read(string name, params string[] arguments) =>
        Assert.Subset(
            RetoContracts.CampaignsAbi.Event(name).Inputs.Select(input => input.Name).ToHashSet(), arguments.ToHashSet());

    /// <summary>One line an entry: kind, name, and every argument with its type, name and whether it is indexed; in alphabetical order.</summary>
    private static string[] Entries(string contract)
    {
        using Stream artifact = typeof(RetoContracts).Assembly.GetManifestResourceStream(contract + ".json")
            ?? throw new InvalidOperationException($"The artifact of {contract} is not part of this build.");
        using JsonDocument document = JsonDocument.Parse(artifact);
        return [.. document.RootElement.GetProperty("abi").EnumerateArray().Select(Line).Order(StringComparer.Ordinal)];
    }

    private static string Line(JsonElement entry)
    {
        string name = entry.TryGetProperty("name", out JsonElement named) ? " " + named.GetString() : string.Empty;
        string line = $"{entry.GetProperty("type").GetString()}{name}({Parameters(entry, "inputs")})";
        if (entry.TryGetProperty("stateMutability", out JsonElement mutability))
        {
            line += $" {mutability.GetString()}";
        }

        return entry.TryGetProperty("outputs", out JsonElement outputs) && outputs.GetArrayLength() > 0
            ? $"{line} returns ({Parameters(entry, "outputs")})"
            : line;
    }

    private static string Parameters(JsonElement entry, string list) =>
        entry.TryGetProperty(list, out JsonElement parameters)
            ? string.Join(", ", parameters.EnumerateArray().Select(Parameter))
            : string.Empty;

    private static string Parameter(JsonElement parameter)
    {
        string type = parameter.GetProperty("type").GetString()!;
        if (parameter.TryGetProperty("components", out _))
        {
            type = $"({Parameters(parameter, "components")}){type["tuple".Length..]}";
        }

        bool indexed = parameter.TryGetProperty("indexed", out JsonElement flag) && flag.GetBoolean();
        return $"{type}{(indexed ? " indexed" : string.Empty)} {parameter.GetProperty("name").GetString()}".TrimEnd();
    }

    private static string VectorFolder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "vectors", "abi"));
}
