using System.ComponentModel.DataAnnotations;

namespace RetoRewards.Observability;

/// <summary>Who may look inside: the metrics and the status page.</summary>
internal sealed class ObservabilityOptions : IValidatableObject
{
    public const string Section = "Observability";

    /// <summary>Shortest key, in characters.</summary>
    public const int MinKeyLength = 20;

    /// <summary>The key of <c>/metrics</c> and <c>/status</c>, a secret of at least 20 characters. Without one both answer 404.</summary>
    public string Key { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Key.Length is > 0 and < MinKeyLength)
        {
            yield return new ValidationResult($"Observability:Key has fewer than {MinKeyLength} characters.", [nameof(Key)]);
        }
    }

    public override string ToString() => "observability (redacted)";
}
