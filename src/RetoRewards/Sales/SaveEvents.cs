using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Sales;
using RetoRewards.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Sales;

/// <summary>Writes what a group of submissions became, in the caller's transaction.</summary>
internal static class SaveEvents
{
    private static readonly string[] ChangedColumns =
    [
        nameof(SaleRow.SoldAt), nameof(SaleRow.PaidAt), nameof(SaleRow.DeliveredAt), nameof(SaleRow.Currency),
        nameof(SaleRow.TotalMinorUnits), nameof(SaleRow.CustomerId), nameof(SaleRow.Place), nameof(SaleRow.Code),
        nameof(SaleRow.SellerId), nameof(SaleRow.Employee), nameof(SaleRow.ClickId), nameof(SaleRow.Version),
        nameof(SaleRow.RevisedAt), nameof(SaleRow.ContentHash),
    ];

    public static async Task ExecuteAsync(WriteTransaction write, EventDecisions decisions, DateTimeOffset now)
    {
        Dictionary<(Domain.Campaigns.PartnerId Partner, string Number), CustomerId> customers =
            await RegisterAsync(write, decisions, now);
        SaveSales(write, decisions, customers);
        write.Insert(decisions.References);
        write.Insert([.. decisions.New.Select(one => one.Row)]);
        write.Update(
            [.. decisions.Moved],
            nameof(SaleEventRow.SaleId),
            nameof(SaleEventRow.State),
            nameof(SaleEventRow.Outcome),
            nameof(SaleEventRow.DecidedAt));
        write.Insert([.. decisions.New
            .Where(one => !one.Told.Told.Body.IsEmpty)
            .Select(one => new SaleEventBodyRow { SaleEventId = one.Row.SaleEventId, Body = one.Told.Told.Body.ToArray() })]);
        InsertContents(write, decisions, customers);
        await ResolveLinesAsync(write, decisions);
    }

    private static async Task<Dictionary<(Domain.Campaigns.PartnerId Partner, string Number), CustomerId>> RegisterAsync(
        WriteTransaction write, EventDecisions decisions, DateTimeOffset now)
    {
        IEnumerable<(Domain.Campaigns.PartnerId Partner, string? Number)> told = decisions.Changed.Values
            .Select(sale => (sale.Row.PartnerId, sale.CustomerNumber))
            .Concat(decisions.New.Select(one => (one.Row.PartnerId, (one.Told.Content as EventContent.OfFeedback)?.CustomerNumber)));
        Dictionary<(Domain.Campaigns.PartnerId Partner, string Number), CustomerId> customers = [];
        foreach (IGrouping<Domain.Campaigns.PartnerId, string> ofPartner in told
            .Where(one => one.Number is not null).GroupBy(one => one.Partner, one => one.Number!))
        {
            foreach ((string number, CustomerRow row) in await RegisterCustomers.ExecuteAsync(write, ofPartner.Key, [.. ofPartner], now))
            {
                customers.Add((ofPartner.Key, number), row.CustomerId);
            }
        }

        return customers;
    }

    private static void SaveSales(
        WriteTransaction write,
        EventDecisions decisions,
        Dictionary<(Domain.Campaigns.PartnerId Partner, string Number), CustomerId> customers)
    {
        KnownSale[] sales = [.. decisions.Changed.Values];
        foreach (KnownSale sale in sales)
        {
            sale.Row.CustomerId = sale.CustomerNumber is { } number ? customers[(sale.Row.PartnerId, number)] : null;
        }

        write.Insert([.. sales.Where(sale => sale.IsNew).Select(sale => sale.Row)]);
        write.Update([.. sales.Where(sale => !sale.IsNew).Select(sale => sale.Row)], ChangedColumns);
        write.Delete([.. sales.Where(sale => sale.OldLines is not null).SelectMany(sale => sale.OldLines!)]);
        write.Insert([.. sales.Where(sale => sale.IsNew || sale.OldLines is not null).SelectMany(sale => sale.Lines)]);
    }

    private static void InsertContents(
        WriteTransaction write,
        EventDecisions decisions,
        Dictionary<(Domain.Campaigns.PartnerId Partner, string Number), CustomerId> customers)
    {
        foreach ((SaleEventRow row, CheckedEvent told) in decisions.New)
        {
            switch (told.Content)
            {
                case EventContent.OfPayment payment:
                    write.InsertOne(new SalePaymentRow
                    {
                        SaleEventId = row.SaleEventId,
                        PaidAt = payment.PaidAt,
                        Currency = payment.Currency.Code,
                        MinorUnits = payment.MinorUnits,
                    });
                    break;
                case EventContent.OfDelivery delivery:
                    write.InsertOne(new SaleDeliveryRow
                    {
                        SaleEventId = row.SaleEventId,
                        DeliveredAt = delivery.IsReturn ? null : delivery.At,
                        ReturnedAt = delivery.IsReturn ? delivery.At : null,
                    });
                    break;
                case EventContent.OfRefund refund:
                    InsertRefund(write, row.SaleEventId, refund);
                    break;
                case EventContent.OfFeedback feedback:
                    InsertFeedback(write, row, feedback, customers);
                    break;
            }
        }

        foreach ((SaleEventRow row, SaleRow sale, IReadOnlyList<RefundLine> lines) in decisions.Differences)
        {
            write.InsertOne(new SaleRefundRow
            {
                SaleEventId = row.SaleEventId,
                RefundedAt = sale.RevisedAt ?? row.ReceivedAt,
                Currency = sale.Currency,
                Whole = false,
                MinorUnits = null,
                PaymentEventId = null,
                SaleVersion = sale.Version,
            });
            write.Insert([.. lines.Select((line, index) => new SaleRefundLineRow
            {
                SaleEventId = row.SaleEventId,
                Ordinal = index,
                LineNumber = line.Line,
                LineReference = null,
                GoodsMinorUnits = line.GoodsMinorUnits,
                TaxMinorUnits = line.TaxMinorUnits,
                ShippingMinorUnits = line.ShippingMinorUnits,
            })]);
        }
    }

    private static void InsertRefund(WriteTransaction write, SaleEventId eventId, EventContent.OfRefund refund)
    {
        write.InsertOne(new SaleRefundRow
        {
            SaleEventId = eventId,
            RefundedAt = refund.At,
            Currency = refund.Currency?.Code,
            Whole = refund.Whole,
            MinorUnits = refund.MinorUnits,
            PaymentEventId = refund.PaymentEventId,
        });
        write.Insert([.. refund.Lines.Select((line, index) => new SaleRefundLineRow
        {
            SaleEventId = eventId,
            Ordinal = index,
            LineNumber = line.Line,
            LineReference = line.Reference,
            GoodsMinorUnits = line.GoodsMinorUnits,
            TaxMinorUnits = line.TaxMinorUnits,
            ShippingMinorUnits = line.ShippingMinorUnits,
        })]);
    }

    private static void InsertFeedback(
        WriteTransaction write,
        SaleEventRow row,
        EventContent.OfFeedback feedback,
        Dictionary<(Domain.Campaigns.PartnerId Partner, string Number), CustomerId> customers)
    {
        write.InsertOne(new FeedbackRow
        {
            SaleEventId = row.SaleEventId,
            CustomerId = feedback.CustomerNumber is { } number ? customers[(row.PartnerId, number)] : null,
            Polarity = feedback.Polarity,
            GivenAt = feedback.At,
        });
        if (!string.IsNullOrEmpty(feedback.Text))
        {
            write.InsertOne(new FeedbackTextRow { SaleEventId = row.SaleEventId, Text = feedback.Text });
        }
    }

    /// <summary>Refunds that name lines by reference get the lines' numbers as soon as the sale is known.</summary>
    private static async Task ResolveLinesAsync(WriteTransaction write, EventDecisions decisions)
    {
        SaleEventRow[] candidates = [.. decisions.New.Select(one => one.Row).Concat(decisions.Moved)
            .Where(row => row.Kind == SaleEventKind.Refund && row.SaleId is not null)];
        if (candidates.Length == 0)
        {
            return;
        }

        SaleEventId[] events = [.. candidates.Select(row => row.SaleEventId)];
        SaleRefundLineRow[] unresolved = await write.Db.Set<SaleRefundLineRow>()
            .Where(row => events.Contains(row.SaleEventId) && row.LineNumber == null)
            .ToArrayAsync(write.CancellationToken);
        if (unresolved.Length == 0)
        {
            return;
        }

        Dictionary<SaleEventId, SaleId> saleOf = candidates.ToDictionary(row => row.SaleEventId, row => row.SaleId!.Value);
        SaleId[] sales = [.. saleOf.Values.Distinct()];
        ILookup<SaleId, SaleLineRow> lines = (await write.Db.Set<SaleLineRow>()
                .Where(row => sales.Contains(row.SaleId)).OrderBy(row => row.LineNumber).ToArrayAsync(write.CancellationToken))
            .ToLookup(row => row.SaleId);
        foreach (SaleRefundLineRow row in unresolved)
        {
            SaleLineRow[] ofSale = [.. lines[saleOf[row.SaleEventId]]];
            row.LineNumber = (ofSale.FirstOrDefault(line => line.LineReference == row.LineReference)
                ?? ofSale.FirstOrDefault(line => line.Sku == row.LineReference))?.LineNumber;
        }

        write.Update([.. unresolved.Where(row => row.LineNumber is not null)], nameof(SaleRefundLineRow.LineNumber));
    }
}
