using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>What one run decided, gathered as rows that are not written yet.</summary>
internal sealed class DecidedRewards(EventsToDecide work, DateTimeOffset now)
{
    private readonly HashSet<GrantedRow> adjusted = [];
    private readonly HashSet<RewardDecisionRow> recounted = [];

    /// <summary>Every event of the run with its outcome.</summary>
    public List<(SaleEventRow Event, Outcome Outcome)> Outcomes { get; } = [];

    /// <summary>Decisions to be inserted.</summary>
    public List<RewardDecisionRow> Decisions { get; } = [];

    /// <summary>Rewards to be inserted, with the identity that each leaves its fingerprint of.</summary>
    public List<(GrantedRow Reward, byte[] Identity)> Rewards { get; } = [];

    /// <summary>Stored rewards that refunds changed.</summary>
    public IEnumerable<GrantedRow> Adjusted => adjusted;

    /// <summary>Stored decisions whose customer counts no longer, or again.</summary>
    public IEnumerable<RewardDecisionRow> Recounted => recounted;

    /// <summary>Takes what a payment of a sale earned.</summary>
    public void AddCapture(
        CampaignDesk desk, SaleCase one, SaleInContext sale, RewardDecision decision, DecisionContext context)
    {
        Capture capture = sale.Capture ?? Capture.Whole(sale.Sale.SoldAt);
        string? used = decision.Lines.Count == 0 ? null : context.Write(sale, decision, work.People.Find(desk.Campaign.Partner, decision.Referrer));
        RewardDecisionRow row = DecisionRow(desk, decision, one, capture, used);
        Decisions.Add(row);
        DecidedCapture made = new()
        {
            Decision = row,
            Capture = capture,
            Base = LoadSaleCases.BaseOf(desk.Campaign, capture, one.Row.SoldAt),
            IsNew = true,
        };
        one.Decided[capture.Ordinal] = made;
        foreach ((CampaignId campaign, RewardLine line) in LinesOf(desk.Campaign.Id, decision))
        {
            CampaignId? joint = campaign == desk.Campaign.Id ? null : desk.Campaign.Id;
            bool isThreshold = LoadSaleCases.IsThreshold(desk.Campaign, line.Rule);
            byte[] identity = isThreshold
                ? RewardIdentity.OfCampaign(campaign, line.Rule, line.Role, line.Participant, line.Ordinal, joint)
                : RewardIdentity.OfSale(campaign, sale.Sale.Number, line.Rule, line.Role, line.Participant, line.Ordinal, joint);
            GrantedRow reward = Add(desk, campaign, decision, line, decision.EventId, one.Row.SaleId, identity);
            if (isThreshold)
            {
                desk.NewThresholds.Add((decision.Referrer!.Value, reward));
            }
            else
            {
                made.Rewards.Add(reward);
            }
        }

        Post(work.Ledger, decision);
    }

    /// <summary>Takes what a feedback earned.</summary>
    public void AddFeedback(CampaignDesk desk, SaleCase one, SaleEventRow told, RewardDecision decision)
    {
        Decisions.Add(DecisionRow(desk, decision, null, null, null));
        foreach ((CampaignId campaign, RewardLine line) in LinesOf(desk.Campaign.Id, decision))
        {
            CampaignId? joint = campaign == desk.Campaign.Id ? null : desk.Campaign.Id;
            byte[] identity = RewardIdentity.OfEvent(
                campaign, work.ChannelNames[told.ChannelId], told.EventId, line.Rule, line.Role, line.Participant, line.Ordinal, joint);
            Add(desk, campaign, decision, line, told.SaleEventId, one.Row.SaleId, identity);
        }

        Post(work.Ledger, decision);
    }

    /// <summary>Takes what refunds, or the loss of a customer, change.</summary>
    public void Adjust(IEnumerable<GrantedRow> rewards, RefundDecision decision)
    {
        foreach (LedgerTransaction transaction in decision.Transactions)
        {
            work.Ledger.Take(transaction);
        }

        Dictionary<RewardId, GrantedReward> after = decision.Adjustments.ToDictionary(one => one.Reward.Id, one => one.After);
        foreach (GrantedRow reward in rewards)
        {
            if (after.TryGetValue(reward.Granted.Id, out GrantedReward? granted))
            {
                reward.Granted = granted;
                if (!reward.IsNew)
                {
                    adjusted.Add(reward);
                }
            }
        }
    }

    /// <summary>Notes whether the customer of a first purchase counts.</summary>
    public void Count(DecidedCapture first, bool counts)
    {
        first.Decision.CountsCustomer = counts;
        if (!first.IsNew)
        {
            recounted.Add(first.Decision);
        }
    }

    /// <summary>The rewards of a decision, each funder's part for itself, with the campaign that pays it.</summary>
    public static IEnumerable<(CampaignId Campaign, RewardLine Line)> LinesOf(CampaignId campaign, RewardDecision decision) =>
        decision.FunderParts.Count > 0
            ? decision.FunderParts.SelectMany(part => part.Lines.Select(line => (part.Campaign, line)))
            : decision.Lines.Select(line => (campaign, line));

    /// <summary>Posts what a decision promises, to the ledger of every campaign that pays.</summary>
    public static void Post(LedgerView ledger, RewardDecision decision)
    {
        if (decision.Transaction is { } transaction)
        {
            ledger.Take(transaction);
        }

        foreach (FunderPart part in decision.FunderParts)
        {
            ledger.Take(part.Transaction);
        }
    }

    private GrantedRow Add(
        CampaignDesk desk, CampaignId campaign, RewardDecision decision, RewardLine line, SaleEventId eventId, SaleId sale, byte[] identity)
    {
        RewardRow row = RewardRow.Promised(
            line,
            campaign,
            decision.PayableFrom!.Value,
            work.Rates,
            now,
            eventId,
            sale,
            joint: campaign == desk.Campaign.Id ? null : desk.Campaign.Id,
            unclaimedFor: desk.Campaign.Versions[decision.TermsVersion - 1].UnclaimedFor);
        GrantedRow reward = new(
            row, new GrantedReward(row.RewardId, line, decision.StepsOf(line), line.Amount, RewardStanding.Pending))
        {
            IsNew = true,
        };
        Rewards.Add((reward, identity));
        return reward;
    }

    private static RewardDecisionRow DecisionRow(
        CampaignDesk desk, RewardDecision decision, SaleCase? one, Capture? capture, string? context) => new()
        {
            SaleEventId = decision.EventId,
            CampaignId = desk.Campaign.Id,
            TermsVersion = decision.TermsVersion,
            AttributedBy = decision.AttributedBy,
            Referrer = decision.Referrer,
            Employee = decision.Employee,
            ClickId = decision.ClickId,
            NotCredited = decision.NotCredited,
            FirstPurchase = decision.FirstPurchase,
            SaleId = one?.Row.SaleId,
            CaptureOrdinal = capture?.Ordinal,
            CapturedAt = capture?.At,
            CapturedMinorUnits = capture?.PaidMinorUnits ?? 0,
            CapturedOfMinorUnits = capture?.OfMinorUnits ?? 0,
            CountsCustomer = decision is { FirstPurchase: true, Referrer: not null } && capture is { Ordinal: 0 },
            DiscountMinorUnits = decision.DiscountMinorUnits,
            Explanation = ExplanationJson.Write(decision.Steps),
            Context = context,
        };
}
