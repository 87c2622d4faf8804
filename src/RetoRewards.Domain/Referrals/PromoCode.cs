using System.Collections.Frozen;

namespace RetoRewards.Domain.Referrals;

/// <summary>A promo code that a partner chose, such as <c>SUMMER-26</c>, used in place of a generated code.</summary>
/// <remarks>
/// <para>
/// ASCII letters and digits, in groups parted by dashes; case does not matter, and spaces count as dashes. Other
/// scripts are refused, not converted, so that nobody can pass a look-alike for a partner's word.
/// </para>
/// <para>
/// Two promo codes are equal when their <see cref="Key"/>s are: without dashes, O read as 0, I and L as 1. So whatever
/// reads the same when typed is the same code, and the key is what a partner's codes are unique by.
/// </para>
/// <para>
/// A promo code never has the shape of a generated code, whether or not the check symbol fits: a generated code with
/// one typing error would otherwise be taken for somebody's promo code.
/// At least one letter remains after the folding, or it would be taken for a card or a telephone number.
/// Words are the partner's own, so they are not searched for offence.
/// </para>
/// </remarks>
public readonly struct PromoCode : IEquatable<PromoCode>
{
    /// <summary>Fewest letters and digits.</summary>
    public const int MinLength = 4;

    /// <summary>Most letters and digits.</summary>
    public const int MaxLength = 24;

    /// <summary>Most characters that <see cref="TryParse"/> looks at, spaces and dashes included.</summary>
    public const int MaxTypedLength = ReferralCode.MaxTypedLength;

    // Words of the product's own addresses, and what broken software prints for "nothing".
    private static readonly FrozenSet<string> ReservedKeys = new[]
    {
        "ADMIN", "ADMINISTRATOR", "ANONYMOUS", "CANCEL", "CONSOLE", "DEFAULT", "DELETE", "FALSE", "HEALTH", "HELP", "LOGIN", "LOGOUT",
        "NOBODY", "NONE", "NULL", "OPERATOR", "PARTNER", "PORTAL", "PROMO", "PROMOCODE", "REFERRAL", "REFUND", "RETO", "RETOKEN",
        "RETOREWARDS", "REWARD", "REWARDS", "ROOT", "STAFF", "SUPPORT", "SYSTEM", "TEST", "TRUE", "UNDEFINED", "UNKNOWN", "VOID",
    }.Select(KeyOf).ToFrozenSet(StringComparer.Ordinal);

    private readonly string? text;
    private readonly string? key;

    private PromoCode(string text)
    {
        this.text = text;
        key = KeyOf(text);
    }

    /// <summary>The text as it is shown: capitals, digits and single dashes as the partner set them.</summary>
    /// <exception cref="InvalidOperationException">The value is <c>default</c>, which is no code.</exception>
    public string Text => text ?? throw new InvalidOperationException("The default promo code is no code.");

    /// <summary>The text that codes are compared and looked up by: no dashes, O as 0, I and L as 1.</summary>
    /// <exception cref="InvalidOperationException">The value is <c>default</c>, which is no code.</exception>
    public string Key => key ?? throw new InvalidOperationException("The default promo code is no code.");

    /// <summary>Reads what a partner chose, or what a buyer typed.</summary>
    /// <param name="typed">Any text; null counts as empty.</param>
    /// <returns>The code in its normal form, or the refusal.</returns>
    public static PromoCodeReading TryParse(string? typed)
    {
        if (string.IsNullOrEmpty(typed))
        {
            return new PromoCodeReading.Malformed(CodeFault.Empty);
        }

        if (typed.Length > MaxTypedLength)
        {
            return new PromoCodeReading.Malformed(CodeFault.TooLong);
        }

        if (!typed.All(character => char.IsAsciiLetterOrDigit(character) || CodeSeparator.Is(character)))
        {
            return new PromoCodeReading.Malformed(CodeFault.ForeignCharacter);
        }

        var code = new PromoCode(Normal(typed));
        return code.Key.Length switch
        {
            0 => new PromoCodeReading.Malformed(CodeFault.Empty),
            < MinLength or > MaxLength => new PromoCodeReading.Malformed(CodeFault.WrongLength),
            _ when LooksGenerated(code.Key) => new PromoCodeReading.LooksGenerated(),
            _ when code.Key.All(char.IsAsciiDigit) => new PromoCodeReading.NoLetter(),
            _ when ReservedKeys.Contains(code.Key) => new PromoCodeReading.Reserved(),
            _ => new PromoCodeReading.Parsed(code),
        };
    }

    /// <summary>Takes back a text that was stored.</summary>
    /// <param name="stored">What <see cref="Text"/> gave.</param>
    /// <returns>The code.</returns>
    /// <exception cref="FormatException">The text is not the normal form of a promo code: the row is damaged.</exception>
    public static PromoCode FromStored(string stored) =>
        TryParse(stored) is PromoCodeReading.Parsed { Code: var code } && code.Text == stored
            ? code
            : throw new FormatException("The stored text is not the normal form of a promo code.");

    /// <summary>Whether two codes are the same to whoever types them.</summary>
    public static bool operator ==(PromoCode left, PromoCode right) => left.Equals(right);

    /// <summary>Whether two codes differ to whoever types them.</summary>
    public static bool operator !=(PromoCode left, PromoCode right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(PromoCode other) => key == other.key;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PromoCode other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => key is null ? 0 : key.GetHashCode(StringComparison.Ordinal);

    /// <summary>The text, or an empty text for <c>default</c>.</summary>
    public override string ToString() => text ?? string.Empty;

    /// <summary>Whether a key has the shape of a generated code, right check symbol or not.</summary>
    internal static bool LooksGenerated(string key) =>
        key.Length == ReferralCode.Length && key.All(character => CrockfordAlphabet.ValueOf(character) != CrockfordAlphabet.None);

    private static string Normal(string typed)
    {
        string dashed = string.Concat(typed.Select(character => CodeSeparator.Is(character) ? '-' : char.ToUpperInvariant(character)));
        return string.Join('-', dashed.Split('-', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string KeyOf(string normal) =>
        normal.Replace("-", string.Empty, StringComparison.Ordinal).Replace('O', '0').Replace('I', '1').Replace('L', '1');
}
