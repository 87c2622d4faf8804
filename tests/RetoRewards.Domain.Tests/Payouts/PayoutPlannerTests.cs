using FsCheck;
using FsCheck.Fluent;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Rewards;

namespace RetoRewards.Domain.Tests.Payouts;

public sealed class PayoutPlannerTests
{
    private static readonly CampaignId Campaign = new(new Guid("11111111-2222-3333-4444-555555555555"));
    private static readonly PayoutBatchId Batch = new(new Guid("99999999-8888-7777-6666-555555555555"));
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly PayoutBounds Wide =
        new(1000, 1000, TokenAmount.MaxValue, TokenAmount.Zero, TimeSpan.FromDays(1));

    [Fact]
    public void Rewards_of_one_wallet_become_one_word_and_keep_their_numbers()
    {
        PayoutPlan.Planned plan = Planned([Line(1, 1, 10), Line(2, 2, 20), Line(3, 1, 30)], Wide);

        Assert.Equal([7UL, 8UL, 9UL], plan.Rewards.Select(reward => reward.Number));
        Assert.Equal(2, plan.Words.Count);
        Assert.Equal(60, (int)plan.Total.BaseUnits);
        Assert.Equal(40, (int)plan.Words.Single(word => word.Wallet == Wallet(1)).Amount.BaseUnits);
        Assert.Equal(TransactionKind.BatchPlanned, plan.Transactions.Single().Kind);
    }

    [Fact]
    [Trait("Fault", "77")]
    public void A_debt_is_netted_first_and_a_wholly_netted_reward_keeps_a_number_without_a_word()
    {
        PayoutPlan.Planned plan = Planned(
            [Line(1, 1, 10), Line(2, 1, 20), Line(3, 2, 5)], Wide, debt: who => who == Who(1) ? TokenAmount.FromBaseUnits(12) : TokenAmount.Zero);

        Assert.Equal([10, 2, 0], plan.Rewards.Select(reward => (int)reward.Netted.BaseUnits));
        Assert.Equal([0, 18, 5], plan.Rewards.Select(reward => (int)reward.Paid.BaseUnits));
        Assert.Equal([TransactionKind.DebtNetted, TransactionKind.BatchPlanned], plan.Transactions.Select(transaction => transaction.Kind));

        PayoutPlan.Planned all = Planned([Line(1, 1, 10)], Wide, debt: _ => TokenAmount.FromBaseUnits(12));
        Assert.Empty(all.Words);
        Assert.Single(all.Rewards);
        Assert.Equal(TransactionKind.DebtNetted, all.Transactions.Single().Kind);
    }

    [Fact]
    [Trait("Fault", "77")]
    public void After_a_void_the_reward_that_was_refunded_bears_its_own_debt_and_the_sum_is_what_the_ledger_holds()
    {
        PayoutPlan.Planned plan = Planned([Line(1, 1, 10), Line(2, 1, 20), Line(3, 2, 5)], Wide);
        RewardId refunded = plan.Rewards[1].Id;
        TokenAmount DebtOf(ParticipantId who) => TokenAmount.FromBaseUnits(who == Who(1) ? 18UL : 0);
        TokenAmount NetOf(RewardId id) => id == refunded
            ? TokenAmount.FromBaseUnits(5) : plan.Rewards.Single(reward => reward.Id == id).Paid;

        IReadOnlyList<TokenAmount> due = PayoutPlanner.DueAfterVoid(plan.Rewards, NetOf, DebtOf);

        // Of the debt of 18, 15 is the second reward's own; the rest is borne in order.
        Assert.Equal([7, 5, 5], due.Select(amount => (int)amount.BaseUnits));
        IEnumerable<Posting> posted = PayoutPlanner.Void(Campaign, Batch, plan.Rewards, DebtOf, Now).SelectMany(transaction => transaction.Postings);
        AccountName payable = AccountName.Payable(Campaign, Who(1));
        Assert.Equal(12, posted.Sum(posting =>
            (posting.To == payable ? 1 : posting.From == payable ? -1 : 0) * (int)posting.Amount.BaseUnits));
    }

    [Fact]
    public void A_batch_waits_for_its_minimum_or_its_cadence()
    {
        PayoutBounds bounds = Wide with { Minimum = TokenAmount.FromBaseUnits(100) };

        PayoutPlan young = Plan([Line(1, 1, 99, Now.AddHours(-23))], bounds);
        PayoutPlan old = Plan([Line(1, 1, 99, Now.AddHours(-24))], bounds);
        PayoutPlan rich = Plan([Line(1, 1, 100, Now)], bounds);

        Assert.Equal(new PayoutPlan.NotYet(PayoutDelay.BelowMinimum, Now.AddHours(1)), young);
        Assert.IsType<PayoutPlan.Planned>(old);
        Assert.IsType<PayoutPlan.Planned>(rich);
        Assert.Equal(new PayoutPlan.NotYet(PayoutDelay.NothingPayable, null), Plan([], bounds));
    }

    [Fact]
    public void Bounds_on_rewards_wallets_and_total_hold()
    {
        PayableReward[] lines = [Line(1, 1, 10), Line(2, 2, 10), Line(3, 3, 10), Line(4, 1, 10)];

        Assert.Equal(2, Planned(lines, Wide with { MaxRewards = 2 }).Rewards.Count);
        Assert.Equal([1L, 2L, 4L], Sequences(lines, Planned(lines, Wide with { MaxWallets = 2 })));
        Assert.Equal([1L, 2L], Sequences(lines, Planned(lines, Wide with { MaxTotal = TokenAmount.FromBaseUnits(25) })));
        Assert.Equal(
            new PayoutPlan.NotYet(PayoutDelay.AboveMaxTotal, null),
            Plan(lines, Wide with { MaxTotal = TokenAmount.FromBaseUnits(9) }));
    }

    [Fact]
    [Trait("Fault", "79")]
    public void A_line_without_a_wallet_is_left_for_later()
    {
        PayableReward[] lines = [Line(1, 1, 10), Line(2, 2, 10)];

        PayoutPlan plan = PayoutPlanner.Plan(
            Campaign, Batch, 1, lines, _ => TokenAmount.Zero, who => who == Who(1) ? null : Wallet(2), Wide, Now);
        PayoutPlan none = PayoutPlanner.Plan(Campaign, Batch, 1, lines, _ => TokenAmount.Zero, _ => null, Wide, Now);

        Assert.Equal([2L], Sequences(lines, Assert.IsType<PayoutPlan.Planned>(plan)));
        Assert.Equal(new PayoutPlan.NotYet(PayoutDelay.NoWallet, null), none);
    }

    [Fact]
    public void A_void_batch_returns_everything_and_nets_what_became_a_debt_meanwhile()
    {
        PayoutPlan.Planned plan = Planned([Line(1, 1, 10), Line(2, 2, 20)], Wide);

        IReadOnlyList<LedgerTransaction> undone = PayoutPlanner.Void(
            Campaign, Batch, plan.Rewards, who => who == Who(2) ? TokenAmount.FromBaseUnits(50) : TokenAmount.Zero, Now);

        Assert.Equal([TransactionKind.BatchVoid, TransactionKind.DebtNetted], undone.Select(transaction => transaction.Kind));
        Assert.All(undone[1].Postings, posting => Assert.Equal(20, (int)posting.Amount.BaseUnits));
    }

    [Fact]
    public void Two_lines_in_one_place_of_the_order_are_a_bug_of_the_caller()
    {
        Assert.Throws<ArgumentException>(() => Plan([Line(1, 1, 10), Line(1, 2, 10)], Wide));
        Assert.Throws<ArgumentOutOfRangeException>(() => Plan([Line(1, 1, 10)], Wide with { MaxRewards = 0 }));
    }

    [Fact]
    public void A_word_is_the_wallet_and_then_the_amount()
    {
        byte[] word = new byte[PayoutWord.Length];

        new PayoutWord(Wallet(5), TokenAmount.FromBaseUnits(0x0102)).WriteTo(word);

        Assert.Equal("0000000000000000000000000000000000000005" + "000000000000000000000102", Convert.ToHexStringLower(word));
    }

    [Fact]
    public void Planning_conserves_every_base_unit_and_does_not_depend_on_the_order_given()
    {
        Gen<(int Who, int Amount)> line = Gen.Choose(1, 6).SelectMany(who => Gen.Choose(0, 1000).Select(amount => (who, amount)));
        Gen<(int Who, int Amount)[]> lines = Gen.NonEmptyListOf(line).Select(list => list.ToArray());
        Gen<int[]> debts = Gen.ArrayOf(Gen.Choose(0, 800), 7);
        Gen<int> most = Gen.Choose(1, 5);

        Prop.ForAll(lines.ToArbitrary(), debts.ToArbitrary(), most.ToArbitrary(), (given, owed, bound) =>
        {
            PayableReward[] payable = [.. given.Select((one, index) => Line(index, one.Who, one.Amount))];
            PayoutBounds bounds = Wide with { MaxWallets = bound };
            TokenAmount Debt(ParticipantId who) =>
                TokenAmount.FromBaseUnits((UInt128)owed[Enumerable.Range(1, 6).First(number => Who(number) == who)]);
            PayoutPlan.Planned plan = Planned(payable, bounds, Debt);
            PayoutPlan.Planned again = Planned([.. payable.Reverse()], bounds, Debt);

            Dictionary<RewardId, PayableReward> byId = payable.ToDictionary(reward => reward.Id);
            bool split = plan.Rewards.All(reward => reward.Netted + reward.Paid == byId[reward.Id].Amount);
            bool words = Sum(plan.Words.Select(word => word.Amount)) == Sum(plan.Rewards.Select(reward => reward.Paid));
            bool wallets = plan.Words.Count <= bound && plan.Words.Select(word => word.Wallet).Distinct().Count() == plan.Words.Count;
            bool netted = plan.Rewards.GroupBy(reward => reward.Participant)
                .All(group => Sum(group.Select(reward => reward.Netted)) <= Debt(group.Key));
            bool dense = plan.Rewards.Select((reward, index) => reward.Number == 7UL + (ulong)index).All(good => good);
            bool same = plan.Rewards.SequenceEqual(again.Rewards) && plan.Words.SequenceEqual(again.Words);
            return split && words && wallets && netted && dense && same;
        }).QuickCheckThrowOnFailure();
    }

    private static TokenAmount Sum(IEnumerable<TokenAmount> amounts) => amounts.Aggregate(TokenAmount.Zero, (sum, one) => sum + one);

    private static IEnumerable<long> Sequences(PayableReward[] lines, PayoutPlan.Planned plan) =>
        plan.Rewards.Select(reward => lines.Single(line => line.Id == reward.Id).Sequence);

    private static PayoutPlan.Planned Planned(
        PayableReward[] lines, PayoutBounds bounds, Func<ParticipantId, TokenAmount>? debt = null) =>
        Assert.IsType<PayoutPlan.Planned>(Plan(lines, bounds, debt));

    private static PayoutPlan Plan(PayableReward[] lines, PayoutBounds bounds, Func<ParticipantId, TokenAmount>? debt = null) =>
        PayoutPlanner.Plan(
            Campaign,
            Batch,
            7,
            lines,
            debt ?? (_ => TokenAmount.Zero),
            who => Wallet(Enumerable.Range(1, 6).First(number => Who(number) == who)),
            bounds,
            Now);

    private static PayableReward Line(long sequence, int who, int amount, DateTimeOffset? since = null) => new(
        new RewardId(new Guid((int)sequence + 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)),
        sequence,
        Who(who),
        TokenAmount.FromBaseUnits((UInt128)amount),
        since ?? Now.AddDays(-2));

    private static ParticipantId Who(int number) => new(new Guid(number, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2));

    private static WalletAddress Wallet(int number)
    {
        byte[] bytes = new byte[WalletAddress.Length];
        bytes[19] = (byte)number;
        return WalletAddress.FromBytes(bytes);
    }
}
