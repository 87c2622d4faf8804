namespace RetoRewards.Reports;

/// <summary>What was counted of one group. Amounts are exact integers.</summary>
internal sealed class ReportGroup
{
    private readonly SortedDictionary<string, Int128> amounts = new(StringComparer.Ordinal);

    public int Clicks { get; private set; }

    public int BotClicks { get; private set; }

    public int Sales { get; private set; }

    public UInt128 RewardBaseUnits { get; private set; }

    /// <summary>Buyers and visitors; all who are not known count as one.</summary>
    public HashSet<UInt128> People { get; } = [];

    /// <summary>Buyers that have a number.</summary>
    public HashSet<UInt128> Customers { get; } = [];

    /// <summary>What was sold, in minor units by currency.</summary>
    public IReadOnlyDictionary<string, Int128> Amounts => amounts;

    public void AddClick(bool byBot, UInt128 visitor)
    {
        Clicks += byBot ? 0 : 1;
        BotClicks += byBot ? 1 : 0;
        People.Add(visitor);
    }

    /// <param name="counts">Whether the sale itself counts here; only its first line does.</param>
    public void AddSale(bool counts, string currency, long minorUnits, UInt128 rewardBaseUnits, UInt128? customer)
    {
        Sales += counts ? 1 : 0;
        amounts[currency] = amounts.GetValueOrDefault(currency) + minorUnits;
        RewardBaseUnits += rewardBaseUnits;
        People.Add(customer ?? 0);
        if (customer is { } known)
        {
            Customers.Add(known);
        }
    }

    /// <summary>A reward that no sale earned.</summary>
    public void AddReward(UInt128 rewardBaseUnits) => RewardBaseUnits += rewardBaseUnits;

    public void Add(ReportGroup other)
    {
        Clicks += other.Clicks;
        BotClicks += other.BotClicks;
        Sales += other.Sales;
        RewardBaseUnits += other.RewardBaseUnits;
        People.UnionWith(other.People);
        Customers.UnionWith(other.Customers);
        foreach ((string currency, Int128 amount) in other.amounts)
        {
            amounts[currency] = amounts.GetValueOrDefault(currency) + amount;
        }
    }
}
