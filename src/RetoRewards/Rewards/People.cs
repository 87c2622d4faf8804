using System.Buffers.Binary;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
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
    private readonly Dictionary<ParticipantId, ParticipantFacts> facts;
    private readonly SaleClicks clicks;

    private People(
        Dictionary<string, ReferralCodeRow> codes,
        Dictionary<CustomerId, CustomerRow> customers,
        Dictionary<CustomerId, CustomerBindingRow> bindings,
        Dictionary<ParticipantId, ParticipantFacts> facts,
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
        Dictionary<ParticipantId, ParticipantId> uplines = await UplinesAsync(db, partners, referrers, cancellationToken);
        HashSet<ParticipantId> everyone =
        [
            .. referrers, .. uplines.Keys, .. uplines.Values, .. customers.Values.Select(row => row.ParticipantId),
            .. codes.Values.Select(row => row.ParticipantId),
            .. bindings.Values.Select(row => row.Employee).OfType<ParticipantId>(),
            .. sales.Select(sale => sale.SellerId).OfType<ParticipantId>(),
        ];
        return new People(codes, customers, bindings, await FactsAsync(db, everyone, uplines, cancellationToken), clicks);
    }

    public CampaignId? CampaignOfCode(string? code) =>
        code is not null && codes.TryGetValue(code, out ReferralCodeRow? row) ? row.CampaignId : null;

    public CampaignId? CampaignOfBinding(CustomerId? customer) =>
        customer is { } id && bindings.TryGetValue(id, out CustomerBindingRow? row) && row.Referrer is not null ? row.CampaignId : null;

    /// <summary>The campaign of the click that the sale names, where it is one of the same partner.</summary>
    public CampaignId? CampaignOfClick(SaleRow sale) => CampaignOfCode(clicks.NamedBy(sale)?.Code);

    public CodeFacts OfCode(string? code) => code is null ? CodeFacts.None
        : codes.TryGetValue(code, out ReferralCodeRow? row) ? CodeFacts.Of(facts[row.Employer ?? row.ParticipantId], EmployeeOf(row), row.ToIssued())
        : CodeFacts.Unknown;

    /// <summary>The clicks that led to a sale: the one that it names and the others of the same browser, those of the campaign alone.</summary>
    public IReadOnlyList<ClickFacts> ClicksOf(SaleRow sale, CampaignId? campaign)
    {
        IReadOnlyList<ToldClick> told = clicks.Of(sale);
        return told.Count == 0 ? [] :
        [
            .. from click in told
               where codes.ContainsKey(click.Code)
               let row = codes[click.Code]
               where row.CampaignId == campaign
               select new ClickFacts(facts[row.Employer ?? row.ParticipantId], click.At)
               {
                   Id = click.Id,
                   Employee = EmployeeOf(row),
                   Code = row.ToIssued(),
                   ByBot = click.ByBot,
                   Place = click.Place,
               },
        ];
    }

    /// <summary>Whether the sale names a click that this service never gave out.</summary>
    public bool ClickAltered(SaleRow sale) => sale.ClickId is not null && clicks.NamedBy(sale) is null;

    /// <summary>What is known of somebody who may be rewarded for these sales.</summary>
    public ParticipantFacts? Find(ParticipantId? who) => who is { } id ? facts.GetValueOrDefault(id) : null;

    public ParticipantFacts? OfSeller(ParticipantId? seller) => seller is { } id ? facts[id] : null;

    public CustomerFacts? OfCustomer(CustomerId? customer)
    {
        if (customer is not { } id)
        {
            return null;
        }

        CustomerBindingRow? binding = bindings.GetValueOrDefault(id);
        return new CustomerFacts(id)
        {
            Buyer = facts[customers[id].ParticipantId],
            HasBought = binding?.FirstSaleId is not null,
            BoundTo = binding?.Referrer is { } referrer ? facts[referrer] : null,
            BoundEmployee = binding?.Employee is { } employee ? facts[employee] : null,
            BoundFrom = binding?.CountsFrom,
            BoundByHand = binding?.ByHand ?? false,
        };
    }

    private ParticipantFacts? EmployeeOf(ReferralCodeRow row) => row.Employer is null ? null : facts[row.ParticipantId];

    /// <summary>Who brought each of these participants, and who brought those: a participant's upline is the referrer that it was
    /// bound to as a customer of the same partner.</summary>
    private static async Task<Dictionary<ParticipantId, ParticipantId>> UplinesAsync(
        RetoDbContext db, PartnerId[] partners, IReadOnlyCollection<ParticipantId> referrers, CancellationToken cancellationToken)
    {
        const int LevelsAbove = 2;
        Dictionary<ParticipantId, ParticipantId> uplines = [];
        ParticipantId[] level = [.. referrers];
        for (int above = 0; above < LevelsAbove && level.Length > 0; above++)
        {
            ParticipantId[] current = level;
            var found = await (
                    from customer in db.Set<CustomerRow>()
                    join binding in db.Set<CustomerBindingRow>() on customer.CustomerId equals binding.CustomerId
                    where partners.Contains(customer.PartnerId) && current.Contains(customer.ParticipantId) && binding.Referrer != null
                    orderby binding.BoundAt
                    select new { customer.ParticipantId, binding.Referrer })
                .ToArrayAsync(cancellationToken);
            foreach (var one in found)
            {
                uplines.TryAdd(one.ParticipantId, one.Referrer!.Value);
            }

            level = [.. found.Select(one => one.Referrer!.Value).Distinct().Where(id => !uplines.ContainsKey(id))];
        }

        return uplines;
    }

    private static async Task<Dictionary<ParticipantId, ParticipantFacts>> FactsAsync(
        RetoDbContext db,
        HashSet<ParticipantId> everyone,
        Dictionary<ParticipantId, ParticipantId> uplines,
        CancellationToken cancellationToken)
    {
        ParticipantId[] ids = [.. everyone];
        Dictionary<ParticipantId, ParticipantRow> rows = await db.Set<ParticipantRow>()
            .Where(row => ids.Contains(row.ParticipantId)).ToDictionaryAsync(row => row.ParticipantId, cancellationToken);
        Dictionary<ParticipantId, WalletAddress> wallets = (await db.Set<WalletRow>()
                .Where(row => ids.Contains(row.ParticipantId)).OrderBy(row => row.Ordinal).ToArrayAsync(cancellationToken))
            .GroupBy(row => row.ParticipantId).ToDictionary(group => group.Key, group => group.Last().Address);
        Dictionary<ParticipantId, ParticipantFacts> facts = [];

        ParticipantFacts Make(ParticipantId id, int levelsAbove)
        {
            ParticipantFacts made = new(id, rows[id].Kind)
            {
                Group = rows[id].GroupName,
                Wallet = wallets.GetValueOrDefault(id),
                ContactDigest = rows[id].ContactDigest is { } digest ? BinaryPrimitives.ReadUInt128BigEndian(digest) : 0,
                Upline = levelsAbove > 0 && uplines.TryGetValue(id, out ParticipantId upline) ? Make(upline, levelsAbove - 1) : null,
            };
            return made;
        }

        foreach (ParticipantId id in ids)
        {
            facts.Add(id, Make(id, levelsAbove: 2));
        }

        return facts;
    }
}
