namespace RetoRewards.Domain.Sales;

/// <summary>Compares two tellings of one sale.</summary>
/// <remarks>
/// A payment, a checkout, an order and a till may all speak of one sale, some in one sum and some by lines. Whoever speaks of the same
/// money and names nobody else says the same. Until the sale is decided a later telling takes its place. Afterwards its people and its
/// moment stand, less money is a refund of the difference, and more is a contradiction.
/// </remarks>
public static class SaleVersions
{
    /// <summary>What a later telling means.</summary>
    /// <param name="known">What is known: before the decision the last telling, afterwards what was decided.</param>
    /// <param name="back">What later versions gave back of the decided lines already; empty when none did.</param>
    /// <param name="told">The later telling.</param>
    /// <param name="decided">Whether the sale was decided.</param>
    public static VersionChange Compare(SaleVersion known, IReadOnlyList<RefundLine> back, SaleVersion told, bool decided)
    {
        if (!decided)
        {
            return IsCoarser(known, told) ? new VersionChange.Nothing() : new VersionChange.Replaces(Merge(known, told));
        }

        List<string> people = [.. PeopleThatDiffer(known, told)];
        if (people.Count > 0 || known.CurrencyCode != told.CurrencyCode)
        {
            return new VersionChange.Contradicts(known.CurrencyCode == told.CurrencyCode ? people : [.. people, "/currency"]);
        }

        if (SameMoney(known, told) && back.Count == 0)
        {
            return new VersionChange.Nothing();
        }

        return Difference(known, back, told);
    }

    /// <summary>Whether the telling names the same money in no more detail, and nobody whom the known one does not name.</summary>
    private static bool IsCoarser(SaleVersion known, SaleVersion told) =>
        known.CurrencyCode == told.CurrencyCode
        && SameMoney(known, told)
        && !PeopleThatDiffer(known, told).Any()
        && (known.Lines.SequenceEqual(told.Lines)
            ? known.SoldAt == told.SoldAt || LeavesOut(known, told)
            : Detail(told) < Detail(known));

    /// <summary>How much the lines tell: their number first, then the parts that they set apart.</summary>
    private static int Detail(SaleVersion version) => version.Lines.Sum(line =>
        100
        + (line.Sku is null ? 0 : 1)
        + (line.ProductType is null ? 0 : 1)
        + (line.DiscountMinorUnits > 0 ? 1 : 0)
        + (line.TaxMinorUnits > 0 ? 1 : 0)
        + (line.ShippingMinorUnits > 0 ? 1 : 0));

    private static bool LeavesOut(SaleVersion known, SaleVersion told) =>
        (told.Code is null && known.Code is not null)
        || (told.CustomerNumber is null && known.CustomerNumber is not null)
        || (told.Seller is null && known.Seller is not null)
        || (told.ClickId is null && known.ClickId is not null);

    /// <summary>The same lines, or the same sum where one of the two tells it in one.</summary>
    private static bool SameMoney(SaleVersion known, SaleVersion told) =>
        known.Lines.SequenceEqual(told.Lines)
        || ((known.Lines.Count == 1 || told.Lines.Count == 1) && known.TotalMinorUnits == told.TotalMinorUnits);

    private static IEnumerable<string> PeopleThatDiffer(SaleVersion known, SaleVersion told)
    {
        if (Differs(known.Code, told.Code))
        {
            yield return "/code";
        }

        if (Differs(known.CustomerNumber, told.CustomerNumber))
        {
            yield return "/customerNumber";
        }

        if (told.Seller is not null && known.Seller != told.Seller)
        {
            yield return "/sellerId";
        }

        if (Differs(known.Employee, told.Employee))
        {
            yield return "/employee";
        }

        if (Differs(known.ClickId, told.ClickId))
        {
            yield return "/clickId";
        }

        if (Differs(known.Place, told.Place))
        {
            yield return "/place";
        }
    }

    private static bool Differs(string? known, string? told) => told is not null && !string.Equals(known, told, StringComparison.Ordinal);

    private static SaleVersion Merge(SaleVersion known, SaleVersion told)
    {
        // The one that tells the money by lines keeps its lines.
        bool keepLines = SameMoney(known, told) && Detail(known) > Detail(told);
        SaleVersion lines = keepLines ? known : told;
        return new SaleVersion(keepLines ? known.SoldAt : told.SoldAt, told.CurrencyCode, lines.Lines)
        {
            LineReferences = lines.LineReferences,
            Code = told.Code ?? known.Code,
            CustomerNumber = told.CustomerNumber ?? known.CustomerNumber,
            Place = told.Place ?? known.Place,
            Seller = told.Seller ?? known.Seller,
            Employee = told.Employee ?? known.Employee,
            ClickId = told.ClickId ?? known.ClickId,
        };
    }

    private static VersionChange Difference(SaleVersion known, IReadOnlyList<RefundLine> back, SaleVersion told)
    {
        int?[]? matches = Match(known, told);
        if (matches is null)
        {
            return new VersionChange.Contradicts(["/lines"]);
        }

        List<RefundLine> difference = [];
        List<string> higher = [];
        for (int index = 0; index < known.Lines.Count; index++)
        {
            RefundLine left = Left(known.Lines[index], index, back);
            SaleLine now = matches[index] is { } match ? told.Lines[match] : default;
            RefundLine less = new(
                index,
                left.GoodsMinorUnits - (now.GrossMinorUnits - now.DiscountMinorUnits),
                left.TaxMinorUnits - now.TaxMinorUnits,
                left.ShippingMinorUnits - now.ShippingMinorUnits);
            if (less.GoodsMinorUnits < 0 || less.TaxMinorUnits < 0 || less.ShippingMinorUnits < 0)
            {
                higher.Add($"/lines/{matches[index] ?? index}");
            }
            else if (less.GoodsMinorUnits + less.TaxMinorUnits + less.ShippingMinorUnits > 0)
            {
                difference.Add(less);
            }
        }

        return higher.Count > 0 ? new VersionChange.Contradicts(higher)
            : difference.Count > 0 ? new VersionChange.Lowers(difference)
            : new VersionChange.Nothing();
    }

    /// <summary>What is left of a decided line after what went back.</summary>
    private static RefundLine Left(SaleLine line, int index, IReadOnlyList<RefundLine> back)
    {
        RefundLine left = new(index, line.GrossMinorUnits - line.DiscountMinorUnits, line.TaxMinorUnits, line.ShippingMinorUnits);
        foreach (RefundLine one in back.Where(one => one.Line == index))
        {
            left = new RefundLine(
                index,
                left.GoodsMinorUnits - one.GoodsMinorUnits,
                left.TaxMinorUnits - one.TaxMinorUnits,
                left.ShippingMinorUnits - one.ShippingMinorUnits);
        }

        return left;
    }

    /// <summary>For each known line the told one: by place where there are as many, else by name; null when that is not clear.</summary>
    private static int?[]? Match(SaleVersion known, SaleVersion told)
    {
        if (known.Lines.Count == told.Lines.Count)
        {
            return [.. Enumerable.Range(0, known.Lines.Count).Select(index => (int?)index)];
        }

        Dictionary<string, int> byName = new(StringComparer.Ordinal);
        for (int index = 0; index < told.Lines.Count; index++)
        {
            if (told.LineName(index) is not { } name || !byName.TryAdd(name, index))
            {
                return null;
            }
        }

        int?[] matches = new int?[known.Lines.Count];
        for (int index = 0; index < matches.Length; index++)
        {
            if (known.LineName(index) is not { } name)
            {
                return null;
            }

            matches[index] = byName.Remove(name, out int found) ? found : null;
        }

        return byName.Count == 0 ? matches : null;
    }
}
