using Microsoft.Extensions.Options;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Contracts;

namespace RetoRewards.Chain;

/// <summary>A deployment of our two contracts.</summary>
internal sealed record RetoDeployment(Address Campaigns, Address Token);

/// <summary>Our contracts: where they lie and what they understand. A new version is a new deployment; all are followed at once.</summary>
internal sealed class RetoContracts(IOptions<ChainOptions> options)
{
    /// <summary>What RetoCampaigns understands, from the compiled contract that the build embeds.</summary>
    public static ContractAbi CampaignsAbi { get; } = Read("RetoCampaigns");

    /// <summary>What RetoToken understands.</summary>
    public static ContractAbi TokenAbi { get; } = Read("RetoToken");

    /// <summary>Every deployment, the newest first.</summary>
    public IReadOnlyList<RetoDeployment> All { get; } =
    [
        new(Address.Parse(options.Value.CampaignsAddress), Address.Parse(options.Value.TokenAddress)),
        .. options.Value.Earlier.Select(one => new RetoDeployment(Address.Parse(one.CampaignsAddress), Address.Parse(one.TokenAddress))),
    ];

    /// <summary>The newest RetoCampaigns, in which new campaigns are made.</summary>
    public Address Campaigns => All[0].Campaigns;

    /// <summary>The token that the newest RetoCampaigns pays in.</summary>
    public Address Token => All[0].Token;

    private static ContractAbi Read(string name)
    {
        using Stream stream = typeof(RetoContracts).Assembly.GetManifestResourceStream(name + ".json")
            ?? throw new InvalidOperationException($"The artifact of {name} is not part of this build.");
        using StreamReader reader = new(stream);
        return ContractArtifact.Parse(reader.ReadToEnd()).Abi;
    }
}
