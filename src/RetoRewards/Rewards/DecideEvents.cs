using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>Decides the events of one run, one after another, each on what the ones before it left. Nothing is read or written here.</summary>
/// <param name="work">What is decided, loaded.</param>
/// <param name="held">Events whose rewards have the fingerprints of others, so that a person decides.</param>
/// <param name="now">The moment of the decisions.</param>
internal sealed class DecideEvents(EventsToDecide work, IReadOnlySet<SaleEventId> held, DateTimeOffset now)
{
    private readonly Dictionary<SaleEventId, Outcome> outcomes = [];
    private readonly DecidedRewards decided = new(work, now);

    /// <summary>Decides every event.</summary>
    /// <returns>What is to be written.</returns>
    public DecidedRewards Execute()
    {
        foreach (SaleEventRow row in work.Events)
        {
            Outcome outcome = Decide(work.Cases[row.SaleId!.Value], row);
            outcomes[row.SaleEventId] = outcome;
            decided.Outcomes.Add((row, outcome));
        }

        return decided;
    }

    private Outcome Decide(SaleCase one, SaleEventRow row) => row.Kind switch
    {
        _ when held.Contains(row.SaleEventId) => Outcome.FingerprintCollision,
        SaleEventKind.Sale => ReferenceEquals(row, one.Told) ? DecideCapture(one, 0, row) : Outcome.Superseded,
        SaleEventKind.Payment => OfPayment(one, row),
        SaleEventKind.Delivery => Outcome.DeliveryNoted,
        SaleEventKind.Return or SaleEventKind.Refund or SaleEventKind.Cancellation => OfRefund(one, row),
        SaleEventKind.Feedback => OfFeedback(one, row),
        _ => throw new InvalidOperationException($"No such kind of event: {row.Kind}."),
    };

    /// <summary>The first payment is decided with the sale and only noted; every later one is decided at its own event, in order.</summary>
    private Outcome OfPayment(SaleCase one, SaleEventRow row)
    {
        if (one.Row.PaidAt is not null || one.Told is null)
        {
            return Outcome.PaymentNoted;
        }

        int ordinal = PlaceOf(one.Payments, row);
        if (ordinal < 0)
        {
            // Its currency is not the sale's.
            return Outcome.ContentConflict;
        }

        if (ordinal == 0 || one.CaptureOf(ordinal)!.Value.PaidMinorUnits == 0)
        {
            return Outcome.PaymentNoted;
        }

        Outcome before = Standing(one.CarrierOf(ordinal - 1)!);
        return before.IsTerminal() ? DecideCapture(one, ordinal, row) : before;
    }

    private Outcome DecideCapture(SaleCase one, int ordinal, SaleEventRow row)
    {
        if (one.IsTakenBack)
        {
            return Outcome.SaleCancelled;
        }

        if (one.Campaign is not { } campaign)
        {
            return Outcome.NoReferrer;
        }

        CampaignDesk desk = work.Desks[campaign];
        SaleInContext sale = SaleContexts.Of(one, desk.Campaign.TermsInForce(one.Row.SoldAt), ordinal, work.People);
        desk.LoadBudgets(work.Ledger, one.Row.SoldAt);
        DecisionContext context = DecisionContext.Before(desk, sale, work.Ledger.BudgetOf(desk.Campaign.Id));
        RewardDecision decision = RewardPolicy.Decide(desk.Campaign, [sale], work.Rates.Current, desk.Running, now)[0];
        if (!decision.Outcome.IsTerminal())
        {
            return decision.Outcome;
        }

        desk.Decided.Add(sale);
        decided.AddCapture(desk, one, sale, decision, context);
        Settle(one, row);
        if (decision is { FirstPurchase: true, Referrer: { } referrer })
        {
            FollowThresholds(desk, referrer, row);
        }

        return decision.Outcome;
    }

    private Outcome OfRefund(SaleCase one, SaleEventRow row)
    {
        if (row.Kind != SaleEventKind.Return)
        {
            SaleRefundRow refund = one.Contents.Refunds[row.SaleEventId];
            if (RefundReading.IsAnotherSales(refund, one.Sale, one.Contents))
            {
                return Outcome.ContentConflict;
            }

            if (one.Row.PaidAt is null && RefundReading.NamesMissingPayment(refund, one.Payments))
            {
                return Outcome.PaymentPending;
            }
        }

        Settle(one, row);
        return row.Kind == SaleEventKind.Cancellation ? Outcome.CancellationApplied : Outcome.RefundApplied;
    }

    private Outcome OfFeedback(SaleCase one, SaleEventRow row)
    {
        Outcome sale = one.Told is null ? Outcome.SaleMissing : Standing(one.Told);
        if (!sale.IsTerminal())
        {
            return sale;
        }

        if (one.IsTakenBack)
        {
            return Outcome.SaleCancelled;
        }

        if (one.Campaign is not { } campaign)
        {
            return Outcome.NoRuleApplies;
        }

        if (!work.Authors.TryGetValue(row.SaleEventId, out ParticipantFacts? author))
        {
            return Outcome.CustomerMissing;
        }

        CampaignDesk desk = work.Desks[campaign];
        ToldFeedback told = one.Feedback.Single(feedback => feedback.Event.SaleEventId == row.SaleEventId);
        Feedback feedback = new(
            row.SaleEventId, one.Row.SaleId, one.Row.SoldAt, author.Id, told.Row.Polarity, told.Row.GivenAt);
        desk.LoadBudgets(work.Ledger, feedback.GivenAt);
        RewardDecision decision = FlatRewards.DecideFeedback(
            desk.Campaign, feedback, author, WasRewardedBefore(one, row, author), work.Rates.Current, desk.Running, now);
        if (decision.Outcome.IsTerminal())
        {
            decided.AddFeedback(desk, one, row, decision);
        }

        return decision.Outcome;
    }

    private bool WasRewardedBefore(SaleCase one, SaleEventRow row, ParticipantFacts author) => one.Feedback.Any(other =>
        other.Event.SaleEventId != row.SaleEventId
        && Standing(other.Event) == Outcome.Rewarded
        && work.Authors.TryGetValue(other.Event.SaleEventId, out ParticipantFacts? before)
        && before.Id == author.Id);

    /// <summary>Brings the rewards of a sale to where its refunds leave them.</summary>
    private void Settle(SaleCase one, SaleEventRow trigger)
    {
        if (one.Refunds.Count == 0 || one.Decided.Count == 0 || one.Campaign is not { } lead)
        {
            return;
        }

        CampaignDesk desk = work.Desks[lead];
        Refund[] refunds = [.. one.Refunds.Select(told => told.Refund)];
        bool nothingLeft = false;
        foreach (CampaignId campaign in one.Decided.Values.SelectMany(capture => capture.Rewards)
            .Select(reward => reward.Row.CampaignId).Append(lead).Distinct().ToArray())
        {
            GrantedCapture[] captures = [.. one.Decided.Values.Select(capture => new GrantedCapture(
                capture.Capture,
                capture.Base,
                [.. capture.Rewards.Where(reward => reward.Row.CampaignId == campaign).Select(reward => reward.Granted)]))];
            RefundDecision decision = RefundPolicy.Decide(
                campaign,
                one.Sale,
                captures,
                refunds,
                who => work.Ledger.DebtOf(campaign, who),
                work.Ledger.BudgetOf(campaign),
                $"refund:{trigger.SaleEventId}",
                now);
            nothingLeft = decision.NothingLeft;
            decided.Adjust(one.Decided.Values.SelectMany(capture => capture.Rewards), decision);
        }

        CountCustomer(desk, one, nothingLeft, trigger);
    }

    /// <summary>A customer whose first purchase was wholly given back is no longer one that was brought.</summary>
    private void CountCustomer(CampaignDesk desk, SaleCase one, bool nothingLeft, SaleEventRow trigger)
    {
        if (!one.Decided.TryGetValue(0, out DecidedCapture? first)
            || first.Decision is not { FirstPurchase: true, Referrer: { } referrer }
            || first.Decision.CountsCustomer == !nothingLeft)
        {
            return;
        }

        CounterKey key = new(0, referrer);
        if (nothingLeft)
        {
            desk.Running.LoseCustomer(key);
        }
        else
        {
            desk.Running.RegainCustomer(key);
        }

        decided.Count(first, !nothingLeft);
        FollowThresholds(desk, referrer, trigger);
    }

    private void FollowThresholds(CampaignDesk desk, ParticipantId referrer, SaleEventRow trigger)
    {
        GrantedRow[] rewards = [.. desk.ThresholdsOf(referrer)];
        foreach (IGrouping<CampaignId, GrantedRow> ofCampaign in rewards.GroupBy(reward => reward.Row.CampaignId))
        {
            CampaignId campaign = ofCampaign.Key;
            RefundDecision decision = RefundPolicy.DecideThresholds(
                campaign,
                [.. ofCampaign.Select(reward => reward.Granted)],
                desk.Running.Customers.GetValueOrDefault(new CounterKey(0, referrer)),
                who => work.Ledger.DebtOf(campaign, who),
                work.Ledger.BudgetOf(campaign),
                $"threshold:{trigger.SaleEventId}:{referrer}",
                now);
            decided.Adjust(ofCampaign, decision);
        }
    }

    /// <summary>What has become of an event so far; one that no run has looked at waits for its payment.</summary>
    private Outcome Standing(SaleEventRow row) =>
        outcomes.TryGetValue(row.SaleEventId, out Outcome outcome) ? outcome : row.Outcome ?? Outcome.PaymentPending;

    private static int PlaceOf(IReadOnlyList<ToldPayment> payments, SaleEventRow row)
    {
        for (int index = 0; index < payments.Count; index++)
        {
            if (payments[index].Event.SaleEventId == row.SaleEventId)
            {
                return index;
            }
        }

        return -1;
    }
}
