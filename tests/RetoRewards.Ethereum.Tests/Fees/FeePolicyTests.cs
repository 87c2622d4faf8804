using System.Numerics;
using RetoRewards.Ethereum.Fees;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Ethereum.Tests.Fees;

public sealed class FeePolicyTests
{
    private static readonly FeePolicy Policy = new() { MaxFeePerGas = 1_000, MinPriorityFeePerGas = 2, MaxPriorityFeePerGas = 50 };

    [Theory]
    [InlineData(100, new[] { 10, 30, 20 }, 20, 220, false)]
    [InlineData(100, new[] { 90, 90, 90 }, 50, 250, false)]
    [InlineData(100, new[] { 0, 0, 1 }, 2, 202, false)]
    [InlineData(100, new int[0], 2, 202, false)]
    [InlineData(0, new[] { 10 }, 10, 10, false)]
    [InlineData(600, new[] { 10 }, 10, 1_000, false)]
    [InlineData(998, new[] { 10 }, 10, 1_000, false)]
    [InlineData(999, new[] { 10 }, 10, 1_000, true)]
    [InlineData(5_000, new[] { 10 }, 10, 1_000, true)]
    public void Fees_follow_the_median_and_the_next_base_fee_within_the_bounds(int nextBaseFee, int[] paid, int priority, int most, bool mustWait)
    {
        FeeQuote quote = Policy.Suggest(History(nextBaseFee, paid.Select(fee => (fee, 0.5m))));

        Assert.Equal(new TransactionFees(priority, most), quote.Fees);
        Assert.Equal((nextBaseFee, mustWait), ((int)quote.NextBaseFee, quote.MustWait));
    }

    [Fact]
    public void Empty_blocks_say_nothing_of_the_market()
    {
        FeeQuote quote = Policy.Suggest(History(100, [(0, 0m), (0, 0m), (40, 0.1m), (0, 0m)]));

        Assert.Equal(40, quote.Fees.MaxPriorityFeePerGas);
    }

    [Fact]
    public void A_history_without_rewards_gives_the_least_priority_fee()
    {
        FeeQuote quote = Policy.Suggest(new FeeHistory(1, [7, 8], [0.5m], []));

        Assert.Equal(new TransactionFees(2, 18), quote.Fees);
    }

    [Fact]
    public void A_cap_below_the_priority_fee_bounds_both_fees()
    {
        FeeQuote quote = (Policy with { MaxFeePerGas = 5 }).Suggest(History(100, [(40, 0.5m)]));

        Assert.Equal(new TransactionFees(5, 5), quote.Fees);
        Assert.True(quote.MustWait);
    }

    [Fact]
    public void Contradicting_bounds_and_an_empty_history_are_refused()
    {
        Assert.Throws<ArgumentException>(() => (Policy with { MaxFeePerGas = 0 }).Suggest(History(1, [])));
        Assert.Throws<ArgumentException>(() => (Policy with { MinPriorityFeePerGas = 51 }).Suggest(History(1, [])));
        Assert.Throws<ArgumentException>(() => (Policy with { MinPriorityFeePerGas = -1 }).Suggest(History(1, [])));
        Assert.Throws<ArgumentException>(() => Policy.Suggest(new FeeHistory(1, [], [], [])));
    }

    [Theory]
    [InlineData(80, 800, 1, 1, 90, 900)]
    [InlineData(80, 800, 1, 2_000, 90, 2_000)]
    [InlineData(80, 800, 300, 1, 300, 900)]
    [InlineData(80, 800, 3_000, 1, 3_000, 3_000)]
    [InlineData(81, 801, 1, 1, 92, 902)]
    [InlineData(0, 1, 0, 0, 1, 2)]
    public void A_replacement_raises_both_fees_by_an_eighth_at_least_rounded_up(int priority, int most, int wantedPriority, int wantedMost, int newPriority, int newMost)
    {
        TransactionFees replacement = new TransactionFees(priority, most).Replacement(new TransactionFees(wantedPriority, wantedMost));

        Assert.Equal(new TransactionFees(newPriority, newMost), replacement);
    }

    [Fact]
    public void The_most_that_a_transaction_costs_is_its_gas_limit_at_its_fee() =>
        Assert.Equal(BigInteger.Parse("21000000000000000"), new TransactionFees(1, BigInteger.Pow(10, 12)).MostFor(21_000));

    private static FeeHistory History(int nextBaseFee, IEnumerable<(int Paid, decimal Used)> blocks)
    {
        (int Paid, decimal Used)[] all = [.. blocks];
        return new FeeHistory(
            1,
            [.. all.Select(_ => BigInteger.One), nextBaseFee],
            [.. all.Select(block => block.Used)],
            [.. all.Select(block => (IReadOnlyList<BigInteger>)[block.Paid, block.Paid * 10])]);
    }
}
