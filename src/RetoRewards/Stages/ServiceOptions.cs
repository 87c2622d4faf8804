using System.ComponentModel.DataAnnotations;

namespace RetoRewards.Stages;

/// <summary>What a process does of the service.</summary>
[Flags]
internal enum ServiceRoles
{
    None = 0,

    /// <summary>Answers the interface under <c>/v1</c>.</summary>
    Api = 1,

    /// <summary>Runs the stages that touch only the database; of several such processes one at a time.</summary>
    Stages = 2,

    /// <summary>Follows the chain, signs and sends; of several such processes one at a time.</summary>
    Sender = 4,

    All = Api | Stages | Sender,
}

/// <summary>What this process does of the service.</summary>
internal sealed class ServiceOptions : IValidatableObject
{
    public const string Section = "Service";

    /// <summary>One or more of Api, Stages and Sender, with commas between. Default: all. Health is always answered.</summary>
    public ServiceRoles Roles { get; set; } = ServiceRoles.All;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Roles == ServiceRoles.None)
        {
            yield return new ValidationResult("A process has one role at least.", [nameof(Roles)]);
        }
    }
}
