using System.ComponentModel.DataAnnotations;

namespace RetoRewards.Observability;

/// <summary>When something has waited so long, or become so little, that a person must know.</summary>
internal sealed class AlarmOptions
{
    public const string Section = "Alarms";

    /// <summary>How often the rows are looked through. Range 1 second to 1 hour, default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an event may stay undecided. Range 1 second to 31 days, default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "31.00:00:00")]
    public TimeSpan UndecidedAfter { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a transaction, a batch, or a reward that is due may stay on its way. Range 1 second to 31 days, default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "31.00:00:00")]
    public TimeSpan UnsettledAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Failures of a stage in a row before it is an alarm. Range 1 to 1,000, default 10.</summary>
    [Range(1, 1_000)]
    public int FailuresInARow { get; set; } = 10;

    /// <summary>Free bytes on the disk of the manifests and of the database. Range 0 to 1 TiB, default 1 GiB.</summary>
    [Range(0, 1L << 40)]
    public long MinFreeDiskBytes { get; set; } = 1L << 30;
}
