using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Rewards;
using RetoRewards.Persistence;
using RetoRewards.Referrals.Links;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>What a sale would earn now, and whom.</summary>
/// <param name="CampaignId">The campaign that it would belong to; null for none.</param>
/// <param name="Decision">What would be decided; null without a campaign.</param>
/// <param name="Terms">The terms in force at its moment; null when it does not come to that.</param>
internal sealed record SaleQuote(CampaignId? CampaignId, RewardDecision? Decision, Terms? Terms);

/// <summary>Says what a sale would earn, by the code that decides it, and saves nothing (F4, T23, G7).</summary>
internal sealed class QuoteSale(LoadCampaigns loadCampaigns, LinkKeys linkKeys, TimeProvider clock)
{
    /// <param name="db">For reading.</param>
    /// <param name="channel">The channel that would tell of the sale.</param>
    /// <param name="content">The sale, checked at the door.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<SaleQuote> ExecuteAsync(
        RetoDbContext db, ChannelRow channel, EventContent.OfSale content, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        (SaleCase one, CustomerFacts? newCustomer) = (await SupposedSales.CasesAsync(db, channel, [content], now, cancellationToken))[0];
        People people = await People.LoadAsync(db, [one.Row], linkKeys, cancellationToken);
        await CampaignOfSale.FindAsync(db, [one], people, cancellationToken);
        if (one.Campaign is not { } id)
        {
            return new SaleQuote(null, null, null);
        }

        Campaign campaign = (await loadCampaigns.ExecuteAsync(db, [id], cancellationToken))[id];
        await UplineActivity.FindAsync(db, [(one, campaign.TermsInForce(one.Row.SoldAt))], people, cancellationToken);
        SaleInContext sale = SaleContexts.Of(one, campaign.TermsInForce(one.Row.SoldAt), 0, people, newCustomer);
        CampaignDesk desk = await LoadCampaignDesks.LoadAsync(
            db, loadCampaigns, campaign, RunningKeys.Limits(campaign, [sale]), RunningKeys.Counters(campaign, [sale]), null, cancellationToken);
        LedgerView ledger = await LedgerView.LoadAsync(db, [id, .. desk.Funders.Select(funder => funder.Id)], [], cancellationToken);
        desk.LoadBudgets(ledger, content.Value.SoldAt);
        CurrentRates rates = await LoadEventsToDecide.RatesAsync(db, now, cancellationToken);
        RewardDecision decision = RewardPolicy.Decide(campaign, [sale], rates.Current, desk.Running, now)[0];
        return new SaleQuote(id, decision, campaign.TermsInForce(content.Value.SoldAt));
    }
}
