namespace RetoRewards.Cli.Doctor;

/// <summary>The parts that <c>doctor</c> looks at, by their stable names.</summary>
internal static class DoctorPart
{
    public const string Configuration = "configuration";
    public const string Keys = "keys";
    public const string Database = "database";
    public const string Node = "node";
    public const string Contracts = "contracts";
    public const string Operator = "operator";
    public const string Disk = "disk";
    public const string Clock = "clock";
    public const string Alarms = "alarms";
    public const string Journals = "journals";
}

/// <summary>One thing that <c>doctor</c> looked at.</summary>
/// <param name="Part">One of <see cref="DoctorPart"/>.</param>
/// <param name="IsWell">False when somebody has to do something.</param>
/// <param name="Sentence">What was found.</param>
/// <param name="Advice">What to do; empty when all is well.</param>
internal sealed record DoctorFinding(string Part, bool IsWell, string Sentence, string Advice)
{
    public static DoctorFinding Well(string part, string sentence) => new(part, IsWell: true, sentence, "");

    public static DoctorFinding Wrong(string part, string sentence, string advice) => new(part, IsWell: false, sentence, advice);
}
