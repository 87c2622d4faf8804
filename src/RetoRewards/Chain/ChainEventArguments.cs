using System.Globalization;
using System.Numerics;
using System.Text.Json;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Payouts;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Abi;

namespace RetoRewards.Chain;

/// <summary>The arguments of a chain event as rooms read them: amounts, numbers, hashes and wallets of the domain.</summary>
internal sealed class ChainEventArguments
{
    private readonly Dictionary<string, string> values;

    private ChainEventArguments(Dictionary<string, string> values) => this.values = values;

    public static ChainEventArguments Of(ChainEventRow row) =>
        new(JsonSerializer.Deserialize<Dictionary<string, string>>(row.Arguments)
            ?? throw new InvalidOperationException($"The arguments of {row.Name} in block {row.BlockNumber} are no JSON object."));

    /// <summary>What is stored of decoded arguments.</summary>
    public static string Write(AbiValues values)
    {
        Dictionary<string, string> written = [];
        foreach (string name in values.Names)
        {
            written.Add(name, values[name] switch
            {
                BigInteger number => number.ToString(CultureInfo.InvariantCulture),
                byte[] bytes => Hex.Encode(bytes),
                Address address => address.ToLowerHex(),
                bool flag => flag ? "true" : "false",
                object other => other.ToString() ?? "",
            });
        }

        return JsonSerializer.Serialize(written);
    }

    /// <summary>The argument as it is stored.</summary>
    public string Text(string name) => values[name];

    public long Number(string name) => long.Parse(values[name], CultureInfo.InvariantCulture);

    /// <exception cref="OverflowException">The amount is above what a word carries.</exception>
    public TokenAmount Amount(string name) =>
        TokenAmount.FromBaseUnits(UInt128.Parse(values[name], CultureInfo.InvariantCulture));

    public byte[] Hash(string name) => Convert.FromHexString(values[name].AsSpan(2));

    public WalletAddress Wallet(string name) => WalletAddress.FromBytes(Convert.FromHexString(values[name].AsSpan(2)));
}
