using RetoRewards.Domain.Amounts;

namespace RetoRewards.Domain.Campaigns;

/// <summary>What a rule pays: nothing, a percentage of the base, or a fixed amount of RETO or of a currency.</summary>
public sealed record Rate
{
    private Rate(RateKind kind, BasisPoints share, TokenAmount amount, Money? fixedMoney)
    {
        Kind = kind;
        Share = share;
        Amount = amount;
        FixedMoney = fixedMoney;
    }

    /// <summary>How it is stated.</summary>
    public RateKind Kind { get; }

    /// <summary>The share of a percentage.</summary>
    public BasisPoints Share { get; }

    /// <summary>The amount of a rate fixed in RETO.</summary>
    public TokenAmount Amount { get; }

    /// <summary>The amount of a rate fixed in a currency.</summary>
    public Money? FixedMoney { get; }

    /// <summary>Nothing is paid.</summary>
    public static Rate Nothing { get; } = new(RateKind.Nothing, default, default, null);

    /// <summary>A percentage of the base, in basis points.</summary>
    public static Rate Percentage(BasisPoints share) => new(RateKind.Percentage, share, default, null);

    /// <summary>A percentage of the base, in basis points from 0 to 10,000.</summary>
    public static Rate Percentage(int shareBps) => Percentage(new BasisPoints(shareBps));

    /// <summary>A fixed amount of RETO.</summary>
    public static Rate Tokens(TokenAmount amount) => new(RateKind.Tokens, default, amount, null);

    /// <summary>A fixed amount of a currency.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The amount is negative or above the bound of a sale.</exception>
    public static Rate Currency(Money amount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount.MinorUnits, nameof(amount));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(amount.MinorUnits, Money.MaxMinorUnits, nameof(amount));
        return new Rate(RateKind.Currency, default, default, amount);
    }
}
