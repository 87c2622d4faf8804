using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;

namespace RetoRewards.Domain.Tests.Rewards;

/// <summary>A ledger in memory that refuses what the rules of balances refuse and checks its invariants after every posting.</summary>
internal sealed class Books
{
    private readonly Dictionary<AccountName, LedgerBalance> balances = [];

    public Books(TokenAmount funded)
    {
        Post(LedgerTransaction.Funded(Scene.CampaignId, "funding", Scene.Start, funded));
    }

    public TokenAmount Budget => Of(AccountName.Budget(Scene.CampaignId)).ToAmount();

    public LedgerBalance Of(AccountName account) => balances.GetValueOrDefault(account);

    public TokenAmount DebtOf(ParticipantId who) => Of(AccountName.Debt(Scene.CampaignId, who)).Shortfall();

    /// <summary>What a participant has or will get, less what it owes.</summary>
    public Int128 NetOf(ParticipantId who) =>
        Of(AccountName.Pending(Scene.CampaignId, who)).BaseUnits
        + Of(AccountName.Payable(Scene.CampaignId, who)).BaseUnits
        + Of(AccountName.Paid(Scene.CampaignId, who)).BaseUnits
        + Of(AccountName.Debt(Scene.CampaignId, who)).BaseUnits;

    public void Post(params IEnumerable<LedgerTransaction> transactions)
    {
        foreach (LedgerTransaction transaction in transactions)
        {
            PostingResult.Posted posted = Assert.IsType<PostingResult.Posted>(Balances.Apply(transaction, Of));
            foreach ((AccountName account, LedgerBalance balance) in posted.Balances)
            {
                balances[account] = balance;
            }

            Assert.Equal(Int128.Zero, balances.Values.Aggregate(Int128.Zero, (sum, balance) => sum + balance.BaseUnits));
        }
    }
}
