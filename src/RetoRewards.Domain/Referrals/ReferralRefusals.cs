namespace RetoRewards.Domain.Referrals;

/// <summary>The stable machine codes of every refusal that codes, links and attribution can give.</summary>
/// <remarks>
/// They appear in answers of the API, in webhooks and in stored outcomes, so a published one is never renamed.
/// <see cref="CodeUnknown"/> is given by whoever looked the code up; everything else is decided in this namespace.
/// </remarks>
public static class ReferralRefusals
{
    /// <summary>What was typed cannot be a code at all: wrong length, or a character that no code contains.</summary>
    public const string CodeMalformed = "code_malformed";

    /// <summary>The shape is right and the check character is not: somebody mistyped or misheard a code.</summary>
    public const string CodeCheckFailed = "code_check_failed";

    /// <summary>A well-formed code that nobody was ever given.</summary>
    public const string CodeUnknown = "code_unknown";
}
