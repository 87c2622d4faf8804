using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;

namespace RetoRewards.Domain.Tests.Ledger;

public sealed class BalancesTests
{
    private static readonly CampaignId Campaign = new(new Guid("11111111-2222-3333-4444-555555555555"));
    private static readonly ParticipantId Ann = new(new Guid("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"));
    private static readonly PayoutBatchId Batch = new(new Guid("99999999-8888-7777-6666-555555555555"));
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly Dictionary<AccountName, LedgerBalance> balances = [];

    [Fact]
    public void A_reward_walks_from_the_world_to_paid()
    {
        ParticipantAmount[] ten = [new(Ann, TokenAmount.FromTokens(10))];
        Post(LedgerTransaction.Funded(Campaign, "tx", Now, TokenAmount.FromTokens(100)));
        Post(LedgerTransaction.RewardEarned(Campaign, "sale", Now, ten));
        Post(LedgerTransaction.HoldOver(Campaign, "sale", Now, ten));
        Post(LedgerTransaction.BatchPlanned(Campaign, Batch, "batch", Now, ten));
        Post(LedgerTransaction.BatchVoid(Campaign, Batch, "batch", Now, ten));
        Post(LedgerTransaction.BatchPlanned(Campaign, Batch, "again", Now, ten));
        Post(LedgerTransaction.BatchFinal(Campaign, Batch, "again", Now, ten));

        Assert.Equal("90", BalanceOf(AccountName.Budget(Campaign)).ToAmount().ToString());
        Assert.Equal("10", BalanceOf(AccountName.Paid(Campaign, Ann)).ToAmount().ToString());
        Assert.True(BalanceOf(AccountName.World).IsNegative);
        Assert.Equal(Int128.Zero, balances.Values.Aggregate(Int128.Zero, (sum, balance) => sum + balance.BaseUnits));
    }

    [Fact]
    public void A_campaign_cannot_promise_more_than_it_was_funded_with()
    {
        Post(LedgerTransaction.Funded(Campaign, "tx", Now, TokenAmount.FromTokens(9)));

        PostingResult result = Balances.Apply(
            LedgerTransaction.RewardEarned(Campaign, "sale", Now, [new(Ann, TokenAmount.FromTokens(10))]), BalanceOf);

        PostingResult.Overdrawn overdrawn = Assert.IsType<PostingResult.Overdrawn>(result);
        Assert.Equal(AccountName.Budget(Campaign), overdrawn.Account);
        Assert.Equal(new LedgerBalance(-1_000_000_000_000_000_000), overdrawn.Balance);
    }

    [Fact]
    public void A_debt_is_netted_back_into_the_budget_and_never_past_zero()
    {
        ParticipantAmount[] four = [new(Ann, TokenAmount.FromTokens(4))];
        Post(LedgerTransaction.Funded(Campaign, "tx", Now, TokenAmount.FromTokens(20)));
        Post(LedgerTransaction.RewardEarned(Campaign, "sale", Now, [new(Ann, TokenAmount.FromTokens(10))]));
        Post(LedgerTransaction.HoldOver(Campaign, "sale", Now, [new(Ann, TokenAmount.FromTokens(10))]));
        Post(LedgerTransaction.RefundedAfterPlanning(Campaign, "refund", Now, four));
        Post(LedgerTransaction.DebtNetted(Campaign, "batch", Now, four));

        Assert.Equal(LedgerBalance.Zero, BalanceOf(AccountName.Debt(Campaign, Ann)));
        Assert.Equal(LedgerBalance.Zero, BalanceOf(AccountName.Receivable(Campaign)));
        Assert.Equal("6", BalanceOf(AccountName.Payable(Campaign, Ann)).ToAmount().ToString());
        Assert.Equal("14", BalanceOf(AccountName.Budget(Campaign)).ToAmount().ToString());
        Assert.IsType<PostingResult.Overdrawn>(Balances.Apply(
            LedgerTransaction.DebtNetted(Campaign, "twice", Now, four), BalanceOf));
    }

    [Fact]
    [Trait("Fault", "77")]
    public void Debts_and_the_world_are_never_above_zero_and_all_else_never_below()
    {
        LedgerBalance more = new(1);
        LedgerBalance less = new(-1);

        Assert.All(new[] { AccountName.World, AccountName.Debt(Campaign, Ann) }, account =>
            Assert.True(Balances.MayHold(account, less) && Balances.MayHold(account, LedgerBalance.Zero) && !Balances.MayHold(account, more)));
        Assert.All(new[] { AccountName.Budget(Campaign), AccountName.Receivable(Campaign), AccountName.Paid(Campaign, Ann), AccountName.InFlight(Batch) }, account =>
            Assert.True(Balances.MayHold(account, more) && Balances.MayHold(account, LedgerBalance.Zero) && !Balances.MayHold(account, less)));
    }

    [Fact]
    public void The_canonical_bytes_differ_when_anything_differs()
    {
        TokenAmount one = TokenAmount.FromTokens(1);
        TokenAmount two = TokenAmount.FromTokens(2);
        LedgerTransaction[] transactions =
        [
            LedgerTransaction.Funded(Campaign, "a", Now, one),
            LedgerTransaction.Funded(Campaign, "b", Now, one),
            LedgerTransaction.Funded(Campaign, "a", Now, two),
            LedgerTransaction.Funded(Campaign, "a", Now.AddTicks(10), one),
            LedgerTransaction.Funded(new CampaignId(Ann.Value), "a", Now, one),
            LedgerTransaction.LeftoversWithdrawn(Campaign, "a", Now, one),
            LedgerTransaction.SettledByHand(Campaign, "a", Now, [new(Ann, one)]),
            LedgerTransaction.SettledByHand(Campaign, "a", Now, [new(Ann, one), new(Ann, one)]),
        ];

        Assert.Equal(transactions.Length, transactions.Select(one => Convert.ToHexString(CanonicalTransaction.ToBytes(one))).Distinct().Count());
    }

    [Fact]
    public void A_restored_transaction_has_the_same_canonical_bytes()
    {
        LedgerTransaction written = LedgerTransaction.Funded(Campaign, "a", Now.AddTicks(7), TokenAmount.FromTokens(1));

        LedgerTransaction read = LedgerTransaction.Restore(Campaign, written.Kind, written.Reference, written.At, [.. written.Postings]);

        Assert.Equal(CanonicalTransaction.ToBytes(written), CanonicalTransaction.ToBytes(read));
        Assert.Equal(0, written.At.Ticks % TimeSpan.TicksPerMicrosecond);
    }

    private LedgerBalance BalanceOf(AccountName account) => balances.GetValueOrDefault(account);

    private void Post(LedgerTransaction transaction)
    {
        PostingResult.Posted posted = Assert.IsType<PostingResult.Posted>(Balances.Apply(transaction, BalanceOf));
        foreach ((AccountName account, LedgerBalance balance) in posted.Balances)
        {
            balances[account] = balance;
        }
    }
}
