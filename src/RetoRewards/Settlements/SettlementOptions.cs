using System.ComponentModel.DataAnnotations;

namespace RetoRewards.Settlements;

/// <summary>How often the ledger is compared with the chain.</summary>
internal sealed class SettlementOptions
{
    public const string Section = "Settlements";

    /// <summary>How often the blocks since the last comparison are compared. Range 1 minute to 7 days, default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan ReconcileEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often everything is compared from the first block on. Range 1 minute to 31 days, default 1 day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "31.00:00:00")]
    public TimeSpan ReconcileAllEvery { get; set; } = TimeSpan.FromDays(1);
}
