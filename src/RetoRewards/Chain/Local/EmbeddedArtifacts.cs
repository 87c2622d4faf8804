using RetoRewards.Ethereum.Contracts;

namespace RetoRewards.Chain.Local;

/// <summary>The compiled contracts, which the build embeds.</summary>
internal static class EmbeddedArtifacts
{
    public static ContractArtifact Token => Read("RetoToken");

    public static ContractArtifact Campaigns => Read("RetoCampaigns");

    /// <summary>The stand-in for an exchange; for local chains and tests only.</summary>
    public static ContractArtifact Exchange => Read("LocalExchange");

    private static ContractArtifact Read(string name)
    {
        using Stream stream = typeof(EmbeddedArtifacts).Assembly.GetManifestResourceStream(name + ".json")
            ?? throw new InvalidOperationException($"The artifact of {name} is not part of this build.");
        using StreamReader reader = new(stream);
        return ContractArtifact.Parse(reader.ReadToEnd());
    }
}
