using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;

namespace RetoRewards.Domain.Sales;

/// <summary>The check of a sale at the door: well formed or refused, with nothing in between.</summary>
public static class SaleCheck
{
    /// <summary>The most lines of a sale.</summary>
    public const int MaxLines = 200;

    /// <summary>The largest quantity of a line.</summary>
    public const int MaxQuantity = 1_000_000;

    /// <summary>How far ahead of our clock a sale's moment may lie.</summary>
    public static readonly TimeSpan FutureTolerance = TimeSpan.FromMinutes(5);

    /// <summary>Checks a sale and makes it.</summary>
    /// <param name="draft">What came in.</param>
    /// <param name="id">The id it gets.</param>
    /// <param name="channel">Where it came from.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="rounding">What happens to amounts with too many places.</param>
    /// <param name="seller">The seller, when known.</param>
    public static SaleCheckResult Check(
        SaleDraft draft, SaleId id, ChannelId channel, DateTimeOffset now, LineRounding rounding, ParticipantId? seller = null)
    {
        if (!IsPlain(draft.NameSpace, SaleNumber.MaxLength) || !IsPlain(draft.Number, SaleNumber.MaxLength))
        {
            return new SaleCheckResult.Refused(Outcome.NumberInvalid);
        }

        if (draft.Place is not null && !IsPlain(draft.Place, Scope.MaxPlaceLength))
        {
            return new SaleCheckResult.Refused(Outcome.TextInvalid);
        }

        if (draft.SoldAt - now > FutureTolerance)
        {
            return new SaleCheckResult.Refused(Outcome.SoldInFuture);
        }

        if (!Currency.TryFind(draft.CurrencyCode, out Currency? currency))
        {
            return new SaleCheckResult.Refused(Outcome.CurrencyUnknown);
        }

        if (draft.Lines.Count is 0 or > MaxLines)
        {
            return new SaleCheckResult.Refused(draft.Lines.Count == 0 ? Outcome.LinesMissing : Outcome.TooManyLines);
        }

        SaleLine[] lines = new SaleLine[draft.Lines.Count];
        long total = 0;
        for (int index = 0; index < lines.Length; index++)
        {
            Outcome fault = ReadLine(draft.Lines[index], currency, rounding, out lines[index]);
            if (fault != Outcome.Rewarded)
            {
                return new SaleCheckResult.Refused(fault, index);
            }

            total += lines[index].TotalMinorUnits;
        }

        if (total is 0 or > Money.MaxMinorUnits)
        {
            return new SaleCheckResult.Refused(total == 0 ? Outcome.AmountZero : Outcome.AmountTooLarge);
        }

        SaleNumber number = new(draft.NameSpace!, draft.Number!);
        return new SaleCheckResult.Accepted(new Sale(id, number, channel, draft.SoldAt, currency, lines)
        {
            Place = draft.Place,
            Seller = seller,
        });
    }

    // Outcome.Rewarded stands for "no fault": a line at the door is never rewarded, so the value is free.
    private static Outcome ReadLine(SaleDraftLine draft, Currency currency, LineRounding rounding, out SaleLine line)
    {
        line = default;
        if ((draft.Sku is not null && !IsPlain(draft.Sku, Scope.MaxNameLength))
            || (draft.ProductType is not null && !IsPlain(draft.ProductType, Scope.MaxNameLength)))
        {
            return Outcome.TextInvalid;
        }

        if (draft.UnitPrice < 0 || draft.Discount < 0 || draft.Tax < 0 || draft.Shipping < 0)
        {
            return Outcome.AmountNegative;
        }

        if (draft.Quantity is < 1 or > MaxQuantity)
        {
            return Outcome.QuantityOutOfRange;
        }

        decimal most = Money.MaxMinorUnits / currency.MinorUnitsPerUnit;
        if (draft.UnitPrice > most / draft.Quantity || draft.Discount > most || draft.Tax > most || draft.Shipping > most)
        {
            return Outcome.AmountTooLarge;
        }

        decimal gross = draft.Quantity * draft.UnitPrice;
        if (rounding == LineRounding.HalfEven)
        {
            gross = decimal.Round(gross, currency.MinorDigits, MidpointRounding.ToEven);
        }

        if (!Money.TryFromDecimal(gross, currency, out Money? grossMoney)
            || !Money.TryFromDecimal(draft.Discount, currency, out Money? discount)
            || !Money.TryFromDecimal(draft.Tax, currency, out Money? tax)
            || !Money.TryFromDecimal(draft.Shipping, currency, out Money? shipping))
        {
            return Outcome.CurrencyPlaces;
        }

        if (discount.MinorUnits > grossMoney.MinorUnits)
        {
            return Outcome.DiscountTooLarge;
        }

        line = new SaleLine(
            draft.Sku, draft.ProductType, draft.Quantity, grossMoney.MinorUnits, discount.MinorUnits, tax.MinorUnits, shipping.MinorUnits);
        return Outcome.Rewarded;
    }

    private static bool IsPlain(string? text, int most)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > most)
        {
            return false;
        }

        foreach (char character in text)
        {
            if (char.IsControl(character) || char.IsSurrogate(character))
            {
                return false;
            }
        }

        return true;
    }
}
