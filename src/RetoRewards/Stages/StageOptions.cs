using System.ComponentModel.DataAnnotations;

namespace RetoRewards.Stages;

/// <summary>How often the stages look for work.</summary>
internal sealed class StageOptions
{
    public const string Section = "Stages";

    /// <summary>How often the wait after a failure may double.</summary>
    public const int MaxDoublings = 10;

    /// <summary>Longest wait when nothing signals. Range 10 milliseconds to 1 minute, default 500 milliseconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait after failures in a row. Range 100 milliseconds to 10 minutes, default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromSeconds(30);
}
