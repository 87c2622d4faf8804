namespace RetoRewards.Domain.Referrals;

/// <summary>Either kind of code, as a till, a shop or a link hands it over in one field.</summary>
/// <remarks>The shape alone decides the kind, so that a mistyped generated code is never looked up as a promo code.</remarks>
public abstract record TypedCode
{
    private TypedCode()
    {
    }

    /// <summary>The stable code of the refusal, or null when the text is a code. See <see cref="ReferralRefusals"/>.</summary>
    public virtual string? Refusal => null;

    /// <summary>Reads a text as a generated code when it has that shape, else as a promo code.</summary>
    /// <param name="typed">Any text; null counts as empty.</param>
    /// <returns>The code, or the refusal. A promo code is only a candidate: it may name nothing.</returns>
    public static TypedCode Read(string? typed) => ReferralCode.TryParse(typed) switch
    {
        ReferralCodeReading.Parsed { Code: var code } => new Generated(code),
        ReferralCodeReading.CheckFailed failed => new Refused(failed.Refusal, null),
        ReferralCodeReading.Malformed malformed => PromoCode.TryParse(typed) switch
        {
            PromoCodeReading.Parsed { Code: var promo } => new Promo(promo),
            PromoCodeReading.Malformed { Fault: var fault } => new Refused(ReferralRefusals.CodeMalformed, fault),
            _ => new Refused(ReferralRefusals.CodeMalformed, malformed.Fault),
        },
        _ => throw new InvalidOperationException("A reading that does not exist."),
    };

    /// <summary>A well-formed generated code.</summary>
    /// <param name="Code">The code.</param>
    public sealed record Generated(ReferralCode Code) : TypedCode;

    /// <summary>A well-formed promo code.</summary>
    /// <param name="Code">The code.</param>
    public sealed record Promo(PromoCode Code) : TypedCode;

    /// <summary>Neither.</summary>
    /// <param name="Code"><c>code_check_failed</c> or <c>code_malformed</c>.</param>
    /// <param name="Fault">What is wrong with a malformed one; null for a typing error.</param>
    public sealed record Refused(string Code, CodeFault? Fault) : TypedCode
    {
        /// <inheritdoc/>
        public override string Refusal => Code;
    }
}
