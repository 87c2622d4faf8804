using RetoRewards.Domain.Referrals;

namespace RetoRewards.Domain.Rewards;

/// <summary>What became of the code on a sale.</summary>
/// <param name="Given">Whether the sale carries one.</param>
/// <param name="Owner">Who is credited for it: its owner, or the employer of an employee's code; null when it is nobody's.</param>
public readonly record struct CodeFacts(bool Given, ParticipantFacts? Owner)
{
    /// <summary>The sale carries no code.</summary>
    public static CodeFacts None => default;

    /// <summary>The sale carries a code that is nobody's.</summary>
    public static CodeFacts Unknown => new(true, null);

    /// <summary>The employee whose code it is; null for none (T15).</summary>
    public ParticipantFacts? Employee { get; init; }

    /// <summary>What is stored of it; null when it is known to count at the sale.</summary>
    public IssuedCode? Code { get; init; }

    /// <summary>The sale carries somebody's code, which counts.</summary>
    public static CodeFacts Of(ParticipantFacts owner) => new(true, owner);

    /// <summary>The sale carries somebody's code, with what is stored of it.</summary>
    /// <param name="credited">Its owner, or the employer of an employee's code.</param>
    /// <param name="employee">The owner of an employee's code; null for none.</param>
    /// <param name="code">What is stored.</param>
    public static CodeFacts Of(ParticipantFacts credited, ParticipantFacts? employee, IssuedCode code) =>
        new(true, credited) { Employee = employee, Code = code };
}
