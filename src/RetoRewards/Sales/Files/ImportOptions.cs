using System.ComponentModel.DataAnnotations;

namespace RetoRewards.Sales.Files;

/// <summary>Where files of sales are kept while they are imported, and which folder is watched for them.</summary>
internal sealed class ImportOptions
{
    public const string Section = "Imports";

    /// <summary>Folder of the files that were taken: a file stays here until it is imported.</summary>
    [Required]
    public string Directory { get; set; } = "imports";

    /// <summary>Folder that is watched, with a folder for each channel inside, named by the channel's id or its name. Nothing is watched when left out.</summary>
    public string? WatchDirectory { get; set; }

    /// <summary>A file in a watched folder is taken when nobody has written to it for so long. Range 0 to 1 hour, default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan QuietTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a watched folder is looked at. Range 0 to 1 hour, default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest file in bytes. Range 1 KiB to 8 GiB, default 512 MiB.</summary>
    [Range(1024, 8L * 1024 * 1024 * 1024)]
    public long MaxFileBytes { get; set; } = 512L * 1024 * 1024;
}
