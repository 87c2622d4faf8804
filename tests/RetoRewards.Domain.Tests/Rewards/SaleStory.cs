using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Tests.Rewards;

/// <summary>Plays the events of one sale into policy and ledger as a host would, in whatever order they come.</summary>
internal sealed class SaleStory
{
    private readonly Scene scene;
    private readonly SaleInContext sale;
    private readonly List<(Capture Capture, List<GrantedReward> Rewards)> captures = [];
    private readonly List<Refund> refunds = [];
    private RewardStanding standing = RewardStanding.Pending;
    private int events;

    public SaleStory(Scene scene, SaleInContext sale)
    {
        this.scene = scene;
        this.sale = sale;
        Books = new Books(scene.Running.Available);
    }

    public Books Books { get; }

    public RefundDecision? LastRefund { get; private set; }

    public IEnumerable<GrantedReward> Rewards => captures.SelectMany(capture => capture.Rewards);

    public void Pay(Capture? capture = null)
    {
        Capture own = (capture ?? Capture.Whole(sale.Sale.SoldAt)) with { Ordinal = captures.Count };
        scene.Running = Loaded();
        RewardDecision decision = scene.DecideOne(new SaleInContext
        {
            EventId = NextEvent(),
            Sale = sale.Sale,
            ReceivedAt = sale.ReceivedAt,
            PaidAt = own.At,
            DeliveredAt = own.At,
            Capture = own,
            Code = sale.Code,
            Customer = sale.Customer,
            Seller = sale.Seller,
        });
        Books.Post(decision.Transaction is null ? [] : [decision.Transaction]);
        captures.Add((own, [.. decision.Lines.Select(line => new GrantedReward(
            new RewardId(Scene.Named($"reward {events} {line.Rule} {line.Role}")), line, decision.StepsOf(line), line.Amount, standing))]));
        Settle();
    }

    public void Refund(Refund refund)
    {
        refunds.Add(refund);
        Settle();
    }

    public SaleEventId NextEvent() => new(Scene.Named($"story event {++events}"));

    /// <summary>The hold ends and a batch takes everything.</summary>
    public void Plan()
    {
        Move((at, amounts) => LedgerTransaction.HoldOver(Scene.CampaignId, $"hold {events}", at, amounts));
        Move((at, amounts) => LedgerTransaction.BatchPlanned(Scene.CampaignId, new(Scene.Named($"batch {events}")), $"batch {events}", at, amounts));
        Move((at, amounts) => LedgerTransaction.BatchFinal(Scene.CampaignId, new(Scene.Named($"batch {events}")), $"batch {events}", at, amounts));
        Stand(RewardStanding.Planned);
    }

    private void Move(Func<DateTimeOffset, ParticipantAmount[], LedgerTransaction> make)
    {
        ParticipantAmount[] amounts = [.. Rewards.Where(reward => !reward.Net.IsZero).Select(reward =>
            new ParticipantAmount(reward.Line.Participant, reward.Net))];
        if (amounts.Length > 0)
        {
            Books.Post(make(scene.Now, amounts));
        }
    }

    private void Stand(RewardStanding now)
    {
        standing = now;
        foreach ((Capture _, List<GrantedReward> rewards) in captures)
        {
            for (int index = 0; index < rewards.Count; index++)
            {
                rewards[index] = rewards[index] with { Standing = now, Due = now == RewardStanding.Planned ? TokenAmount.Zero : rewards[index].Due };
            }
        }
    }

    private RunningState Loaded()
    {
        RunningState loaded = new(Books.Budget);
        foreach ((CounterKey key, int count) in scene.Running.Customers)
        {
            loaded.Load(key, count);
        }

        foreach ((LimitKey key, TokenAmount amount) in scene.Running.UsedLimits)
        {
            loaded.Load(key, amount);
        }

        return loaded;
    }

    private void Settle()
    {
        GrantedCapture[] granted = [.. captures.Select(capture => new GrantedCapture(
            capture.Capture, scene.Campaign.TermsInForce(capture.Capture.At)!.Base, capture.Rewards))];
        LastRefund = RefundPolicy.Decide(
            Scene.CampaignId, sale.Sale, granted, refunds, Books.DebtOf, Books.Budget, $"refund {++events}", scene.Now);
        Books.Post(LastRefund.Transactions);
        foreach (RewardAdjustment adjustment in LastRefund.Adjustments)
        {
            List<GrantedReward> rewards = captures.Select(capture => capture.Rewards).Single(list => list.Contains(adjustment.Reward));
            rewards[rewards.IndexOf(adjustment.Reward)] = adjustment.After;
        }
    }
}
