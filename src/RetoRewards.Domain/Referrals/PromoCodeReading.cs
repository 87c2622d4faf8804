namespace RetoRewards.Domain.Referrals;

/// <summary>What a text turned out to be: a promo code, or one of the reasons why it cannot be one.</summary>
public abstract record PromoCodeReading
{
    private PromoCodeReading()
    {
    }

    /// <summary>The stable code of the refusal, or null when the text is a promo code. See <see cref="ReferralRefusals"/>.</summary>
    public abstract string? Refusal { get; }

    /// <summary>A promo code in its normal form. Whether it is in use is for the host to look up.</summary>
    /// <param name="Code">The code.</param>
    public sealed record Parsed(PromoCode Code) : PromoCodeReading
    {
        /// <inheritdoc/>
        public override string? Refusal => null;
    }

    /// <summary>Too short, too long, or with a character that no promo code contains.</summary>
    /// <param name="Fault">What is wrong with it.</param>
    public sealed record Malformed(CodeFault Fault) : PromoCodeReading
    {
        /// <inheritdoc/>
        public override string Refusal => ReferralRefusals.CodeMalformed;
    }

    /// <summary>Digits only, once O, I and L are read as digits: it would be taken for a card or a telephone number.</summary>
    public sealed record NoLetter : PromoCodeReading
    {
        /// <inheritdoc/>
        public override string Refusal => ReferralRefusals.PromoCodeNoLetter;
    }

    /// <summary>A word that the service keeps for itself.</summary>
    public sealed record Reserved : PromoCodeReading
    {
        /// <inheritdoc/>
        public override string Refusal => ReferralRefusals.PromoCodeReserved;
    }

    /// <summary>Ten characters that a generated code could consist of.</summary>
    public sealed record LooksGenerated : PromoCodeReading
    {
        /// <inheritdoc/>
        public override string Refusal => ReferralRefusals.PromoCodeLooksGenerated;
    }
}
