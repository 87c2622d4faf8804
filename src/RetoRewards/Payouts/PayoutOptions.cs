using System.ComponentModel.DataAnnotations;
using RetoRewards.Chain.Batches;
using RetoRewards.Domain.Amounts;

namespace RetoRewards.Payouts;

/// <summary>When batches are planned, how large they are, and where their manifests are kept.</summary>
internal sealed class PayoutOptions : IValidatableObject
{
    public const string Section = "Payouts";

    /// <summary>Folder of the manifests: every line of every batch, outside the database, so that losing one is not losing both.</summary>
    [Required]
    public string ManifestDirectory { get; set; } = "manifests";

    /// <summary>Most wallets in a batch; its gas may allow fewer. Range 1 to 400, default 300.</summary>
    [Range(1, PayBatch.MaxWords)]
    public int MaxWallets { get; set; } = 300;

    /// <summary>Most rewards in a batch; its gas may allow fewer. Range 1 to 8,000, default 1,200.</summary>
    [Range(1, PayBatch.MaxRewards)]
    public int MaxRewards { get; set; } = 1_200;

    /// <summary>A batch is planned once so many RETO are payable, in decimal notation, where a campaign says nothing else. Default 0: as soon as anything is.</summary>
    [Required]
    public string MinimumTokens { get; set; } = "0";

    /// <summary>A batch is planned whatever its amount once a reward has been payable for so long, where a campaign says nothing else. Range 0 to 31 days, default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "31.00:00:00")]
    public TimeSpan Cadence { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a batch may be mined after it was planned. Range 10 minutes to 30 days, default 1 day.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "30.00:00:00")]
    public TimeSpan Validity { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Most batches of one campaign that may be on their way at once, so that none fills the lane alone. Range 1 to 128, default 12.</summary>
    [Range(1, 128)]
    public int MaxInFlightPerCampaign { get; set; } = 12;

    /// <summary>How long a participant's new wallet must have stood before rewards go there instead of to the one before, so that whoever
    /// takes an account over does not take what it has earned. The first wallet needs no wait. Range 0 to 31 days, default 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "31.00:00:00")]
    public TimeSpan WalletCooldown { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long a batch that the contract would refuse waits before it is tried again. Range 1 second to 1 day, default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan HeldRetry { get; set; } = TimeSpan.FromMinutes(1);

    public TokenAmount Minimum => TokenAmount.Parse(MinimumTokens);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TokenAmount.TryParse(MinimumTokens, out _))
        {
            yield return new ValidationResult(
                "Payouts:MinimumTokens is no amount of RETO in decimal notation.", [nameof(MinimumTokens)]);
        }
    }
}
