using System.Globalization;
using Microsoft.Net.Http.Headers;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Api;

/// <summary>Outcomes in words, in the language that the caller accepts.</summary>
internal static class Sentences
{
    /// <summary>The first language of ours that the caller accepts, by preference; English when it accepts none.</summary>
    public static string Language(HttpContext context)
    {
        IEnumerable<string> accepted = context.Request.GetTypedHeaders().AcceptLanguage
            .Where(one => one.Quality is not 0)
            .OrderByDescending(one => one.Quality ?? 1)
            .Select(Primary);
        return accepted.FirstOrDefault(language => OutcomeSentences.Languages.Contains(language)) ?? OutcomeSentences.Languages[0];
    }

    /// <summary>What an outcome says to the partner.</summary>
    public static string ForPartner(Outcome outcome, string language, TokenAmount amount, DateTimeOffset? payableFrom) =>
        Fill(OutcomeSentences.ForPartner(outcome, language), amount, payableFrom);

    /// <summary>What an outcome says to the participant.</summary>
    public static string ForParticipant(Outcome outcome, string language, TokenAmount amount, DateTimeOffset? payableFrom) =>
        Fill(OutcomeSentences.ForParticipant(outcome, language), amount, payableFrom);

    private static string Fill(string sentence, TokenAmount amount, DateTimeOffset? payableFrom) => sentence
        .Replace("{amount}", amount.ToString(), StringComparison.Ordinal)
        .Replace("{date}", payableFrom?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? string.Empty, StringComparison.Ordinal);

    private static string Primary(StringWithQualityHeaderValue one)
    {
        string tag = one.Value.Value ?? string.Empty;
        int dash = tag.IndexOf('-', StringComparison.Ordinal);
#pragma warning disable CA1308 // Language tags are written in lower case.
        return (dash < 0 ? tag : tag[..dash]).ToLowerInvariant();
#pragma warning restore CA1308
    }
}
