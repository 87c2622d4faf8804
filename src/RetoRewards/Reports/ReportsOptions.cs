using System.ComponentModel.DataAnnotations;

namespace RetoRewards.Reports;

/// <summary>What reports may show.</summary>
internal sealed class ReportsOptions
{
    public const string Section = "Reports";

    /// <summary>Fewest people of a place that is shown; places with fewer are merged upwards. A request may ask for more, never for
    /// fewer. Range 2 to 1,000, default 5.</summary>
    [Range(2, 1_000)]
    public int MinPeople { get; set; } = 5;
}
