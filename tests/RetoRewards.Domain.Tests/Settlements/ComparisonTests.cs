using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Settlements;

namespace RetoRewards.Domain.Tests.Settlements;

public sealed class ComparisonTests
{
    private static readonly WalletPayment[] Paid = [Payment(1, 10), Payment(2, 20), Payment(1, 5)];

    [Fact]
    [Trait("Behaviour", "N9")]
    public void Equal_sums_leave_nothing_unexplained()
    {
        Comparison comparison = Comparison.Of(Paid, [Payment(2, 20), Payment(1, 15)]);

        Assert.Empty(comparison.Unexplained);
        Assert.Equal(UInt128.Zero, comparison.UnexplainedBaseUnits);
        Assert.Equal(2, comparison.Wallets);
    }

    [Fact]
    [Trait("Behaviour", "N9")]
    public void One_base_unit_too_much_a_missing_posting_and_an_extra_payment_are_each_found()
    {
        Comparison tooMuch = Comparison.Of(Paid, [Payment(1, 16), Payment(2, 20)]);
        Comparison missing = Comparison.Of([Payment(1, 15)], [Payment(1, 15), Payment(2, 20)]);
        Comparison extra = Comparison.Of(Paid, [Payment(1, 15), Payment(2, 20), Payment(3, 7)]);

        Assert.Equal(1, tooMuch.Unexplained.Single().BaseUnits);
        Assert.Equal(20, missing.Unexplained.Single().BaseUnits);
        Assert.Equal(Payment(3, 7).Wallet, extra.Unexplained.Single().Wallet);
    }

    [Fact]
    public void Two_errors_that_cancel_in_the_total_are_still_seen()
    {
        Comparison comparison = Comparison.Of(Paid, [Payment(1, 14), Payment(2, 21)]);

        Assert.Equal(comparison.LedgerBaseUnits, comparison.ChainBaseUnits);
        Assert.Equal((UInt128)2, comparison.UnexplainedBaseUnits);
        Assert.Equal([-1, 1], comparison.Unexplained.Select(wallet => (int)wallet.BaseUnits));
    }

    private static WalletPayment Payment(byte wallet, uint baseUnits)
    {
        byte[] bytes = new byte[WalletAddress.Length];
        bytes[0] = wallet;
        return new WalletPayment(WalletAddress.FromBytes(bytes), TokenAmount.FromBaseUnits(baseUnits));
    }
}
