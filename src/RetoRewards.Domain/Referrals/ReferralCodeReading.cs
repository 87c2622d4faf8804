namespace RetoRewards.Domain.Referrals;

/// <summary>What a typed text turned out to be: a code, a mistyped code, or no code at all.</summary>
public abstract record ReferralCodeReading
{
    private ReferralCodeReading()
    {
    }

    /// <summary>The stable code of the refusal, or null when the text is a code. See <see cref="ReferralRefusals"/>.</summary>
    public abstract string? Refusal { get; }

    /// <summary>The text is a well-formed code. Whether anybody holds it is for the host to look up.</summary>
    /// <param name="Code">The code.</param>
    public sealed record Parsed(ReferralCode Code) : ReferralCodeReading
    {
        /// <inheritdoc/>
        public override string? Refusal => null;
    }

    /// <summary>The shape of a code with a check character that does not fit: a typing error.</summary>
    public sealed record CheckFailed : ReferralCodeReading
    {
        /// <inheritdoc/>
        public override string Refusal => ReferralRefusals.CodeCheckFailed;
    }

    /// <summary>No code at all.</summary>
    /// <param name="Fault">What is wrong with it.</param>
    public sealed record Malformed(CodeFault Fault) : ReferralCodeReading
    {
        /// <inheritdoc/>
        public override string Refusal => ReferralRefusals.CodeMalformed;
    }
}
