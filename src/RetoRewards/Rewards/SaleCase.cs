using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>A sale with everything that was told of it and everything that was decided about it.</summary>
internal sealed class SaleCase
{
    public required SaleRow Row { get; init; }

    public required Sale Sale { get; init; }

    /// <summary>Everything that was told of it, in order of arrival.</summary>
    public required IReadOnlyList<SaleEventRow> Events { get; init; }

    /// <summary>What its events tell.</summary>
    public required ToldContents Contents { get; init; }

    /// <summary>The event that carries the sale itself and its first payment; null when no telling of it counts.</summary>
    public required SaleEventRow? Told { get; init; }

    /// <summary>Its payments in order of arrival, those in another currency than the sale's left out. Empty for a sale that was told as
    /// paid: then its payments only repeat that.</summary>
    public required IReadOnlyList<ToldPayment> Payments { get; init; }

    /// <summary>When it was delivered; null when it is not yet.</summary>
    public required DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>Its refunds, returns and cancellations that can be applied, in order of arrival.</summary>
    public required IReadOnlyList<ToldRefund> Refunds { get; init; }

    /// <summary>All its feedback.</summary>
    public required IReadOnlyList<ToldFeedback> Feedback { get; init; }

    /// <summary>The campaign that it belongs to; null for none.</summary>
    public CampaignId? Campaign { get; set; }

    /// <summary>Uplines who are not active at its moment, where its terms ask.</summary>
    public IReadOnlySet<ParticipantId> InactiveUplines { get; set; } = new HashSet<ParticipantId>();

    /// <summary>Its payments that were decided, with their rewards, by ordinal.</summary>
    public SortedDictionary<int, DecidedCapture> Decided { get; } = [];

    /// <summary>True when all of it went back or it was cancelled.</summary>
    public bool IsTakenBack => Refunds.Any(one => one.Refund is { Whole: true, Capture: null });

    /// <summary>The part of the sale that a payment covers, and when that was paid; null when there is no such payment.</summary>
    /// <param name="ordinal">Which payment, from 0.</param>
    public Capture? CaptureOf(int ordinal)
    {
        if (Row.PaidAt is { } paidAt)
        {
            return ordinal == 0 ? Capture.Whole(Later(paidAt, Row.SoldAt)) : null;
        }

        if (ordinal >= Payments.Count)
        {
            return null;
        }

        // What is paid above the sale's total is nobody's base.
        long before = Payments.Take(ordinal).Sum(payment => payment.Row.MinorUnits);
        long counted = Math.Clamp(Row.TotalMinorUnits - before, 0, Payments[ordinal].Row.MinorUnits);
        return new Capture(ordinal, Later(Payments[ordinal].Row.PaidAt, Row.SoldAt), counted, Row.TotalMinorUnits);
    }

    /// <summary>The event that the decision about a payment is recorded at: the sale's own for the first.</summary>
    public SaleEventRow? CarrierOf(int ordinal) => ordinal == 0 ? Told : Payments[ordinal].Event;

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left >= right ? left : right;
}

/// <summary>A payment as it was told.</summary>
internal sealed record ToldPayment(SaleEventRow Event, SalePaymentRow Row);

/// <summary>A refund, a return or a cancellation that can be applied.</summary>
internal sealed record ToldRefund(SaleEventRow Event, Refund Refund);

/// <summary>A feedback as it was told.</summary>
internal sealed record ToldFeedback(SaleEventRow Event, FeedbackRow Row);

/// <summary>A payment of a sale that was decided.</summary>
internal sealed class DecidedCapture
{
    public required RewardDecisionRow Decision { get; init; }

    public required Capture Capture { get; init; }

    /// <summary>What a percentage was taken of.</summary>
    public required RewardBase Base { get; init; }

    /// <summary>Its rewards but those for thresholds, which follow the number of customers and not the sale.</summary>
    public List<GrantedRow> Rewards { get; } = [];

    /// <summary>Whether the decision was made in this run, so that its row is inserted and not updated.</summary>
    public bool IsNew { get; init; }
}

/// <summary>A promised reward beside its row.</summary>
internal sealed class GrantedRow(RewardRow row, GrantedReward granted)
{
    public RewardRow Row { get; } = row;

    public GrantedReward Granted { get; set; } = granted;

    /// <summary>Whether the reward was promised in this run, so that its row is inserted and not updated.</summary>
    public bool IsNew { get; init; }

    public TokenAmount Promised => Row.Amount;
}
