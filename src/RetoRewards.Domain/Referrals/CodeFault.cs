namespace RetoRewards.Domain.Referrals;

/// <summary>Why a text cannot be a code, so that a till can say what to correct.</summary>
public enum CodeFault
{
    /// <summary>Nothing but spaces and dashes.</summary>
    Empty,

    /// <summary>More characters than any code takes, spaces and dashes included.</summary>
    TooLong,

    /// <summary>A character that no code contains: another script, an emoji, a sign, or the letter U.</summary>
    ForeignCharacter,

    /// <summary>Too few or too many characters once spaces and dashes are taken out.</summary>
    WrongLength,
}
