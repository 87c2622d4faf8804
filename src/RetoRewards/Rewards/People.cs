using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Referrals;
using RetoRewards.Referrals.Links;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>The people behind a number of sales: owners of codes and clicks, buyers, and who brought whom up to the third level.</summary>
internal sealed class People
{
    private readonly Dictionary<string, ReferralCodeRow> codes;
    private readonly Dictionary<CustomerId, CustomerRow> customers;
    private readonly Dictionary<CustomerId, CustomerBindingRow> bindings;
    private readonly KnownParticipants facts;
    private readonly SaleClicks clicks;

    private People(
        Dictionary<string, ReferralCodeRow> codes,
        Dictionary<CustomerId, CustomerRow> customers,
        Dictionary<CustomerId, CustomerBindingRow> bindings,
        KnownParticipants facts,
        SaleClicks clicks)
    {
        this.codes = codes;
        this.customers = customers;
        this.bindings = bindings;
        this.facts = facts;
        this.clicks = clicks;
    }

    public static async Task<People> LoadAsync(RetoDbContext db, SaleRow[] sales, LinkKeys keys, CancellationToken cancellationToken)
    {
        SaleClicks clicks = await SaleClicks.LoadAsync(db, sales, keys, cancellationToken);
        string[] codeTexts = [.. sales.Select(sale => sale.Code).OfType<string>().Concat(clicks.Codes).Distinct()];
        CustomerId[] customerIds = [.. sales.Select(sale => sale.CustomerId).OfType<CustomerId>().Distinct()];
        PartnerId[] partners = [.. sales.Select(sale => sale.PartnerId).Distinct()];
        Dictionary<string, ReferralCodeRow> codes = await db.Set<ReferralCodeRow>()
            .Where(row => codeTexts.Contains(row.Code)).ToDictionaryAsync(row => row.Code, StringComparer.Ordinal, cancellationToken);
        Dictionary<CustomerId, CustomerRow> customers = await db.Set<CustomerRow>()
            .Where(row => customerIds.Contains(row.CustomerId)).ToDictionaryAsync(row => row.CustomerId, cancellationToken);
        Dictionary<CustomerId, CustomerBindingRow> bindings = await db.Set<CustomerBindingRow>()
            .Where(row => customerIds.Contains(row.CustomerId)).ToDictionaryAsync(row => row.CustomerId, cancellationToken);

        HashSet<ParticipantId> referrers =
        [
            .. codes.Values.Select(row => row.Employer ?? row.ParticipantId),
            .. bindings.Values.Select(row => row.Referrer).OfType<ParticipantId>(),
        ];
        Uplines uplines = await Uplines.LoadAsync(db, partners, referrers, cancellationToken);
        HashSet<ParticipantId> everyone =
        [
            .. referrers, .. uplines.Everyone, .. customers.Values.Select(row => row.ParticipantId),
            .. codes.Values.Select(row => row.ParticipantId),
            .. bindings.Values.Select(row => row.Employee).OfType<ParticipantId>(),
            .. sales.Select(sale => sale.SellerId).OfType<ParticipantId>(),
        ];
        return new People(codes, customers, bindings, await KnownParticipants.LoadAsync(db, [.. everyone], uplines, cancellationToken), clicks);
    }

    public CampaignId? CampaignOfCode(string? code) =>
        code is not null && codes.TryGetValue(code, out ReferralCodeRow? row) ? row.CampaignId : null;

    public CampaignId? CampaignOfBinding(CustomerId? customer) =>
        customer is { } id && bindings.TryGetValue(id, out CustomerBindingRow? row) && row.Referrer is not null ? row.CampaignId : null;

    /// <summary>The campaign of the click that the sale names, where it is one of the same partner.</summary>
    public CampaignId? CampaignOfClick(SaleRow sale) => CampaignOfCode(clicks.NamedBy(sale)?.Code);

    public CodeFacts OfCode(SaleRow sale) => sale.Code is not { } code ? CodeFacts.None
        : codes.TryGetValue(code, out ReferralCodeRow? row)
            ? CodeFacts.Of(facts.Of(sale.PartnerId, row.Employer ?? row.ParticipantId), EmployeeOf(sale.PartnerId, row), row.ToIssued())
        : CodeFacts.Unknown;

    /// <summary>The click that a sale names; null without one, and for one that this service never gave out.</summary>
    public ClickId? ClickNamedBy(SaleRow sale) => clicks.NamedBy(sale);

    /// <summary>The clicks that led to a sale: the one that it names and the others of the same browser in the campaign's window, those of the
    /// campaign alone.</summary>
    public IReadOnlyList<ClickFacts> ClicksOf(SaleRow sale, CampaignId? campaign, Terms? terms)
    {
        IReadOnlyList<ToldClick> told = clicks.Of(
            sale, terms?.ClickWindow ?? TimeSpan.Zero, code => codes.TryGetValue(code, out ReferralCodeRow? row) && row.CampaignId == campaign);
        return told.Count == 0 ? [] :
        [
            .. from click in told
               let row = codes[click.Code]
               select new ClickFacts(facts.Of(sale.PartnerId, row.Employer ?? row.ParticipantId), click.At)
               {
                   Id = click.Id,
                   Employee = EmployeeOf(sale.PartnerId, row),
                   Code = row.ToIssued(),
                   ByBot = click.ByBot,
                   Place = click.Place,
               },
        ];
    }

    /// <summary>Whether the sale names a click that this service never gave out.</summary>
    public bool ClickAltered(SaleRow sale) => sale.ClickId is not null && clicks.NamedBy(sale) is null;

    /// <summary>What is known of somebody who may be rewarded for these sales of a partner.</summary>
    public ParticipantFacts? Find(PartnerId partner, ParticipantId? who) => who is { } id ? facts.Find(partner, id) : null;

    public ParticipantFacts? OfSeller(SaleRow sale) => sale.SellerId is { } id ? facts.Of(sale.PartnerId, id) : null;

    public CustomerFacts? OfCustomer(CustomerId? customer)
    {
        if (customer is not { } id)
        {
            return null;
        }

        PartnerId partner = customers[id].PartnerId;
        CustomerBindingRow? binding = bindings.GetValueOrDefault(id);
        return new CustomerFacts(id)
        {
            Buyer = facts.Of(partner, customers[id].ParticipantId),
            Vip = customers[id].IsVip,
            HasBought = binding?.FirstSaleId is not null,
            BoundTo = binding?.Referrer is { } referrer ? facts.Of(partner, referrer) : null,
            BoundEmployee = binding?.Employee is { } employee ? facts.Of(partner, employee) : null,
            BoundFrom = binding?.CountsFrom,
            BoundByHand = binding?.ByHand ?? false,
        };
    }

    private ParticipantFacts? EmployeeOf(PartnerId partner, ReferralCodeRow row) =>
        row.Employer is null ? null : facts.Of(partner, row.ParticipantId);
}
