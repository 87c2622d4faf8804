using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Referrals;
using RetoRewards.Domain.Sales;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Referrals;

namespace RetoRewards.Sales;

/// <summary>The one intake: every source ends here, in the same recorded event, once.</summary>
/// <remarks>
/// Malformed input is refused at the door and stored nowhere. What is stored is durable before it is answered. A sale is
/// unique by the partner's own number; an event by (channel, event id). Refusals that depend on terms are the rewards' stage's.
/// </remarks>
internal sealed class RecordSales(WriteGate gate, TimeProvider clock)
{
    /// <summary>Most sales in one call.</summary>
    public const int MaxSubmissions = 500;

    /// <summary>Longest event id, in characters.</summary>
    public const int MaxEventIdLength = 128;

    /// <summary>Longest customer number, in characters.</summary>
    public const int MaxCustomerNumberLength = 128;

    /// <summary>Records the sales in order, each with its own answer.</summary>
    /// <param name="channel">Who tells.</param>
    /// <param name="submissions">1 to 500 sales.</param>
    /// <param name="cancellationToken">Stops the call before its commit; after that the answer stands.</param>
    /// <returns>An answer for each submission, in their order.</returns>
    public Task<SaleAnswer[]> ExecuteAsync(
        ChannelRow channel, IReadOnlyList<SaleSubmission> submissions, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(submissions.Count, MaxSubmissions);
        DateTimeOffset now = clock.GetUtcNow();
        Checked[] checkedSales = [.. submissions.Select(submission => Check(channel, submission, now))];

        return gate.WriteAsync(
            WritePriority.Intake,
            async write =>
            {
                Known known = await LoadAsync(write, channel, checkedSales);
                Decided decided = Decide(channel, checkedSales, known, now);
                await SaveAsync(write, channel, decided, now);
                return decided.Answers;
            },
            cancellationToken);
    }

    /// <summary>What can be told from the submission alone.</summary>
    private static Checked Check(ChannelRow channel, SaleSubmission submission, DateTimeOffset now)
    {
        if (!IsToken(submission.EventId, MaxEventIdLength))
        {
            return new Checked(new SaleAnswer.Refused("event_id_invalid", $"Give an event id of 1 to {MaxEventIdLength} plain characters."));
        }

        if (submission.CustomerNumber is not null && !IsToken(submission.CustomerNumber, MaxCustomerNumberLength))
        {
            return new Checked(new SaleAnswer.Refused(
                "customer_number_invalid", $"Give a customer number of 1 to {MaxCustomerNumberLength} plain characters, or none."));
        }

        string? code = null;
        if (submission.Code is not null)
        {
            ReferralCodeReading reading = ReferralCode.TryParse(submission.Code);
            if (reading is not ReferralCodeReading.Parsed parsed)
            {
                return new Checked(CodeRefusals.Explain(reading.Refusal!));
            }

            code = parsed.Code.Value;
        }

        SaleDraft draft = submission.Draft with { NameSpace = channel.NameSpace };
        return SaleCheck.Check(draft, new SaleId(Guid.CreateVersion7(now)), channel.ChannelId, now, submission.Rounding) switch
        {
            SaleCheckResult.Accepted accepted => new Checked(submission, accepted.Sale, code),
            SaleCheckResult.Refused refused => new Checked(SaleRefusals.Explain(refused)),
            _ => throw new InvalidOperationException("A sale is accepted or refused."),
        };
    }

    private static async Task<Known> LoadAsync(WriteTransaction write, ChannelRow channel, Checked[] sales)
    {
        CancellationToken cancellationToken = write.CancellationToken;
        string[] eventIds = [.. sales.Where(sale => sale.Sale is not null).Select(sale => sale.EventId).Distinct()];
        string[] numbers = [.. sales.Where(sale => sale.Sale is not null).Select(sale => sale.Sale!.Number.Number).Distinct()];
        string[] codes = [.. sales.Where(sale => sale.Code is not null).Select(sale => sale.Code!).Distinct()];

        Dictionary<string, SaleEventRow> events = await write.Db.Set<SaleEventRow>()
            .Where(row => row.ChannelId == channel.ChannelId && eventIds.Contains(row.EventId))
            .ToDictionaryAsync(row => row.EventId, StringComparer.Ordinal, cancellationToken);
        Dictionary<string, SaleRow> known = await write.Db.Set<SaleRow>()
            .Where(row => row.PartnerId == channel.PartnerId && row.NameSpace == channel.NameSpace && numbers.Contains(row.SaleNumber))
            .ToDictionaryAsync(row => row.SaleNumber, StringComparer.Ordinal, cancellationToken);
        Dictionary<string, CampaignState> campaigns = await (
                from code in write.Db.Set<ReferralCodeRow>()
                join campaign in write.Db.Set<CampaignRow>() on code.CampaignId equals campaign.CampaignId
                where codes.Contains(code.Code) && campaign.PartnerId == channel.PartnerId
                select new { code.Code, campaign.State })
            .ToDictionaryAsync(row => row.Code, row => row.State, StringComparer.Ordinal, cancellationToken);
        long arrival = await write.Db.Set<SaleEventRow>().MaxAsync(row => (long?)row.Arrival, cancellationToken) ?? 0;
        return new Known(events, known, campaigns, arrival);
    }

    /// <summary>What each submission becomes, given what is known and what came before it in the same call.</summary>
    private static Decided Decide(ChannelRow channel, Checked[] sales, Known known, DateTimeOffset now)
    {
        Decided decided = new(sales.Length);
        long arrival = known.LastArrival;
        for (int index = 0; index < sales.Length; index++)
        {
            Checked one = sales[index];
            if (one.Refusal is not null || one.Sale is null)
            {
                decided.Answers[index] = one.Refusal!;
                continue;
            }

            byte[] hash = SaleContent.Hash(one.Sale, one.Code, one.CustomerNumber);
            if (known.Events.TryGetValue(one.EventId, out SaleEventRow? before))
            {
                decided.Answers[index] = before.ContentHash.AsSpan().SequenceEqual(hash)
                    ? new SaleAnswer.Repeated(before.SaleEventId, before.SaleId, before.Outcome)
                    : SaleRefusals.EventConflict(one.EventId);
                continue;
            }

            if (CodeRefusals.OfCampaign(one.Code, known.Campaigns) is { } refusal)
            {
                decided.Answers[index] = refusal;
                continue;
            }

            Outcome? outcome = null;
            if (known.Sales.TryGetValue(one.Sale.Number.Number, out SaleRow? sale))
            {
                outcome = sale.ContentHash.AsSpan().SequenceEqual(hash) ? Outcome.Superseded : Outcome.ContentConflict;
            }
            else
            {
                sale = NewSale(channel, one, hash);
                known.Sales.Add(sale.SaleNumber, sale);
                decided.NewSales.Add((one, sale));
            }

            SaleEventRow row = NewEvent(channel, one, sale.SaleId, hash, ++arrival, outcome, now);
            known.Events.Add(row.EventId, row);
            decided.NewEvents.Add(row);
            decided.Answers[index] = outcome == Outcome.ContentConflict
                ? SaleRefusals.SaleConflict(sale.SaleNumber)
                : new SaleAnswer.Recorded(row.SaleEventId, row.SaleId);
        }

        return decided;
    }

    private static async Task SaveAsync(WriteTransaction write, ChannelRow channel, Decided decided, DateTimeOffset now)
    {
        Dictionary<string, CustomerRow> customers = await RegisterCustomers.ExecuteAsync(
            write,
            channel.PartnerId,
            [.. decided.NewSales.Select(sale => sale.Told.CustomerNumber).OfType<string>()],
            now);
        foreach ((Checked told, SaleRow row) in decided.NewSales)
        {
            row.CustomerId = told.CustomerNumber is null ? null : customers[told.CustomerNumber].CustomerId;
        }

        write.Insert([.. decided.NewSales.Select(sale => sale.Row)]);
        write.Insert([.. decided.NewSales.SelectMany(sale => Lines(sale.Told.Sale!))]);
        write.Insert(decided.NewEvents);
    }

    private static SaleRow NewSale(ChannelRow channel, Checked told, byte[] hash) => new()
    {
        SaleId = told.Sale!.Id,
        PartnerId = channel.PartnerId,
        NameSpace = told.Sale.Number.NameSpace,
        SaleNumber = told.Sale.Number.Number,
        ChannelId = channel.ChannelId,
        SoldAt = told.Sale.SoldAt,
        Currency = told.Sale.Currency.Code,
        TotalMinorUnits = told.Sale.TotalMinorUnits(),
        CustomerId = null,
        Place = told.Sale.Place,
        Code = told.Code,
        ContentHash = hash,
    };

    private static SaleEventRow NewEvent(
        ChannelRow channel, Checked told, SaleId sale, byte[] hash, long arrival, Outcome? outcome, DateTimeOffset now) => new()
        {
            SaleEventId = new SaleEventId(Guid.CreateVersion7(now)),
            Arrival = arrival,
            ChannelId = channel.ChannelId,
            EventId = told.EventId,
            ContentHash = hash,
            Kind = SaleEventKind.Sale,
            SaleId = sale,
            ReceivedAt = now,
            State = outcome is { } known ? SaleEventStates.Of(known) : SaleEventState.Received,
            Outcome = outcome,
            DecidedAt = outcome is null ? null : now,
        };

    private static IEnumerable<SaleLineRow> Lines(Sale sale) => sale.LineList.Select((line, index) => new SaleLineRow
    {
        SaleId = sale.Id,
        LineNumber = index,
        Sku = line.Sku,
        ProductType = line.ProductType,
        Quantity = line.Quantity,
        GrossMinorUnits = line.GrossMinorUnits,
        DiscountMinorUnits = line.DiscountMinorUnits,
        TaxMinorUnits = line.TaxMinorUnits,
        ShippingMinorUnits = line.ShippingMinorUnits,
    });

    private static bool IsToken(string? text, int most) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= most && !text.Any(character => char.IsControl(character) || char.IsSurrogate(character));

    /// <summary>A submission after the checks that need no database.</summary>
    private sealed class Checked
    {
        public Checked(SaleAnswer.Refused refusal)
        {
            Refusal = refusal;
        }

        public Checked(SaleSubmission submission, Sale sale, string? code)
        {
            EventId = submission.EventId!;
            CustomerNumber = submission.CustomerNumber;
            Sale = sale;
            Code = code;
        }

        public SaleAnswer.Refused? Refusal { get; }

        public string EventId { get; } = string.Empty;

        public string? CustomerNumber { get; }

        public Sale? Sale { get; }

        public string? Code { get; }
    }

    private sealed record Known(
        Dictionary<string, SaleEventRow> Events,
        Dictionary<string, SaleRow> Sales,
        Dictionary<string, CampaignState> Campaigns,
        long LastArrival);

    private sealed class Decided(int count)
    {
        public SaleAnswer[] Answers { get; } = new SaleAnswer[count];

        public List<(Checked Told, SaleRow Row)> NewSales { get; } = [];

        public List<SaleEventRow> NewEvents { get; } = [];
    }
}
