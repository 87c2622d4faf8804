using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Payouts;

namespace RetoRewards.Domain.Ledger;

/// <summary>A balanced set of postings of one campaign, made by one of the named events of DESIGN section 4.</summary>
/// <remarks>Every posting debits one account and credits another, so a transaction cannot be unbalanced. It is inserted and never
/// changed: a correction is a new one.</remarks>
public sealed class LedgerTransaction
{
    /// <summary>The longest reference, in characters.</summary>
    public const int MaxReferenceLength = 160;

    private LedgerTransaction(CampaignId campaign, TransactionKind kind, string reference, DateTimeOffset at, Posting[] postings)
    {
        if (campaign.IsEmpty)
        {
            throw new ArgumentException("A transaction belongs to a campaign.", nameof(campaign));
        }

        if (reference.Length is 0 or > MaxReferenceLength)
        {
            throw new ArgumentException($"A reference has 1 to {MaxReferenceLength} characters.", nameof(reference));
        }

        if (postings.Length == 0)
        {
            throw new ArgumentException("A transaction moves something.", nameof(postings));
        }

        CampaignId = campaign;
        Kind = kind;
        Reference = reference;
        At = ToMicroseconds(at);
        Postings = postings;
    }

    /// <summary>The campaign that the transaction belongs to.</summary>
    public CampaignId CampaignId { get; }

    /// <summary>What it records.</summary>
    public TransactionKind Kind { get; }

    /// <summary>What it came from, such as <c>sale-event:{id}</c> or a transaction hash; unique with the kind in a campaign.</summary>
    public string Reference { get; }

    /// <summary>Its moment in UTC, cut to microseconds, which is what every database keeps.</summary>
    public DateTimeOffset At { get; }

    /// <summary>Its postings, in order.</summary>
    public IReadOnlyList<Posting> Postings { get; }

    /// <summary>Makes a stored transaction again, for checking it. New ones are made by the named events below.</summary>
    /// <param name="campaign">Its campaign.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="reference">Its reference.</param>
    /// <param name="at">Its moment.</param>
    /// <param name="postings">Its postings, in order.</param>
    /// <exception cref="ArgumentException">No such transaction can have been made.</exception>
    public static LedgerTransaction Restore(
        CampaignId campaign, TransactionKind kind, string reference, DateTimeOffset at, IEnumerable<Posting> postings) =>
        new(campaign, kind, reference, at, [.. postings]);

    /// <summary>Campaign funded (seen on chain, final): <c>world</c> to <c>budget</c>.</summary>
    public static LedgerTransaction Funded(CampaignId campaign, string reference, DateTimeOffset at, TokenAmount amount) =>
        new(campaign, TransactionKind.Funded, reference, at, [new(AccountName.World, AccountName.Budget(campaign), amount)]);

    /// <summary>Reward earned, on hold: <c>budget</c> to <c>pending</c>.</summary>
    public static LedgerTransaction RewardEarned(
        CampaignId campaign, string reference, DateTimeOffset at, ReadOnlySpan<ParticipantAmount> amounts)
    {
        Posting[] postings = new Posting[amounts.Length];
        AccountName budget = AccountName.Budget(campaign);
        for (int index = 0; index < postings.Length; index++)
        {
            postings[index] = new Posting(budget, AccountName.Pending(campaign, amounts[index].Participant), amounts[index].Amount);
        }

        return new(campaign, TransactionKind.RewardEarned, reference, at, postings);
    }

    /// <summary>Hold over: <c>pending</c> to <c>payable</c>.</summary>
    public static LedgerTransaction HoldOver(
        CampaignId campaign, string reference, DateTimeOffset at, ReadOnlySpan<ParticipantAmount> amounts) =>
        new(campaign, TransactionKind.HoldOver, reference, at, ForEach(amounts, one => new Posting(
            AccountName.Pending(campaign, one.Participant), AccountName.Payable(campaign, one.Participant), one.Amount)));

    /// <summary>Debts netted before a batch takes the rest: <c>payable</c> to <c>budget</c>, and <c>receivable</c> to <c>debt</c>.</summary>
    public static LedgerTransaction DebtNetted(
        CampaignId campaign, string reference, DateTimeOffset at, ReadOnlySpan<ParticipantAmount> amounts)
    {
        Posting[] postings = new Posting[amounts.Length * 2];
        for (int index = 0; index < amounts.Length; index++)
        {
            ParticipantAmount one = amounts[index];
            postings[2 * index] = new Posting(
                AccountName.Payable(campaign, one.Participant), AccountName.Budget(campaign), one.Amount);
            postings[(2 * index) + 1] = new Posting(
                AccountName.Receivable(campaign), AccountName.Debt(campaign, one.Participant), one.Amount);
        }

        return new(campaign, TransactionKind.DebtNetted, reference, at, postings);
    }

    /// <summary>Batch planned: <c>payable</c> to the batch's <c>in-flight</c>.</summary>
    public static LedgerTransaction BatchPlanned(
        CampaignId campaign, PayoutBatchId batch, string reference, DateTimeOffset at, ReadOnlySpan<ParticipantAmount> amounts) =>
        new(campaign, TransactionKind.BatchPlanned, reference, at, ForEach(amounts, one => new Posting(
            AccountName.Payable(campaign, one.Participant), AccountName.InFlight(batch), one.Amount)));

    /// <summary>Batch final: the batch's <c>in-flight</c> to <c>paid</c>.</summary>
    public static LedgerTransaction BatchFinal(
        CampaignId campaign, PayoutBatchId batch, string reference, DateTimeOffset at, ReadOnlySpan<ParticipantAmount> amounts) =>
        new(campaign, TransactionKind.BatchFinal, reference, at, ForEach(amounts, one => new Posting(
            AccountName.InFlight(batch), AccountName.Paid(campaign, one.Participant), one.Amount)));

    /// <summary>Batch void, final and no longer minable: the batch's <c>in-flight</c> back to <c>payable</c>.</summary>
    public static LedgerTransaction BatchVoid(
        CampaignId campaign, PayoutBatchId batch, string reference, DateTimeOffset at, ReadOnlySpan<ParticipantAmount> amounts) =>
        new(campaign, TransactionKind.BatchVoid, reference, at, ForEach(amounts, one => new Posting(
            AccountName.InFlight(batch), AccountName.Payable(campaign, one.Participant), one.Amount)));

    /// <summary>Refund before planning: <c>pending</c> or <c>payable</c> back to <c>budget</c>.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="reference">The refund event.</param>
    /// <param name="at">The moment it was decided.</param>
    /// <param name="fromPending">What is taken from rewards on hold.</param>
    /// <param name="fromPayable">What is taken from rewards whose hold is over.</param>
    public static LedgerTransaction RefundedBeforePlanning(
        CampaignId campaign,
        string reference,
        DateTimeOffset at,
        ReadOnlySpan<ParticipantAmount> fromPending,
        ReadOnlySpan<ParticipantAmount> fromPayable) =>
        new(campaign, TransactionKind.RefundedBeforePlanning, reference, at, BackToBudget(campaign, fromPending, fromPayable));

    /// <summary>Refund from planning on, a debt: <c>debt</c> to <c>receivable</c>.</summary>
    /// <remarks>The tokens are going or gone, so the budget does not rise. A batch that turns void nets it in the same commit.</remarks>
    public static LedgerTransaction RefundedAfterPlanning(
        CampaignId campaign, string reference, DateTimeOffset at, ReadOnlySpan<ParticipantAmount> amounts) =>
        new(campaign, TransactionKind.RefundedAfterPlanning, reference, at, ForEach(amounts, one => new Posting(
            AccountName.Debt(campaign, one.Participant), AccountName.Receivable(campaign), one.Amount)));

    /// <summary>Debt written off when the campaign closes: <c>receivable</c> to <c>debt</c>.</summary>
    public static LedgerTransaction DebtWrittenOff(
        CampaignId campaign, string reference, DateTimeOffset at, ReadOnlySpan<ParticipantAmount> amounts) =>
        new(campaign, TransactionKind.DebtWrittenOff, reference, at, ForEach(amounts, one => new Posting(
            AccountName.Receivable(campaign), AccountName.Debt(campaign, one.Participant), one.Amount)));

    /// <summary>Settled by hand, outside the chain: <c>payable</c> to <c>settled</c>.</summary>
    public static LedgerTransaction SettledByHand(
        CampaignId campaign, string reference, DateTimeOffset at, ReadOnlySpan<ParticipantAmount> amounts) =>
        new(campaign, TransactionKind.SettledByHand, reference, at, ForEach(amounts, one => new Posting(
            AccountName.Payable(campaign, one.Participant), AccountName.Settled(campaign, one.Participant), one.Amount)));

    /// <summary>Promised lines lapse after the grace period: <c>pending</c> or <c>payable</c> back to <c>budget</c>.</summary>
    public static LedgerTransaction Lapsed(
        CampaignId campaign,
        string reference,
        DateTimeOffset at,
        ReadOnlySpan<ParticipantAmount> fromPending,
        ReadOnlySpan<ParticipantAmount> fromPayable) =>
        new(campaign, TransactionKind.Lapsed, reference, at, BackToBudget(campaign, fromPending, fromPayable));

    /// <summary>Leftovers withdrawn: <c>budget</c> to <c>world</c>.</summary>
    public static LedgerTransaction LeftoversWithdrawn(CampaignId campaign, string reference, DateTimeOffset at, TokenAmount amount) =>
        new(campaign, TransactionKind.LeftoversWithdrawn, reference, at, [new(AccountName.Budget(campaign), AccountName.World, amount)]);

    /// <summary>A payment found on chain whose sale is not known (after a restore): <c>budget</c> to <c>unidentified</c>.</summary>
    public static LedgerTransaction PaymentUnidentified(CampaignId campaign, string reference, DateTimeOffset at, TokenAmount amount) =>
        new(campaign, TransactionKind.PaymentUnidentified, reference, at,
            [new(AccountName.Budget(campaign), AccountName.Unidentified(campaign), amount)]);

    /// <summary>The rewards behind a payment found on chain became known: <c>unidentified</c> to <c>budget</c>, from which they are promised,
    /// and what is promised beyond what was paid from <c>payable</c> to <c>budget</c>.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="reference">The run and the first of its rewards.</param>
    /// <param name="at">The moment.</param>
    /// <param name="released">What leaves <c>unidentified</c>; may be zero.</param>
    /// <param name="over">What is promised and was not paid; may be none.</param>
    /// <exception cref="ArgumentException">Nothing moves.</exception>
    public static LedgerTransaction PaymentIdentified(
        CampaignId campaign, string reference, DateTimeOffset at, TokenAmount released, ReadOnlySpan<ParticipantAmount> over)
    {
        AccountName budget = AccountName.Budget(campaign);
        Posting[] back = ForEach(over, one => new Posting(AccountName.Payable(campaign, one.Participant), budget, one.Amount));
        return new(campaign, TransactionKind.PaymentIdentified, reference, at,
            released.IsZero ? back : [new(AccountName.Unidentified(campaign), budget, released), .. back]);
    }

    /// <summary>A payment found on chain was forked away after it counted as final: <c>unidentified</c> to <c>budget</c>.</summary>
    public static LedgerTransaction UnidentifiedUndone(CampaignId campaign, string reference, DateTimeOffset at, TokenAmount amount) =>
        new(campaign, TransactionKind.UnidentifiedUndone, reference, at,
            [new(AccountName.Unidentified(campaign), AccountName.Budget(campaign), amount)]);

    /// <summary>Funding was forked away after it counted as final: <c>budget</c> to <c>world</c>.</summary>
    public static LedgerTransaction FundingUndone(CampaignId campaign, string reference, DateTimeOffset at, TokenAmount amount) =>
        new(campaign, TransactionKind.FundingUndone, reference, at, [new(AccountName.Budget(campaign), AccountName.World, amount)]);

    /// <summary>What went back was forked away after it counted as final: <c>world</c> to <c>budget</c>.</summary>
    public static LedgerTransaction WithdrawalUndone(CampaignId campaign, string reference, DateTimeOffset at, TokenAmount amount) =>
        new(campaign, TransactionKind.WithdrawalUndone, reference, at, [new(AccountName.World, AccountName.Budget(campaign), amount)]);

    /// <summary>A batch was forked away after it counted as final: <c>paid</c> back to the batch's <c>in-flight</c>.</summary>
    public static LedgerTransaction BatchFinalUndone(
        CampaignId campaign, PayoutBatchId batch, string reference, DateTimeOffset at, ReadOnlySpan<ParticipantAmount> amounts) =>
        new(campaign, TransactionKind.BatchFinalUndone, reference, at, ForEach(amounts, one => new Posting(
            AccountName.Paid(campaign, one.Participant), AccountName.InFlight(batch), one.Amount)));

    /// <summary>Makes a stored transaction again from its rows, to check the hash chain or the balances.</summary>
    /// <exception cref="ArgumentException">The rows are not a transaction.</exception>
    public static LedgerTransaction Restore(
        CampaignId campaign, TransactionKind kind, string reference, DateTimeOffset at, ReadOnlySpan<Posting> postings) =>
        new(campaign, kind, reference, at, postings.ToArray());

    private static Posting[] ForEach(ReadOnlySpan<ParticipantAmount> amounts, Func<ParticipantAmount, Posting> make)
    {
        Posting[] postings = new Posting[amounts.Length];
        for (int index = 0; index < amounts.Length; index++)
        {
            postings[index] = make(amounts[index]);
        }

        return postings;
    }

    private static Posting[] BackToBudget(
        CampaignId campaign, ReadOnlySpan<ParticipantAmount> fromPending, ReadOnlySpan<ParticipantAmount> fromPayable)
    {
        AccountName budget = AccountName.Budget(campaign);
        return
        [
            .. ForEach(fromPending, one => new Posting(AccountName.Pending(campaign, one.Participant), budget, one.Amount)),
            .. ForEach(fromPayable, one => new Posting(AccountName.Payable(campaign, one.Participant), budget, one.Amount)),
        ];
    }

    private static DateTimeOffset ToMicroseconds(DateTimeOffset at)
    {
        long ticks = at.UtcTicks;
        return new DateTimeOffset(ticks - (ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
    }
}
