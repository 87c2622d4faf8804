using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Ledger;
using RetoRewards.Persistence;

namespace RetoRewards.Rewards;

/// <summary>Budgets and debts as they stand within one run: what the ledger held, moved on by what the run has decided and not yet
/// posted.</summary>
internal sealed class LedgerView
{
    private readonly Dictionary<AccountName, LedgerBalance> balances = [];
    private readonly Dictionary<CampaignId, TokenAmount> lent = [];

    /// <summary>What the run posts, in order.</summary>
    public List<LedgerTransaction> Transactions { get; } = [];

    public TokenAmount BudgetOf(CampaignId campaign) => balances.GetValueOrDefault(AccountName.Budget(campaign)).ToAmount();

    public TokenAmount DebtOf(CampaignId campaign, ParticipantId who) => balances.GetValueOrDefault(AccountName.Debt(campaign, who)).Shortfall();

    /// <summary>Loads the budgets of campaigns and the debts of those who may owe them.</summary>
    public static async Task<LedgerView> LoadAsync(
        RetoDbContext db,
        IReadOnlyCollection<CampaignId> campaigns,
        IReadOnlyCollection<(CampaignId Campaign, ParticipantId Who)> debtors,
        CancellationToken cancellationToken)
    {
        LedgerView view = new();
        CampaignId[] ids = [.. campaigns];
        Dictionary<string, AccountName> names = campaigns.Select(AccountName.Budget)
            .Concat(debtors.Distinct().Select(one => AccountName.Debt(one.Campaign, one.Who)))
            .ToDictionary(name => name.ToString(), StringComparer.Ordinal);
        string[] texts = [.. names.Keys];
        var rows = await db.Set<LedgerAccountRow>()
            .Where(row => ids.Contains(row.CampaignId) && texts.Contains(row.Name))
            .Select(row => new { row.Name, row.Balance })
            .ToArrayAsync(cancellationToken);
        foreach (var row in rows)
        {
            view.balances.Add(names[row.Name], row.Balance);
        }

        return view;
    }

    /// <summary>What of a campaign's budget was lent to it for this run; it is no money of the ledger's budget yet.</summary>
    public TokenAmount LentTo(CampaignId campaign) => lent.GetValueOrDefault(campaign);

    /// <summary>Lets the run promise so much more.</summary>
    public void Lend(CampaignId campaign, TokenAmount amount)
    {
        lent[campaign] = amount;
        balances[AccountName.Budget(campaign)] = balances.GetValueOrDefault(AccountName.Budget(campaign)) + amount;
    }

    /// <summary>Takes a transaction among those that the run posts.</summary>
    public void Take(LedgerTransaction transaction)
    {
        Transactions.Add(transaction);
        foreach (Posting posting in transaction.Postings)
        {
            balances[posting.From] = balances.GetValueOrDefault(posting.From) - posting.Amount;
            balances[posting.To] = balances.GetValueOrDefault(posting.To) + posting.Amount;
        }
    }
}
