namespace RetoRewards.Domain.Rewards;

/// <summary>What became of the code on a sale.</summary>
/// <param name="Given">Whether the sale carries one.</param>
/// <param name="Owner">Whose it is; null when it is nobody's.</param>
public readonly record struct CodeFacts(bool Given, ParticipantFacts? Owner)
{
    /// <summary>The sale carries no code.</summary>
    public static CodeFacts None => default;

    /// <summary>The sale carries a code that is nobody's.</summary>
    public static CodeFacts Unknown => new(true, null);

    /// <summary>The sale carries somebody's code.</summary>
    public static CodeFacts Of(ParticipantFacts owner) => new(true, owner);
}
