using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Payouts;

/// <summary>Makes batches of payable rewards: debts netted first, merged per wallet, numbered densely, always the same way.</summary>
public static class PayoutPlanner
{
    /// <summary>Plans one batch of a campaign.</summary>
    /// <remarks>Lines are taken in the order of decision. A line whose participant has no wallet, or whose wallet would be one too many,
    /// is left for a later batch; so is one that is larger than any batch may be. The first line that the most total does not hold ends the
    /// batch. Where the rest would break one of the contract's ceilings, the largest lines are left out until it does not.</remarks>
    /// <param name="campaign">The campaign.</param>
    /// <param name="batch">The id that the batch gets.</param>
    /// <param name="firstReward">The campaign's next reward number.</param>
    /// <param name="payable">Payable lines, in any order.</param>
    /// <param name="debtOf">What a participant owes the campaign; zero for most.</param>
    /// <param name="walletOf">The wallet of a participant; null for none.</param>
    /// <param name="bounds">When a batch is worth sending, and how much it may hold.</param>
    /// <param name="now">The moment of planning.</param>
    /// <param name="valueOf">The value of a sale in RETO, for the ceiling on a share of it; null where no bound asks for it.</param>
    /// <exception cref="ArgumentException">The bounds allow nothing, or two lines share a place in the order.</exception>
    public static PayoutPlan Plan(
        CampaignId campaign,
        PayoutBatchId batch,
        ulong firstReward,
        IReadOnlyCollection<PayableReward> payable,
        Func<ParticipantId, TokenAmount> debtOf,
        Func<ParticipantId, WalletAddress?> walletOf,
        PayoutBounds bounds,
        DateTimeOffset now,
        Func<SaleId, TokenAmount>? valueOf = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bounds.MaxRewards, 1, nameof(bounds));
        ArgumentOutOfRangeException.ThrowIfLessThan(bounds.MaxWallets, 1, nameof(bounds));
        if (payable.Count == 0)
        {
            return new PayoutPlan.NotYet(PayoutDelay.NothingPayable, null);
        }

        PayableReward[] inOrder = [.. payable.OrderBy(line => line.Sequence)];
        RequireDistinct(inOrder);
        if (TooEarly(inOrder, bounds, now) is { } delay)
        {
            return delay;
        }

        Selection selection = Select(inOrder, firstReward, debtOf, walletOf, bounds);
        bool any = selection.Rewards.Count > 0;
        HashSet<RewardId> over = PayoutCeilings.LinesOver(selection.Rewards, inOrder, bounds, valueOf);
        if (over.Count > 0)
        {
            PayableReward[] rest = [.. inOrder.Where(line => selection.Holds(line.Id) && !over.Contains(line.Id))];
            selection = Select(rest, firstReward, debtOf, walletOf, bounds);
        }

        if (selection.Rewards.Count == 0 || (selection.IsCut && selection.Total < bounds.MinimumCut))
        {
            return new PayoutPlan.NotYet(any && selection.Rewards.Count == 0 ? PayoutDelay.AboveCeilings : selection.Delay, null);
        }

        PayoutWord[] words = [.. selection.Words
            .Where(pair => !pair.Value.IsZero)
            .OrderBy(pair => pair.Key)
            .Select(pair => new PayoutWord(pair.Key, pair.Value))];
        return new PayoutPlan.Planned(
            batch, firstReward, selection.Rewards, words, selection.Total, Post(campaign, batch, selection.Rewards, now));
    }

    /// <summary>What is posted when a batch is final: everything in flight is paid.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="rewards">Its rewards.</param>
    /// <param name="at">The moment.</param>
    /// <param name="undone">How often the batch was final before and then forked away.</param>
    /// <returns>Null when the batch carried no tokens.</returns>
    public static LedgerTransaction? Final(
        CampaignId campaign, PayoutBatchId batch, IEnumerable<PlannedReward> rewards, DateTimeOffset at, int undone = 0)
    {
        ParticipantAmount[] paid = Sums(rewards, reward => reward.Paid);
        return paid.Length == 0 ? null : LedgerTransaction.BatchFinal(campaign, batch, Reference(batch, undone), at, paid);
    }

    /// <summary>What is posted when a batch that counted as final was forked away: what was paid is in flight again.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="rewards">Its rewards.</param>
    /// <param name="at">The moment.</param>
    /// <param name="undone">How often that happened before.</param>
    /// <returns>Null when the batch carried no tokens.</returns>
    public static LedgerTransaction? FinalUndone(
        CampaignId campaign, PayoutBatchId batch, IEnumerable<PlannedReward> rewards, DateTimeOffset at, int undone)
    {
        ParticipantAmount[] paid = Sums(rewards, reward => reward.Paid);
        return paid.Length == 0 ? null : LedgerTransaction.BatchFinalUndone(campaign, batch, Reference(batch, undone), at, paid);
    }

    /// <summary>What is posted when rewards turn out to have been paid by a run that this service did not plan.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="batch">The run's batch.</param>
    /// <param name="rewards">The rewards with what they were paid.</param>
    /// <param name="onHold">Those whose hold was not over yet, with what is promised: it is over now.</param>
    /// <param name="released">What of it leaves <c>unidentified</c> now.</param>
    /// <param name="returned">What was released for it before and was not paid: back to <c>unidentified</c>.</param>
    /// <param name="reference">The run and the first of the rewards; unique.</param>
    /// <param name="at">The moment.</param>
    public static IReadOnlyList<LedgerTransaction> Identified(
        CampaignId campaign,
        PayoutBatchId batch,
        IReadOnlyCollection<IdentifiedReward> rewards,
        IReadOnlyCollection<ParticipantAmount> onHold,
        TokenAmount released,
        TokenAmount returned,
        string reference,
        DateTimeOffset at)
    {
        ParticipantAmount[] paid = Sums(rewards.Select(one => one.Reward), reward => reward.Paid);
        ParticipantAmount[] over = Sums(rewards.Select(one => one.Reward with { Paid = one.Over }), reward => reward.Paid);
        List<LedgerTransaction> transactions = [];
        if (onHold.Count > 0)
        {
            transactions.Add(LedgerTransaction.HoldOver(campaign, reference, at, [.. onHold]));
        }

        if (!released.IsZero || over.Length > 0)
        {
            transactions.Add(LedgerTransaction.PaymentIdentified(campaign, reference, at, released, over));
        }

        if (paid.Length > 0)
        {
            transactions.Add(LedgerTransaction.BatchPlanned(campaign, batch, reference, at, paid));
            transactions.Add(LedgerTransaction.BatchFinal(campaign, batch, reference, at, paid));
        }

        if (!returned.IsZero)
        {
            transactions.Add(LedgerTransaction.PaymentUnidentified(campaign, reference, at, returned));
        }

        return transactions;
    }


    /// <summary>What is posted when a batch is void: everything in flight is payable again, and debts that arose meanwhile are netted
    /// in the same commit.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="rewards">Its rewards.</param>
    /// <param name="debtOf">What a participant owes the campaign now.</param>
    /// <param name="at">The moment.</param>
    public static IReadOnlyList<LedgerTransaction> Void(
        CampaignId campaign,
        PayoutBatchId batch,
        IEnumerable<PlannedReward> rewards,
        Func<ParticipantId, TokenAmount> debtOf,
        DateTimeOffset at)
    {
        ParticipantAmount[] back = Sums(rewards, reward => reward.Paid);
        if (back.Length == 0)
        {
            return [];
        }

        LedgerTransaction undone = LedgerTransaction.BatchVoid(campaign, batch, $"batch-void:{batch}", at, back);
        ParticipantAmount[] netted = [.. back
            .Select(one => new ParticipantAmount(one.Participant, TokenAmount.Min(one.Amount, debtOf(one.Participant))))
            .Where(one => !one.Amount.IsZero)];
        return netted.Length == 0
            ? [undone]
            : [undone, LedgerTransaction.DebtNetted(campaign, $"batch-void:{batch}", at, netted)];
    }

    /// <summary>What of each reward is to be paid again after its batch turned void: what the batch would have paid, less the debts that
    /// <see cref="Void"/> nets. A reward that was itself refunded meanwhile bears its own debt first.</summary>
    /// <param name="rewards">The batch's rewards.</param>
    /// <param name="netOf">What refunds have left of a reward.</param>
    /// <param name="debtOf">What a participant owes the campaign now.</param>
    /// <returns>An amount for each reward, in their order; their sum is what the ledger holds payable again.</returns>
    public static IReadOnlyList<TokenAmount> DueAfterVoid(
        IReadOnlyList<PlannedReward> rewards, Func<RewardId, TokenAmount> netOf, Func<ParticipantId, TokenAmount> debtOf)
    {
        TokenAmount[] due = [.. rewards.Select(reward => reward.Paid)];
        Dictionary<ParticipantId, TokenAmount> debts = rewards.Select(reward => reward.Participant).Distinct().ToDictionary(who => who, debtOf);
        void Bear(int index, TokenAmount most)
        {
            ParticipantId who = rewards[index].Participant;
            TokenAmount borne = TokenAmount.Min(TokenAmount.Min(due[index], most), debts[who]);
            due[index] -= borne;
            debts[who] -= borne;
        }

        for (int index = 0; index < due.Length; index++)
        {
            Bear(index, (rewards[index].Netted + rewards[index].Paid).SubtractDownToZero(netOf(rewards[index].Id)));
        }

        for (int index = 0; index < due.Length; index++)
        {
            Bear(index, due[index]);
        }

        return due;
    }

    // A batch is final once more after a fork has undone it; the same thing is never posted twice under one reference.
    private static string Reference(PayoutBatchId batch, int undone) =>
        undone == 0 ? $"batch-final:{batch}" : $"batch-final:{batch}#{undone + 1}";

    private static PayoutPlan.NotYet? TooEarly(PayableReward[] inOrder, PayoutBounds bounds, DateTimeOffset now)
    {
        UInt128 sum = 0;
        DateTimeOffset oldest = DateTimeOffset.MaxValue;
        foreach (PayableReward line in inOrder)
        {
            sum += line.Amount.BaseUnits;
            oldest = line.PayableSince < oldest ? line.PayableSince : oldest;
        }

        bool due = sum >= bounds.Minimum.BaseUnits || now - oldest >= bounds.Cadence;
        return due ? null : new PayoutPlan.NotYet(PayoutDelay.BelowMinimum, oldest + bounds.Cadence);
    }

    private static Selection Select(
        PayableReward[] inOrder,
        ulong firstReward,
        Func<ParticipantId, TokenAmount> debtOf,
        Func<ParticipantId, WalletAddress?> walletOf,
        PayoutBounds bounds)
    {
        Selection selection = new();
        foreach (PayableReward line in inOrder)
        {
            if (selection.Rewards.Count == bounds.MaxRewards)
            {
                break;
            }

            if (walletOf(line.Participant) is not { IsEmpty: false } wallet)
            {
                continue;
            }

            TokenAmount debt = selection.Debts.TryGetValue(line.Participant, out TokenAmount rest) ? rest : debtOf(line.Participant);
            TokenAmount netted = TokenAmount.Min(debt, line.Amount);
            TokenAmount paid = line.Amount - netted;
            if (paid > bounds.MaxLine)
            {
                selection.Delay = PayoutDelay.AboveMaxLine;
                continue;
            }

            bool known = selection.Words.TryGetValue(wallet, out TokenAmount word);
            if (!selection.HasRoomFor(known, bounds))
            {
                continue;
            }

            if (selection.Total.BaseUnits + paid.BaseUnits > bounds.MaxTotal.BaseUnits)
            {
                selection.IsCut = true;
                selection.Delay = PayoutDelay.AboveMaxTotal;
                break;
            }

            selection.Debts[line.Participant] = debt - netted;
            selection.Words[wallet] = word + paid;
            selection.Total += paid;
            _ = selection.Ids.Add(line.Id);
            selection.Rewards.Add(new PlannedReward(
                firstReward + (ulong)selection.Rewards.Count, line.Id, line.Participant, wallet, netted, paid));
        }

        return selection;
    }

    private static LedgerTransaction[] Post(
        CampaignId campaign, PayoutBatchId batch, IReadOnlyList<PlannedReward> rewards, DateTimeOffset now)
    {
        ParticipantAmount[] netted = Sums(rewards, reward => reward.Netted);
        ParticipantAmount[] paid = Sums(rewards, reward => reward.Paid);
        List<LedgerTransaction> transactions = [];
        if (netted.Length > 0)
        {
            transactions.Add(LedgerTransaction.DebtNetted(campaign, $"batch-planned:{batch}", now, netted));
        }

        if (paid.Length > 0)
        {
            transactions.Add(LedgerTransaction.BatchPlanned(campaign, batch, $"batch-planned:{batch}", now, paid));
        }

        return [.. transactions];
    }

    // One amount a participant, in the order in which participants first appear.
    private static ParticipantAmount[] Sums(IEnumerable<PlannedReward> rewards, Func<PlannedReward, TokenAmount> amountOf) =>
        [.. rewards
            .GroupBy(reward => reward.Participant)
            .Select(group => new ParticipantAmount(
                group.Key, group.Aggregate(TokenAmount.Zero, (sum, reward) => sum + amountOf(reward))))
            .Where(one => !one.Amount.IsZero)];

    private static void RequireDistinct(PayableReward[] inOrder)
    {
        for (int index = 1; index < inOrder.Length; index++)
        {
            if (inOrder[index].Sequence == inOrder[index - 1].Sequence)
            {
                throw new ArgumentException("Two lines share a place in the order of decision.", nameof(inOrder));
            }
        }
    }

    private sealed class Selection
    {
        public List<PlannedReward> Rewards { get; } = [];

        public HashSet<RewardId> Ids { get; } = [];

        public Dictionary<WalletAddress, TokenAmount> Words { get; } = [];

        public Dictionary<ParticipantId, TokenAmount> Debts { get; } = [];

        public TokenAmount Total { get; set; }

        /// <summary>Whether a line was left out because no more may leave now.</summary>
        public bool IsCut { get; set; }

        /// <summary>Why lines were left out, should none remain.</summary>
        public PayoutDelay Delay { get; set; } = PayoutDelay.NoWallet;

        public bool Holds(RewardId id) => Ids.Contains(id);

        public bool HasRoomFor(bool knownWallet, PayoutBounds bounds)
        {
            int wallets = Words.Count + (knownWallet ? 0 : 1);
            return wallets <= bounds.MaxWallets && (bounds.Gas is not { } gas || gas.Of(wallets, Rewards.Count + 1) <= gas.Most);
        }
    }
}
