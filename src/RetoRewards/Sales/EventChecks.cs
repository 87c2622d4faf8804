using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Referrals;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales;

/// <summary>What can be told of a submission without a database: well formed, or refused and stored nowhere.</summary>
internal static class EventChecks
{
    /// <summary>Longest event id, in characters.</summary>
    public const int MaxEventIdLength = 128;

    /// <summary>Longest customer number, in characters.</summary>
    public const int MaxCustomerNumberLength = 128;

    public static CheckedEvent Check(ChannelRow channel, EventSubmission told, DateTimeOffset now)
    {
        (EventContent? content, SaleAnswer.Refused? refusal) = CheckNames(told) is { } fault ? (null, fault) : told switch
        {
            SaleSubmission sale => CheckSale(channel, sale, now),
            PaymentSubmission payment => CheckPayment(payment, now),
            DeliverySubmission delivery => InTime(delivery.At, now, new EventContent.OfDelivery(delivery.At, delivery.IsReturn)),
            RefundSubmission refund => CheckRefund(refund, now),
            CancellationSubmission cancellation => InTime(
                cancellation.CancelledAt, now, new EventContent.OfRefund(cancellation.CancelledAt, null, null, [], null, IsCancellation: true)),
            FeedbackSubmission feedback => CheckFeedback(feedback, now),
            _ => throw new InvalidOperationException("No such submission."),
        };
        return content is null ? CheckedEvent.Refused(channel, told, refusal!) : CheckedEvent.Accepted(channel, told, content);
    }

    private static SaleAnswer.Refused? CheckNames(EventSubmission told)
    {
        if (!IsToken(told.EventId, MaxEventIdLength))
        {
            return new SaleAnswer.Refused("event_id_invalid", $"Give an event id of 1 to {MaxEventIdLength} plain characters.");
        }

        bool named = IsToken(told.SaleNumber, SaleNumber.MaxLength)
            && told.References.Count <= EventSubmission.MaxReferences
            && told.References.All(reference => IsToken(reference, SaleNumber.MaxLength));
        return named ? null : SaleRefusals.Explain(new SaleCheckResult.Refused(Outcome.NumberInvalid));
    }

    private static (EventContent? Content, SaleAnswer.Refused? Refusal) CheckSale(
        ChannelRow channel, SaleSubmission told, DateTimeOffset now)
    {
        if (told.CustomerNumber is not null && !IsToken(told.CustomerNumber, MaxCustomerNumberLength))
        {
            return (null, CustomerNumberInvalid());
        }

        if (!IsNameOrNone(told.Employee, SaleNumber.MaxLength)
            || !IsNameOrNone(told.ClickId, SaleRow.MaxClickIdLength)
            || told.LineReferences.Any(reference => !IsNameOrNone(reference, SaleNumber.MaxLength)))
        {
            return (null, SaleRefusals.Explain(new SaleCheckResult.Refused(Outcome.TextInvalid)));
        }

        string? code = told.Code is null ? null : CanonicalCode(told.Code);
        if (told.Code is not null && code is null)
        {
            return (null, CodeRefusals.Explain(TypedCode.Read(told.Code).Refusal!));
        }

        SaleDraft draft = told.Draft with { NameSpace = channel.NameSpace };
        SaleCheckResult result = SaleCheck.Check(
            draft, new SaleId(Guid.CreateVersion7(now)), channel.ChannelId, now, told.Rounding, told.Seller);
        if (result is not SaleCheckResult.Accepted accepted)
        {
            return (null, SaleRefusals.Explain((SaleCheckResult.Refused)result));
        }

        if (accepted.Sale.TotalMinorUnits() > channel.MaxSaleMinorUnits)
        {
            return (null, SaleRefusals.AboveChannelLimit());
        }

        DateTimeOffset? paidAt = told.PaymentPending ? null : told.PaidAt ?? accepted.Sale.SoldAt;
        DateTimeOffset? deliveredAt = told.DeliveryPending ? null : told.DeliveredAt ?? accepted.Sale.SoldAt;
        if (IsAhead(paidAt, now) || IsAhead(deliveredAt, now))
        {
            return (null, SaleRefusals.MomentAhead());
        }

        return (
            new EventContent.OfSale(accepted.Sale)
            {
                Code = code,
                CodeCandidates = told.Code is null ? Candidates(told.CodeCandidates) : [],
                CustomerNumber = told.CustomerNumber,
                PaidAt = paidAt,
                DeliveredAt = deliveredAt,
                RevisedAt = told.RevisedAt,
                KeepsFirst = told.KeepsFirst,
                Seller = told.Seller,
                Employee = told.Employee,
                ClickId = told.ClickId,
                LineReferences = told.LineReferences,
            },
            null);
    }

    /// <summary>The code by which it is stored, of either kind; null when the text is none.</summary>
    private static string? CanonicalCode(string text) => TypedCode.Read(text) is { Refusal: null } typed ? LinkCode.Of(typed).Value : null;

    /// <summary>What could be codes, of what a shop carries where a code may stand. What is none is somebody else's coupon.</summary>
    private static string[] Candidates(IReadOnlyList<string> texts) =>
        [.. texts.Take(SaleSubmission.MaxCodeCandidates).Select(CanonicalCode).OfType<string>().Distinct(StringComparer.Ordinal)];

    private static (EventContent? Content, SaleAnswer.Refused? Refusal) CheckPayment(PaymentSubmission told, DateTimeOffset now)
    {
        if (!Currency.TryFind(told.Currency, out Currency? currency))
        {
            return (null, SaleRefusals.Explain(new SaleCheckResult.Refused(Outcome.CurrencyUnknown)));
        }

        return Read(told.Amount, currency, mayBeZero: false, out long minorUnits) is { } fault
            ? (null, SaleRefusals.Explain(new SaleCheckResult.Refused(fault)))
            : InTime(told.PaidAt, now, new EventContent.OfPayment(told.PaidAt, currency, minorUnits));
    }

    private static (EventContent? Content, SaleAnswer.Refused? Refusal) CheckRefund(RefundSubmission told, DateTimeOffset now)
    {
        if (told.PaymentEventId is not null && !IsToken(told.PaymentEventId, MaxEventIdLength))
        {
            return (null, new SaleAnswer.Refused("payment_event_id_invalid", "Name the payment by the event id that told of it, or leave it out."));
        }

        if (told.Amount is not null && told.Lines.Count > 0)
        {
            return (null, new SaleAnswer.Refused("refund_ambiguous", "Give an amount or lines, not both; neither means that all goes back."));
        }

        if (told.Amount is null && told.Lines.Count == 0)
        {
            return InTime(told.RefundedAt, now, new EventContent.OfRefund(told.RefundedAt, null, null, [], told.PaymentEventId, false));
        }

        if (!Currency.TryFind(told.Currency, out Currency? currency))
        {
            return (null, SaleRefusals.Explain(new SaleCheckResult.Refused(Outcome.CurrencyUnknown)));
        }

        if (told.Amount is { } amount)
        {
            return Read(amount, currency, mayBeZero: false, out long minorUnits) is { } fault
                ? (null, SaleRefusals.Explain(new SaleCheckResult.Refused(fault)))
                : InTime(told.RefundedAt, now, new EventContent.OfRefund(
                    told.RefundedAt, currency, minorUnits, [], told.PaymentEventId, false));
        }

        (RefundedLine[] lines, SaleAnswer.Refused? refusal) = ReadLines(told.Lines, currency);
        return refusal is not null
            ? (null, refusal)
            : InTime(told.RefundedAt, now, new EventContent.OfRefund(told.RefundedAt, currency, null, lines, told.PaymentEventId, false));
    }

    private static (RefundedLine[] Lines, SaleAnswer.Refused? Refusal) ReadLines(
        IReadOnlyList<RefundSubmissionLine> told, Currency currency)
    {
        if (told.Count > SaleCheck.MaxLines)
        {
            return ([], SaleRefusals.Explain(new SaleCheckResult.Refused(Outcome.TooManyLines)));
        }

        RefundedLine[] lines = new RefundedLine[told.Count];
        for (int index = 0; index < lines.Length; index++)
        {
            RefundSubmissionLine line = told[index];
            bool byNumber = line.Line is >= 0 and < SaleCheck.MaxLines && line.LineReference is null;
            bool byReference = line.Line is null && IsToken(line.LineReference, SaleNumber.MaxLength);
            if (!byNumber && !byReference)
            {
                return ([], new SaleAnswer.Refused("line_unnamed", "Name the line by its number from 0, or by its reference or SKU.", index));
            }

            Outcome? fault = Read(line.Goods, currency, mayBeZero: true, out long goods)
                ?? Read(line.Tax, currency, mayBeZero: true, out _)
                ?? Read(line.Shipping, currency, mayBeZero: true, out _);
            if (fault is { } found)
            {
                return ([], SaleRefusals.Explain(new SaleCheckResult.Refused(found, index)));
            }

            Read(line.Tax, currency, mayBeZero: true, out long tax);
            Read(line.Shipping, currency, mayBeZero: true, out long shipping);
            lines[index] = new RefundedLine(line.Line, line.LineReference, goods, tax, shipping);
        }

        return lines.All(line => line is { GoodsMinorUnits: 0, TaxMinorUnits: 0, ShippingMinorUnits: 0 })
            ? ([], SaleRefusals.Explain(new SaleCheckResult.Refused(Outcome.AmountZero)))
            : (lines, null);
    }

    private static (EventContent? Content, SaleAnswer.Refused? Refusal) CheckFeedback(FeedbackSubmission told, DateTimeOffset now)
    {
        if (told.AuthorCustomerNumber is not null && !IsToken(told.AuthorCustomerNumber, MaxCustomerNumberLength))
        {
            return (null, CustomerNumberInvalid());
        }

        if (told.Text is { } text
            && (text.Length > FeedbackSubmission.MaxTextLength || text.Any(character => char.IsControl(character) && character is not ('\n' or '\t'))))
        {
            return (null, new SaleAnswer.Refused(
                "feedback_text_invalid", $"A feedback has at most {FeedbackSubmission.MaxTextLength} characters and no control characters."));
        }

        return InTime(told.GivenAt, now, new EventContent.OfFeedback(told.GivenAt, told.Polarity, told.AuthorCustomerNumber, told.Text));
    }

    private static (EventContent? Content, SaleAnswer.Refused? Refusal) InTime(
        DateTimeOffset at, DateTimeOffset now, EventContent content) =>
        IsAhead(at, now) ? (null, SaleRefusals.MomentAhead()) : (content, null);

    private static bool IsAhead(DateTimeOffset? at, DateTimeOffset now) => at is { } moment && moment - now > SaleCheck.FutureTolerance;

    private static Outcome? Read(decimal amount, Currency currency, bool mayBeZero, out long minorUnits)
    {
        minorUnits = 0;
        if (amount < 0)
        {
            return Outcome.AmountNegative;
        }

        if (amount == 0)
        {
            return mayBeZero ? null : Outcome.AmountZero;
        }

        if (amount > (decimal)Money.MaxMinorUnits / currency.MinorUnitsPerUnit)
        {
            return Outcome.AmountTooLarge;
        }

        if (!Money.TryFromDecimal(amount, currency, out Money? money))
        {
            return Outcome.CurrencyPlaces;
        }

        minorUnits = money.MinorUnits;
        return null;
    }

    private static SaleAnswer.Refused CustomerNumberInvalid() => new(
        "customer_number_invalid", $"Give a customer number of 1 to {MaxCustomerNumberLength} plain characters, or none.");

    private static bool IsNameOrNone(string? text, int most) => text is null || IsToken(text, most);

    private static bool IsToken(string? text, int most)
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
