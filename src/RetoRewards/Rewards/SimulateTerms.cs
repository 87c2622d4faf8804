using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;
using RetoRewards.Referrals.Links;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>Runs draft terms over past sales of a campaign's partner, or over sales that were handed over, and saves nothing.</summary>
/// <remarks>The sales are decided in their order of arrival with an empty past: first purchases are found among them, limits and counts
/// start at zero, and customers whose first purchase lies before them keep their referrer.</remarks>
internal sealed class SimulateTerms(
    IDbContextFactory<RetoDbContext> contexts, LoadCampaigns loadCampaigns, LinkKeys linkKeys, TimeProvider clock)
{
    /// <summary>Most sales of one simulation; the latest ones count.</summary>
    public const int MaxSales = 20_000;

    /// <summary>Sales looked up at a time.</summary>
    private const int PageLength = 500;

    /// <summary>Simulates over the past sales of the campaign's window.</summary>
    /// <param name="campaignId">The campaign whose window and partner count.</param>
    /// <param name="draft">The terms to try, in the place of its first ones.</param>
    /// <param name="budget">What to assume as its budget.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<Simulation> ExecuteAsync(
        CampaignId campaignId, Terms draft, TokenAmount budget, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        Campaign campaign = (await loadCampaigns.ExecuteAsync(db, [campaignId], cancellationToken))[campaignId];
        PartnerId partner = campaign.Partner;
        DateTimeOffset from = campaign.StartsAt;
        DateTimeOffset to = campaign.EndsAt;
        SaleId[] ids = await db.Set<SaleEventRow>()
            .Where(row => row.Kind == SaleEventKind.Sale && row.PartnerId == partner && row.SaleId != null
                && row.Outcome != Outcome.Superseded && row.Outcome != Outcome.ContentConflict
                && db.Set<SaleRow>().Any(sale => sale.SaleId == row.SaleId && sale.SoldAt >= from && sale.SoldAt < to))
            .OrderByDescending(row => row.Arrival).Take(MaxSales)
            .Select(row => row.SaleId!.Value)
            .ToArrayAsync(cancellationToken);
        Array.Reverse(ids);

        List<SaleInContext> sales = new(ids.Length);
        foreach (SaleId[] page in ids.Distinct().Chunk(PageLength))
        {
            Dictionary<SaleId, SaleCase> cases = await LoadSaleCases.ExecuteAsync(db, page, cancellationToken);
            sales.AddRange(await ContextsAsync(
                db, campaignId, draft, [.. page.Select(id => (cases[id], (CustomerFacts?)null))], ids, cancellationToken));
        }

        return await RunAsync(db, campaign, draft, sales, budget, now, cancellationToken);
    }

    /// <summary>Simulates over sales that were handed over.</summary>
    /// <param name="campaignId">The campaign whose window counts.</param>
    /// <param name="draft">The terms to try.</param>
    /// <param name="budget">What to assume as its budget.</param>
    /// <param name="channel">The channel that would tell of the sales.</param>
    /// <param name="contents">The sales, checked at the door, in the order of their arrival.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<Simulation> ExecuteAsync(
        CampaignId campaignId,
        Terms draft,
        TokenAmount budget,
        ChannelRow channel,
        IReadOnlyList<EventContent.OfSale> contents,
        CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        Campaign campaign = (await loadCampaigns.ExecuteAsync(db, [campaignId], cancellationToken))[campaignId];
        List<(SaleCase, CustomerFacts?)> cases = await SupposedSales.CasesAsync(db, channel, contents, now, cancellationToken);
        IReadOnlyList<SaleInContext> sales = await ContextsAsync(db, campaignId, draft, cases, [], cancellationToken);
        return await RunAsync(db, campaign, draft, sales, budget, now, cancellationToken);
    }

    private static async Task<Simulation> RunAsync(
        RetoDbContext db,
        Campaign campaign,
        Terms draft,
        IReadOnlyList<SaleInContext> sales,
        TokenAmount budget,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        CurrentRates rates = await LoadEventsToDecide.RatesAsync(db, now, cancellationToken);
        return Simulation.Run(draft, campaign, sales, rates.Current, budget, now);
    }

    private async Task<IReadOnlyList<SaleInContext>> ContextsAsync(
        RetoDbContext db,
        CampaignId campaign,
        Terms draft,
        List<(SaleCase Case, CustomerFacts? NewCustomer)> cases,
        SaleId[] simulated,
        CancellationToken cancellationToken)
    {
        People people = await People.LoadAsync(db, [.. cases.Select(one => one.Case.Row)], linkKeys, cancellationToken);
        await UplineActivity.FindAsync(db, cases.Select(one => (one.Case, (Terms?)draft)), people, cancellationToken);
        CustomerId[] customers = [.. cases.Select(one => one.Case.Row.CustomerId).OfType<CustomerId>().Distinct()];
        HashSet<SaleId> among = [.. simulated];
        HashSet<CustomerId> startAnew = [.. (await db.Set<CustomerBindingRow>()
                .Where(row => customers.Contains(row.CustomerId) && row.FirstSaleId != null)
                .Select(row => new { row.CustomerId, row.FirstSaleId })
                .ToArrayAsync(cancellationToken))
            .Where(row => among.Contains(row.FirstSaleId!.Value)).Select(row => row.CustomerId)];
        List<SaleInContext> sales = [];
        foreach ((SaleCase one, CustomerFacts? newCustomer) in cases.Where(one => one.Case.Told is not null))
        {
            one.Campaign = campaign;
            bool isAnew = one.Row.CustomerId is { } customer && startAnew.Contains(customer);
            CustomerFacts? facts = isAnew ? Anew(people.OfCustomer(one.Row.CustomerId)!) : newCustomer;
            sales.Add(SaleContexts.Of(one, draft, 0, people, facts));
        }

        return sales;
    }

    private static CustomerFacts Anew(CustomerFacts customer) => new(customer.Id) { Buyer = customer.Buyer, Vip = customer.Vip };
}
