namespace RetoRewards.Domain.Referrals;

/// <summary>The code that a sale carried, looked up.</summary>
public abstract record CodeOnSale
{
    private CodeOnSale()
    {
    }

    /// <summary>A code that somebody holds.</summary>
    /// <param name="Code">What is stored of it.</param>
    public sealed record Held(IssuedCode Code) : CodeOnSale;

    /// <summary>A text that is no code, or a code that nobody holds.</summary>
    /// <param name="Refusal"><c>code_malformed</c>, <c>code_check_failed</c> or <c>code_unknown</c>.</param>
    public sealed record Useless(string Refusal) : CodeOnSale;
}
