using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetoRewards.Cli.Demo;

/// <summary>How the demonstration ended. Amounts are RETO in decimal notation, as text.</summary>
internal sealed record DemoSummary
{
    /// <summary>Rows of the file behind its header.</summary>
    public required int SalesRead { get; init; }

    /// <summary>Rows that earned a reward.</summary>
    public required int Rewarded { get; init; }

    /// <summary>How many rows ended in each outcome; they add up to <see cref="SalesRead"/>.</summary>
    public required IReadOnlyDictionary<string, int> Outcomes { get; init; }

    /// <summary>The first rows that were refused at the door.</summary>
    public required IReadOnlyList<string> Examples { get; init; }

    /// <summary>Reward lines: one sale may earn several.</summary>
    public required int Rewards { get; init; }

    /// <summary>Participants who were enrolled with a code.</summary>
    public required int Referrers { get; init; }

    public required int Batches { get; init; }

    public required long GasUsed { get; init; }

    /// <summary>Gas of all batches, divided by the rewards that they paid, rounded to whole gas.</summary>
    public required long GasPerReward { get; init; }

    /// <summary>What the ledger calls paid.</summary>
    public required string Paid { get; init; }

    /// <summary>What is promised and was not paid.</summary>
    public required string Owed { get; init; }

    /// <summary>Wallets whose balance on chain was compared with the ledger.</summary>
    public required int Wallets { get; init; }

    /// <summary>The greater of two differences between ledger and chain: by the token's transfers, what was paid for no sale among
    /// them, and by the wallets' balances.</summary>
    public required string Unexplained { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Where the seconds went.</summary>
    public required IReadOnlyDictionary<string, double> Phases { get; init; }

    /// <summary>Whether all that was promised was paid, and the ledger is the chain's.</summary>
    [JsonIgnore]
    public bool IsWhole => Unexplained == "0" && Owed == "0";

    public string ToJson() => JsonSerializer.Serialize(this, DemoJson.Default.DemoSummary);

    /// <summary>Base units as RETO: no exponent, no trailing zeros.</summary>
    public static string Tokens(BigInteger baseUnits)
    {
        string digits = BigInteger.Abs(baseUnits).ToString(CultureInfo.InvariantCulture).PadLeft(19, '0');
        string fraction = digits[^18..].TrimEnd('0');
        return (baseUnits.Sign < 0 ? "-" : "") + digits[..^18] + (fraction.Length == 0 ? "" : "." + fraction);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DemoSummary))]
internal sealed partial class DemoJson : JsonSerializerContext;
