using FsCheck;
using FsCheck.Fluent;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Tests.Payouts;

/// <summary>A batch stays under what the contract would pay.</summary>
public sealed class PayoutLimitsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly PayoutBounds Wide = new(1000, 1000, TokenAmount.MaxValue, TokenAmount.Zero, TimeSpan.FromDays(1));

    [Fact]
    [Trait("Fault", "54")]
    public void The_first_line_that_may_not_leave_now_ends_the_batch_and_those_before_it_are_all_in_it()
    {
        PayoutPlan.Planned plan = Planned([40, 40, 30, 1], Wide with { MaxTotal = Units(100) });

        Assert.Equal([40UL, 40UL], plan.Rewards.Select(reward => (ulong)reward.Paid.BaseUnits));
    }

    [Fact]
    public void A_line_larger_than_any_batch_may_be_waits_and_holds_up_nobody()
    {
        PayoutBounds bounds = Wide with { MaxTotal = Units(100), MaxLine = Units(100) };

        Assert.Equal([40UL, 30UL], Planned([40, 101, 30], bounds).Rewards.Select(reward => (ulong)reward.Paid.BaseUnits));
        Assert.Equal(PayoutDelay.AboveMaxLine, Assert.IsType<PayoutPlan.NotYet>(Plan([101], bounds)).Reason);
    }

    [Fact]
    public void A_batch_that_the_allowance_cuts_short_waits_until_it_is_worth_its_gas()
    {
        PayoutBounds bounds = Wide with { MaxTotal = Units(10), MinimumCut = Units(50) };

        Assert.Equal(PayoutDelay.AboveMaxTotal, Assert.IsType<PayoutPlan.NotYet>(Plan([5, 60], bounds)).Reason);
        // Nothing is cut off here, so nothing is waited for.
        Assert.Single(Planned([5], bounds).Rewards);
        Assert.Single(Planned([55, 60], bounds with { MaxTotal = Units(60) }).Rewards);
    }

    [Fact]
    public void The_largest_lines_are_left_out_until_the_average_is_under_the_ceiling()
    {
        PayoutBounds bounds = Wide with { MaxAverage = Units(10) };

        Assert.Equal([2, 3, 12], Planned([2, 90, 3, 12], bounds).Rewards.Select(reward => (int)reward.Paid.BaseUnits));
        Assert.Equal(PayoutDelay.AboveCeilings, Assert.IsType<PayoutPlan.NotYet>(Plan([11], bounds)).Reason);
    }

    [Fact]
    public void A_share_of_the_sales_value_is_a_ceiling_too_and_a_sale_counts_once()
    {
        // Two rewards of one sale worth 100, and one of another worth 50; a tenth may be paid.
        PayoutBounds bounds = Wide with { MaxShareBps = 1_000 };

        Assert.Equal([6, 5], Planned([8, 6, 5], bounds, [0, 0, 1], [100, 50]).Rewards.Select(reward => (int)reward.Paid.BaseUnits));
    }

    [Fact]
    [Trait("Fault", "60")]
    public void Gas_bounds_a_batch_whatever_the_options_allow()
    {
        PayoutBounds bounds = Wide with { Gas = new PayoutGas(Fixed: 100, PerWallet: 10, PerReward: 1, Most: 150) };

        PayoutPlan.Planned plan = Planned([1, 1, 1, 1, 1, 1, 1, 1, 1], bounds);

        Assert.Equal(4, plan.Words.Count);
        Assert.InRange(bounds.Gas!.Of(plan.Words.Count, plan.Rewards.Count), 0, 150);
    }

    [Fact]
    public void Whatever_the_limits_no_plan_breaks_one_of_them()
    {
        Gen<int[]> lines = Gen.NonEmptyListOf(Gen.Choose(0, 200)).Select(list => list.ToArray());
        Gen<(int Total, int Average, int Share)> limits = Gen.Choose(0, 1_000)
            .SelectMany(total => Gen.Choose(0, 100).SelectMany(average => Gen.Choose(0, 10_000).Select(share => (total, average, share))));
        Prop.ForAll(lines.ToArbitrary(), limits.ToArbitrary(), (amounts, limit) =>
        {
            PayoutBounds bounds = Wide with
            {
                MaxTotal = Units((ulong)limit.Total),
                MaxAverage = Units((ulong)limit.Average),
                MaxShareBps = limit.Share,
            };
            int[] sales = [.. amounts.Select((_, index) => index / 2)];
            ulong[] values = [.. amounts.Select(amount => (ulong)amount * 3)];
            if (Plan(amounts, bounds, sales, values) is not PayoutPlan.Planned plan)
            {
                return true;
            }

            UInt128 total = plan.Total.BaseUnits;
            UInt128 declared = plan.Rewards.Select(reward => sales[(int)IndexOf(reward.Id)]).Distinct()
                .Aggregate(UInt128.Zero, (sum, sale) => sum + values[sale]);
            return total <= bounds.MaxTotal.BaseUnits
                && total <= (UInt128)(limit.Average * plan.Rewards.Count)
                && total * 10_000 <= declared * (UInt128)limit.Share;
        }).QuickCheckThrowOnFailure();
    }

    private static TokenAmount Units(ulong units) => TokenAmount.FromBaseUnits(units);

    private static PayoutPlan.Planned Planned(int[] amounts, PayoutBounds bounds, int[]? sales = null, ulong[]? values = null) =>
        Assert.IsType<PayoutPlan.Planned>(Plan(amounts, bounds, sales, values));

    private static PayoutPlan Plan(int[] amounts, PayoutBounds bounds, int[]? sales = null, ulong[]? values = null) => PayoutPlanner.Plan(
        new CampaignId(Id(1, 0)),
        new PayoutBatchId(Id(2, 0)),
        1,
        [
            .. amounts.Select((amount, index) => new PayableReward(
                new RewardId(Id(3, index)), index, new ParticipantId(Id(4, index)), Units((ulong)amount), Now, Sale(sales is null ? index : sales[index]))),
        ],
        _ => TokenAmount.Zero,
        who => WalletAddress.FromBytes([.. who.Value.ToByteArray(), 1, 2, 3, 4]),
        bounds,
        Now,
        sale => values is null ? TokenAmount.Zero : Units(values[(int)IndexOf(sale.Value)]));

    private static SaleId Sale(int index) => new(Id(5, index));

    private static Guid Id(int kind, int index) => new(kind, 0, 0, BitConverter.GetBytes((long)index));

    private static long IndexOf(RewardId id) => IndexOf(id.Value);

    private static long IndexOf(Guid id) => BitConverter.ToInt64(id.ToByteArray(), 8);
}
