using RetoRewards.Ledger;
using RetoRewards.Tests.Persistence;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Ledger;

[OnBothDatabases]
public sealed class VerifyJournalsTests
{
    [Fact]
    public async Task A_journal_that_nobody_touched_holds()
    {
        await using Shop shop = await SoldAsync();

        Assert.Empty(await new VerifyJournals(shop.Database).ExecuteAsync(CancellationToken.None));
    }

    [Theory]
    [Trait("Fault", "85")]
    [InlineData("UPDATE ledger_postings SET amount = '00000000000000000000000000001' WHERE position = 2 AND ordinal = 0", "hash was made of")]
    [InlineData("DELETE FROM ledger_postings WHERE position = 3 AND ordinal = 1", "hash was made of")]
    [InlineData("UPDATE ledger_transactions SET at = at + 1 WHERE position = 2", "hash was made of")]
    [InlineData("UPDATE ledger_transactions SET reference = 'another' WHERE position = 2", "hash was made of")]
    [InlineData("DELETE FROM ledger_transactions WHERE position = 3", "Transactions 3 to 3 are missing")]
    [InlineData("DELETE FROM ledger_transactions WHERE position = 4", "The journal says it has 4")]
    [InlineData("UPDATE ledger_accounts SET balance = (SELECT balance FROM ledger_accounts WHERE name = 'world') WHERE name LIKE '%:budget'", "its postings come to")]
    [InlineData("UPDATE ledger_postings SET to_account_id = from_account_id WHERE position = 2 AND ordinal = 0", "names no account")]
    [InlineData("UPDATE ledger_journals SET head_hash = (SELECT hash FROM ledger_transactions WHERE position = 1)", "its head is another")]
    public async Task A_row_changed_by_hand_is_found(string change, string found)
    {
        await using Shop shop = await SoldAsync();
        Assert.True(await shop.Database.ExecuteAsync(change) > 0);

        IReadOnlyList<JournalFault> faults = await new VerifyJournals(shop.Database).ExecuteAsync(CancellationToken.None);

        Assert.Contains(faults, fault => fault.Sentence.Contains(found, StringComparison.Ordinal));
    }

    /// <summary>A journal of four transactions: funded, and three sales rewarded.</summary>
    private static async Task<Shop> SoldAsync()
    {
        Shop shop = await Shop.OpenAsync();
        (_, string code) = await shop.EnrolAsync();
        for (int number = 1; number <= 3; number++)
        {
            await shop.TellAsync(Shop.Sale($"{number}", "10.00", code, $"c{number}"));
        }

        await shop.RewardAllAsync();
        return shop;
    }
}
