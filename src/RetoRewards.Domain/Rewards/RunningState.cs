using System.Runtime.InteropServices;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Rewards;

/// <summary>What decisions of one campaign consume in order of arrival: budget, limits, customers already brought.</summary>
/// <remarks>The host loads it, hands it to one run of <see cref="RewardPolicy"/>, which moves it forward, and saves what changed in the
/// commit of the decisions. A quote hands over a copy and saves nothing.</remarks>
public sealed class RunningState
{
    private readonly Dictionary<CampaignId, TokenAmount> partnerBudgets = [];
    private readonly Dictionary<LimitKey, TokenAmount> used = [];
    private readonly Dictionary<CounterKey, int> customers = [];
    private readonly Dictionary<CustomerId, FirstPurchase> firstPurchases;

    /// <summary>Starts from what the ledger holds.</summary>
    /// <param name="available">The balance of the campaign's budget.</param>
    /// <param name="sameRun">Another campaign of the same run: a customer has one first purchase at its partner, in whichever campaign
    /// it falls, so the two share them; null for the first campaign of a run.</param>
    public RunningState(TokenAmount available, RunningState? sameRun = null)
    {
        Available = available;
        firstPurchases = sameRun?.firstPurchases ?? [];
    }

    /// <summary>What the campaign itself has left to promise.</summary>
    public TokenAmount Available { get; private set; }

    /// <summary>What the other funders of a joint campaign have left to promise, by their own campaign; empty for a campaign with one
    /// funder (T9).</summary>
    public IReadOnlyDictionary<CampaignId, TokenAmount> PartnerBudgets => partnerBudgets;

    /// <summary>What limits have been used, by key; everything loaded or changed.</summary>
    public IReadOnlyDictionary<LimitKey, TokenAmount> UsedLimits => used;

    /// <summary>How many new customers have been brought or rewarded, by key; everything loaded or changed.</summary>
    public IReadOnlyDictionary<CounterKey, int> Customers => customers;

    /// <summary>Customers whose first purchase fell in this run, with the referrer they are bound to from now on.</summary>
    public IEnumerable<(CustomerId Customer, ParticipantId? Referrer, ParticipantId? Employee)> Bindings =>
        firstPurchases.Select(pair => (pair.Key, pair.Value.Referrer?.Id, pair.Value.Employee?.Id));

    /// <summary>Whether a sale was the customer's first purchase, decided in this run.</summary>
    public bool IsFirstPurchase(CustomerId customer, SaleId sale) =>
        firstPurchases.TryGetValue(customer, out FirstPurchase first) && first.Sale == sale;

    /// <summary>Loads what has been used of a limit.</summary>
    public void Load(LimitKey key, TokenAmount amount) => used[key] = amount;

    /// <summary>Loads a count of new customers.</summary>
    public void Load(CounterKey key, int count) => customers[key] = count;

    /// <summary>Takes over what the ledger holds now, after something else was posted to it.</summary>
    /// <param name="available">The balance of the campaign's budget.</param>
    public void LoadBudget(TokenAmount available) => Available = available;

    /// <summary>Takes over what the ledger of another funder of a joint campaign holds now.</summary>
    /// <param name="funder">The funder's campaign.</param>
    /// <param name="available">The balance of its budget; zero when it may not pay.</param>
    public void LoadBudget(CampaignId funder, TokenAmount available) => partnerBudgets[funder] = available;

    /// <summary>One customer less: its first purchase was wholly given back.</summary>
    public void LoseCustomer(CounterKey key) => customers[key] = Math.Max(0, Count(key) - 1);

    /// <summary>One customer more: a first purchase that was wholly given back has been paid for again.</summary>
    public void RegainCustomer(CounterKey key) => CountOne(key);

    /// <summary>A copy that may be used up without touching this one.</summary>
    public RunningState Copy()
    {
        RunningState copy = new(Available);
        foreach ((CampaignId funder, TokenAmount amount) in partnerBudgets)
        {
            copy.partnerBudgets[funder] = amount;
        }

        foreach ((LimitKey key, TokenAmount amount) in used)
        {
            copy.used[key] = amount;
        }

        foreach ((CounterKey key, int count) in customers)
        {
            copy.customers[key] = count;
        }

        foreach ((CustomerId customer, FirstPurchase first) in firstPurchases)
        {
            copy.firstPurchases[customer] = first;
        }

        return copy;
    }

    internal TokenAmount Used(LimitKey key) => used.GetValueOrDefault(key);

    internal void Use(LimitKey key, TokenAmount amount)
    {
        ref TokenAmount sum = ref CollectionsMarshal.GetValueRefOrAddDefault(used, key, out _);
        sum += amount;
    }

    internal void Return(LimitKey key, TokenAmount amount) => used[key] -= amount;

    internal int Count(CounterKey key) => customers.GetValueOrDefault(key);

    internal void CountOne(CounterKey key) => CollectionsMarshal.GetValueRefOrAddDefault(customers, key, out _)++;

    internal void Reserve(TokenAmount amount) => Available -= amount;

    internal void Reserve(CampaignId funder, TokenAmount amount) => partnerBudgets[funder] -= amount;

    // Another capture of the sale that was the first purchase still belongs to the first purchase.
    internal bool IsNew(CustomerFacts customer, SaleId sale) =>
        !customer.HasBought && (!firstPurchases.TryGetValue(customer.Id, out FirstPurchase first) || first.Sale == sale);

    internal Bound BoundTo(CustomerFacts? customer) =>
        customer is null ? default
        : !customer.BoundByHand && firstPurchases.TryGetValue(customer.Id, out FirstPurchase first) && first.Referrer is not null
            ? new Bound(first.Referrer, first.Employee, first.At, ByHand: false)
        : new Bound(customer.BoundTo, customer.BoundEmployee, customer.BoundFrom, customer.BoundByHand);

    internal void Bind(CustomerFacts customer, SaleId sale, DateTimeOffset soldAt, in Attribution attribution) =>
        firstPurchases.TryAdd(customer.Id, new FirstPurchase(sale, soldAt, attribution.Referrer, attribution.Employee));

    private readonly record struct FirstPurchase(SaleId Sale, DateTimeOffset At, ParticipantFacts? Referrer, ParticipantFacts? Employee);
}
