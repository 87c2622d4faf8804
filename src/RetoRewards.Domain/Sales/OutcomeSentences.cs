namespace RetoRewards.Domain.Sales;

/// <summary>What an outcome says to people, in English and Russian, to the participant and to the partner (N5).</summary>
/// <remarks>A sentence may hold <c>{amount}</c> and <c>{date}</c>, which the host fills in for the reader.</remarks>
public static class OutcomeSentences
{
    /// <summary>The languages there are, by their ISO 639-1 codes.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "ru"];

    /// <summary>The sentence for the participant.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="language"><c>ru</c> for Russian; English for every other.</param>
    public static string ForParticipant(Outcome outcome, string language) =>
        IsRussian(language) ? RussianSentences.ForParticipant(outcome) : EnglishSentences.ForParticipant(outcome);

    /// <summary>The sentence for the partner.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="language"><c>ru</c> for Russian; English for every other.</param>
    public static string ForPartner(Outcome outcome, string language) =>
        IsRussian(language) ? RussianSentences.ForPartner(outcome) : EnglishSentences.ForPartner(outcome);

    private static bool IsRussian(string language) => string.Equals(language, "ru", StringComparison.Ordinal);
}
