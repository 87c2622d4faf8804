using Microsoft.Extensions.Options;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Contracts;

namespace RetoRewards.Chain;

/// <summary>Our two contracts: where they lie and what they understand.</summary>
internal sealed class RetoContracts(IOptions<ChainOptions> options)
{
    /// <summary>What RetoCampaigns understands, from the compiled contract that the build embeds.</summary>
    public static ContractAbi CampaignsAbi { get; } = Read("RetoCampaigns");

    /// <summary>What RetoToken understands.</summary>
    public static ContractAbi TokenAbi { get; } = Read("RetoToken");

    public Address Campaigns { get; } = Address.Parse(options.Value.CampaignsAddress);

    public Address Token { get; } = Address.Parse(options.Value.TokenAddress);

    private static ContractAbi Read(string name)
    {
        using Stream stream = typeof(RetoContracts).Assembly.GetManifestResourceStream(name + ".json")
            ?? throw new InvalidOperationException($"The artifact of {name} is not part of this build.");
        using StreamReader reader = new(stream);
        return ContractArtifact.Parse(reader.ReadToEnd()).Abi;
    }
}
