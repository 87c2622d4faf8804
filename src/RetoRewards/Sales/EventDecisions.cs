using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales;

/// <summary>What each submission of a group becomes, given what is known and what came before it in the same group.</summary>
internal sealed class EventDecisions(KnownEvents known, DateTimeOffset now)
{
    /// <summary>Sales to be inserted or changed, by their ids.</summary>
    public Dictionary<SaleId, KnownSale> Changed { get; } = [];

    /// <summary>Events to be inserted, with what was told; in order of arrival.</summary>
    public List<(SaleEventRow Row, CheckedEvent Told)> New { get; } = [];

    /// <summary>Stored events that changed: taken up, or superseded.</summary>
    public HashSet<SaleEventRow> Moved { get; } = [];

    /// <summary>Differences that later versions of decided sales came to.</summary>
    public List<(SaleEventRow Row, SaleRow Sale, IReadOnlyList<RefundLine> Lines)> Differences { get; } = [];

    /// <summary>Further numbers of sales.</summary>
    public List<SaleReferenceRow> References { get; } = [];

    /// <summary>Decides one submission.</summary>
    public SaleAnswer Decide(CheckedEvent one)
    {
        if (one.Content is null)
        {
            return one.Refusal!;
        }

        if (known.Events.TryGetValue(one.Key, out SaleEventRow? before))
        {
            return before.ContentHash.AsSpan().SequenceEqual(one.Hash)
                ? new SaleAnswer.Repeated(before.SaleEventId, before.SaleId, before.Outcome)
                : SaleRefusals.EventConflict(one.EventId);
        }

        return one.Content is EventContent.OfSale sale ? DecideSale(one, sale) : DecideOther(one);
    }

    private SaleAnswer DecideSale(CheckedEvent one, EventContent.OfSale content)
    {
        if (CodeRefusals.OfCampaign(one.Channel.PartnerId, content.Code, known.Campaigns) is { } refusal)
        {
            return refusal;
        }

        if (content.CodeCandidates.FirstOrDefault(code => known.Campaigns.ContainsKey((one.Channel.PartnerId, code))) is { } found)
        {
            content = content with { Code = found };
        }

        if (content.Seller is { } seller && !known.Sellers.Contains(seller))
        {
            return SaleRefusals.SellerUnknown();
        }

        KnownSale? sale = one.SaleKeys.Select(key => known.Sales.GetValueOrDefault(key)).FirstOrDefault(found => found is not null);
        if (sale is null)
        {
            return Record(one, NewSale(one, content), SaleEventKind.Sale, outcome: null);
        }

        if (sale.Row.ContentHash.AsSpan().SequenceEqual(one.Hash) || content.RevisedAt < sale.Row.RevisedAt)
        {
            return Record(one, sale, SaleEventKind.Sale, Outcome.Superseded);
        }

        bool decided = sale.IsDecided;
        bool completes = (sale.Row.PaidAt is null && content.PaidAt is not null)
            || (sale.Row.DeliveredAt is null && content.DeliveredAt is not null);
        switch (SaleVersions.Compare(sale.Version, sale.Back, VersionOf(content), decided))
        {
            case VersionChange.Nothing when completes && !decided:
                Replace(sale, sale.Version, content, one.Hash);
                return Record(one, sale, SaleEventKind.Sale, outcome: null);
            case VersionChange.Nothing:
                return Record(one, sale, SaleEventKind.Sale, Outcome.Superseded);
            case VersionChange.Replaces or VersionChange.Lowers when content.KeepsFirst:
                Record(one, sale, SaleEventKind.Sale, Outcome.ContentConflict);
                return SaleRefusals.SaleConflict(sale.Row.SaleNumber, []);
            case VersionChange.Replaces replaces:
                Replace(sale, replaces.Merged, content, one.Hash);
                return Record(one, sale, SaleEventKind.Sale, outcome: null);
            case VersionChange.Lowers lowers:
                sale.Row.Version++;
                sale.Row.RevisedAt = content.RevisedAt ?? sale.Row.RevisedAt;
                sale.Back.AddRange(lowers.Difference);
                Changed.TryAdd(sale.Row.SaleId, sale);
                SaleAnswer answer = Record(one, sale, SaleEventKind.Refund, outcome: null);
                Differences.Add((New[^1].Row, sale.Row, lowers.Difference));
                return answer;
            case VersionChange.Contradicts contradicts:
                Record(one, sale, SaleEventKind.Sale, Outcome.ContentConflict);
                return SaleRefusals.SaleConflict(sale.Row.SaleNumber, contradicts.Fields);
            default:
                throw new InvalidOperationException("No such change.");
        }
    }

    private SaleAnswer.Recorded DecideOther(CheckedEvent one)
    {
        KnownSale? sale = one.SaleKeys.Select(key => known.Sales.GetValueOrDefault(key)).FirstOrDefault(found => found is not null);
        return Record(one, sale, one.Content!.Kind, sale is null ? Outcome.SaleMissing : null);
    }

    private KnownSale NewSale(CheckedEvent one, EventContent.OfSale content)
    {
        Sale told = content.Value;
        SaleRow row = new()
        {
            SaleId = told.Id,
            PartnerId = one.Channel.PartnerId,
            NameSpace = told.Number.NameSpace,
            SaleNumber = told.Number.Number,
            ChannelId = one.Channel.ChannelId,
            SoldAt = told.SoldAt,
            PaidAt = content.PaidAt,
            DeliveredAt = content.DeliveredAt,
            Currency = told.Currency.Code,
            TotalMinorUnits = told.TotalMinorUnits(),
            CustomerId = null,
            Place = told.Place,
            Code = content.Code,
            SellerId = content.Seller,
            Employee = content.Employee,
            ClickId = content.ClickId,
            RevisedAt = content.RevisedAt,
            ContentHash = one.Hash,
        };
        KnownSale sale = new(row, LinesOf(told.Id, VersionOf(content)), content.CustomerNumber, [], []) { IsNew = true };
        Changed.Add(row.SaleId, sale);
        return sale;
    }

    /// <summary>Nothing was earned yet, so the later telling takes the place of the earlier ones, which end as superseded.</summary>
    private void Replace(KnownSale sale, SaleVersion merged, EventContent.OfSale content, byte[] hash)
    {
        SaleRow row = sale.Row;
        row.SoldAt = merged.SoldAt;
        row.PaidAt = content.PaidAt ?? row.PaidAt;
        row.DeliveredAt = content.DeliveredAt ?? row.DeliveredAt;
        row.Currency = merged.CurrencyCode;
        row.TotalMinorUnits = merged.TotalMinorUnits;
        row.Place = merged.Place;
        row.Code = merged.Code;
        row.SellerId = merged.Seller;
        row.Employee = merged.Employee;
        row.ClickId = merged.ClickId;
        row.RevisedAt = content.RevisedAt ?? row.RevisedAt;
        row.Version++;
        row.ContentHash = hash;
        sale.CustomerNumber = merged.CustomerNumber;
        if (!sale.IsNew)
        {
            sale.OldLines ??= sale.Lines;
        }

        sale.Lines = LinesOf(row.SaleId, merged);
        Changed.TryAdd(row.SaleId, sale);
        foreach (SaleEventRow earlier in sale.Undecided)
        {
            Move(earlier, Outcome.Superseded);
        }
    }

    private SaleAnswer.Recorded Record(CheckedEvent one, KnownSale? sale, SaleEventKind kind, Outcome? outcome)
    {
        SaleEventRow row = new()
        {
            SaleEventId = new SaleEventId(Guid.CreateVersion7(now)),
            Arrival = known.Arrivals[New.Count],
            ChannelId = one.Channel.ChannelId,
            EventId = one.EventId,
            ContentHash = one.Hash,
            Kind = kind,
            PartnerId = one.Channel.PartnerId,
            NameSpace = one.Channel.NameSpace,
            SaleNumber = one.SaleNumber,
            SaleId = sale?.Row.SaleId,
            ReceivedAt = now,
            State = outcome is { } what ? SaleEventStates.Of(what) : SaleEventState.Received,
            Outcome = outcome,
            DecidedAt = outcome is null ? null : now,
        };
        known.Events.Add(one.Key, row);
        New.Add((row, one));
        if (sale is not null)
        {
            sale.Tellings.Add(row);
            TakeNumbers(one, sale);
        }

        return new SaleAnswer.Recorded(row.SaleEventId, row.SaleId, outcome);
    }

    /// <summary>From now on the sale is found by every number that was told of it, and what waited for it goes on.</summary>
    private void TakeNumbers(CheckedEvent one, KnownSale sale)
    {
        foreach (SaleKey key in one.SaleKeys)
        {
            if (!known.Sales.TryAdd(key, sale))
            {
                continue;
            }

            if (key.Number != sale.Row.SaleNumber)
            {
                References.Add(new SaleReferenceRow
                {
                    PartnerId = key.Partner,
                    NameSpace = key.NameSpace,
                    Reference = key.Number,
                    SaleId = sale.Row.SaleId,
                });
            }

            foreach (SaleEventRow parked in known.Parked[key].Concat(New
                .Where(added => added.Row.SaleId is null && KeyOf(added.Row) == key).Select(added => added.Row)))
            {
                parked.SaleId = sale.Row.SaleId;
                Move(parked, outcome: null);
                sale.Tellings.Add(parked);
            }
        }
    }

    /// <summary>An event of this very group is inserted as it stands at the end of it; a stored one is updated.</summary>
    private void Move(SaleEventRow row, Outcome? outcome)
    {
        row.Outcome = outcome;
        row.State = outcome is { } what ? SaleEventStates.Of(what) : SaleEventState.Received;
        row.DecidedAt = outcome is null ? null : now;
        if (row.Arrival < known.Arrivals[0])
        {
            Moved.Add(row);
        }
    }

    private static SaleKey KeyOf(SaleEventRow row) => new(row.PartnerId, row.NameSpace, row.SaleNumber);

    private static SaleVersion VersionOf(EventContent.OfSale content) =>
        new(content.Value.SoldAt, content.Value.Currency.Code, content.Value.LineList)
        {
            LineReferences = content.LineReferences,
            Code = content.Code,
            CustomerNumber = content.CustomerNumber,
            Place = content.Value.Place,
            Seller = content.Seller,
            Employee = content.Employee,
            ClickId = content.ClickId,
        };

    private static SaleLineRow[] LinesOf(SaleId sale, SaleVersion version) =>
    [
        .. version.Lines.Select((line, index) => new SaleLineRow
        {
            SaleId = sale,
            LineNumber = index,
            LineReference = version.LineReferences.Count > index ? version.LineReferences[index] : null,
            Sku = line.Sku,
            ProductType = line.ProductType,
            Quantity = line.Quantity,
            GrossMinorUnits = line.GrossMinorUnits,
            DiscountMinorUnits = line.DiscountMinorUnits,
            TaxMinorUnits = line.TaxMinorUnits,
            ShippingMinorUnits = line.ShippingMinorUnits,
        }),
    ];
}
