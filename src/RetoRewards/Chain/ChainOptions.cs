using System.ComponentModel.DataAnnotations;

namespace RetoRewards.Chain;

/// <summary>How a block comes to count as final.</summary>
internal enum FinalityRule
{
    /// <summary>When <see cref="ChainOptions.Confirmations"/> blocks lie upon it.</summary>
    Confirmations,

    /// <summary>When the node names it, or a later one, by the tag <c>finalized</c>; by confirmations where the node does not know the tag.</summary>
    FinalizedTag,
}

/// <summary>The chain that rewards are paid on, and how it is followed.</summary>
internal sealed class ChainOptions : IValidatableObject
{
    public const string Section = "Chain";

    /// <summary>Most blocks that one run of the follower takes.</summary>
    public const int MaxBlocksPerRun = 128;

    /// <summary>URLs of the nodes; the first one is asked first. May hold access keys, so they are never logged.</summary>
    [MinLength(1)]
    public string[] Endpoints { get; set; } = [];

    /// <summary>The chain's id (EIP-155). A node of another chain is refused.</summary>
    [Range(1, long.MaxValue)]
    public long ChainId { get; set; }

    /// <summary>Where RetoCampaigns lies.</summary>
    [Required]
    public string CampaignsAddress { get; set; } = "";

    /// <summary>Where RetoToken lies.</summary>
    [Required]
    public string TokenAddress { get; set; } = "";

    /// <summary>Deployments before this one whose campaigns go on, the newest of them first. At most 8.</summary>
    [MaxLength(8)]
    public DeploymentOptions[] Earlier { get; set; } = [];

    /// <summary>The first block to follow: the one in which the oldest of the contracts was deployed, or an earlier one. Default 0.</summary>
    [Range(0, long.MaxValue)]
    public long StartBlock { get; set; }

    /// <summary>How a block comes to count as final. Default: by confirmations.</summary>
    public FinalityRule Finality { get; set; } = FinalityRule.Confirmations;

    /// <summary>Blocks that must lie upon a block before it is final. 0 suits a local chain only. Range 0 to 10,000, default 12.</summary>
    [Range(0, 10_000)]
    public int Confirmations { get; set; } = 12;

    /// <summary>Deadline of one call to a node. Range 100 milliseconds to 5 minutes, default 20 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan CallDeadline { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a read that no endpoint answered is asked again, with growing and random waits. Range 0 to 10, default 2.</summary>
    [Range(0, 10)]
    public int ReadRetries { get; set; } = 2;

    /// <summary>How long a sent transaction may stay out of every block before the same bytes are sent again.
    /// Range 100 milliseconds to 1 hour, default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan SilenceBeforeResend { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Blocks that may pass without a sent transaction before it is replaced at higher fees. Range 1 to 1,000, default 3.</summary>
    [Range(1, 1_000)]
    public int BlocksBeforeReplacement { get; set; } = 3;

    /// <summary>Most wei a gas that the service pays, fee for the block's maker included. Default 500 gwei.</summary>
    [Range(1, long.MaxValue)]
    public long MaxFeePerGasWei { get; set; } = 500_000_000_000;

    /// <summary>Most transactions of a lane that may be on their way at once. Range 1 to 128, default 16.</summary>
    [Range(1, 128)]
    public int MaxInFlight { get; set; } = 16;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (int index = 0; index < Endpoints.Length; index++)
        {
            if (!Uri.TryCreate(Endpoints[index], UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
            {
                yield return new ValidationResult(
                    $"Chain:Endpoints:{index} is no http or https URL.", [nameof(Endpoints)]);
            }
        }

        foreach ((string name, string value, bool isRequired) in Addresses())
        {
            bool isAddress = Ethereum.Address.TryParse(value, out Ethereum.Address address) && !address.IsZero;
            if (!isAddress && (isRequired || value.Length > 0))
            {
                yield return new ValidationResult(
                    $"Chain:{name} is no address: 20 bytes in hexadecimal, not all zero, its letters in one case or with the EIP-55 checksum.",
                    [name]);
            }
        }

        string[] campaigns = [CampaignsAddress, .. Earlier.Select(one => one.CampaignsAddress)];
        if (campaigns.Distinct(StringComparer.OrdinalIgnoreCase).Count() < campaigns.Length)
        {
            yield return new ValidationResult("Chain:Earlier names a campaign contract twice.", [nameof(Earlier)]);
        }
    }

    private IEnumerable<(string Name, string Value, bool IsRequired)> Addresses() =>
    [
        (nameof(CampaignsAddress), CampaignsAddress, false),
        (nameof(TokenAddress), TokenAddress, false),
        .. Earlier.SelectMany((one, index) => new[]
        {
            ($"{nameof(Earlier)}:{index}:{nameof(CampaignsAddress)}", one.CampaignsAddress, true),
            ($"{nameof(Earlier)}:{index}:{nameof(TokenAddress)}", one.TokenAddress, true),
        }),
    ];
}

/// <summary>Where the two contracts of an earlier deployment lie.</summary>
internal sealed class DeploymentOptions
{
    /// <summary>Where its RetoCampaigns lies.</summary>
    public string CampaignsAddress { get; set; } = "";

    /// <summary>Where the RetoToken lies that it pays in.</summary>
    public string TokenAddress { get; set; } = "";
}
