using System.Globalization;
using RetoRewards.Domain.Participants;
using RetoRewards.Ledger;
using RetoRewards.Tests.Persistence;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Ledger;

/// <summary>The same sales, drawn from the same seed, come to the same ledger on both databases.</summary>
public sealed class SameLedgerTests
{
    [PostgresFact]
    public async Task The_same_seed_gives_the_same_ledger_on_both_databases()
    {
        string onSqlite = await LedgerOfAsync(seed: 20261124);
        TestDatabases.OnPostgres = true;
        string onPostgres = await LedgerOfAsync(seed: 20261124);

        Assert.NotEmpty(onSqlite);
        Assert.Equal(onSqlite, onPostgres);
    }

    /// <summary>Every posting in the journal's order, and every balance; people are named by the order in which they came, since ids are random.</summary>
    private static async Task<string> LedgerOfAsync(int seed)
    {
        Random random = new(seed);
        await using Shop shop = await Shop.OpenAsync();
        List<(ParticipantId Participant, string Code)> people = [];
        for (int person = 0; person < 5; person++)
        {
            people.Add(await shop.EnrolAsync());
            await shop.LinkCustomerAsync($"customer-{person}", people[person].Participant);
        }

        for (int sale = 0; sale < 60; sale++)
        {
            string amount = (random.Next(1, 10_000) / 100m).ToString("0.00", CultureInfo.InvariantCulture);
            await shop.TellAsync(Shop.Sale($"{sale}", amount, people[random.Next(5)].Code, $"customer-{random.Next(5)}"));
            if (random.Next(4) == 0)
            {
                await shop.RewardAllAsync();
            }
        }

        await shop.RewardAllAsync();
        LedgerAccountRow[] accounts = await shop.RowsAsync<LedgerAccountRow>();
        Dictionary<long, string> names = accounts.ToDictionary(row => row.AccountId, row => Plain(row.Name, shop, people));
        IEnumerable<string> postings = (await shop.RowsAsync<LedgerPostingRow>())
            .OrderBy(row => row.Position).ThenBy(row => row.Ordinal)
            .Select(row => $"{row.Position}.{row.Ordinal} {names[row.FromAccountId]} > {names[row.ToAccountId]} {row.Amount.BaseUnits}");
        IEnumerable<string> balances = accounts.Select(row => $"{names[row.AccountId]} = {row.Balance.BaseUnits}").Order(StringComparer.Ordinal);
        return string.Join('\n', postings.Concat(balances));
    }

    private static string Plain(string name, Shop shop, List<(ParticipantId Participant, string Code)> people)
    {
        string plain = name.Replace(shop.CampaignId.ToString(), "campaign", StringComparison.Ordinal);
        for (int person = 0; person < people.Count; person++)
        {
            plain = plain.Replace(people[person].Participant.ToString(), $"person-{person}", StringComparison.Ordinal);
        }

        return plain;
    }
}
