using System.ComponentModel.DataAnnotations;

namespace RetoRewards.Persistence.Leases;

/// <summary>How processes that share a database divide the duties that one at a time fulfils.</summary>
internal sealed class LeaseOptions
{
    public const string Section = "Leases";

    public const int MaxHolderLength = 128;

    /// <summary>
    /// This process's name. A process that starts under the name of the last holder takes its duties back at once, so a
    /// restarted one does not wait for its own silence. Default: the machine's name. Give each process of a machine its own.
    /// </summary>
    [Required]
    [StringLength(MaxHolderLength, MinimumLength = 1)]
    public string Holder { get; set; } = Environment.MachineName;

    /// <summary>How long a holder's beat must stand still, by the watcher's own clock, before another takes over. Range 1 second to 10 minutes, default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Silence { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a holder beats; a third of the silence or less. Range 100 milliseconds to 1 minute, default 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Beat { get; set; } = TimeSpan.FromSeconds(2);
}
