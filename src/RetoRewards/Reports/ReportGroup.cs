namespace RetoRewards.Reports;

/// <summary>What was counted of one group. Amounts are exact integers.</summary>
internal sealed class ReportGroup
{
    private readonly SortedDictionary<string, Int128> amounts = new(StringComparer.Ordinal);

    public int Clicks { get; private set; }

    public int BotClicks { get; private set; }

    public int Sales { get; private set; }

    public UInt128 RewardBaseUnits { get; private set; }

    /// <summary>Clicks that came from near where their code was issued, and from elsewhere; those that nobody can tell are in neither.</summary>
    public (int Near, int Far) ClickPlaces { get; private set; }

    /// <summary>The same of sales.</summary>
    public (int Near, int Far) SalePlaces { get; private set; }

    /// <summary>A trace of every buyer and visitor who is known; programs and those who left none are nobody.</summary>
    public HashSet<UInt128> People { get; } = [];

    /// <summary>Buyers that have a number.</summary>
    public HashSet<UInt128> Customers { get; } = [];

    /// <summary>What was sold, in minor units by currency.</summary>
    public IReadOnlyDictionary<string, Int128> Amounts => amounts;

    /// <param name="visitor">The trace that the visitor left; null for a program.</param>
    /// <param name="isNear">Whether it came from near where the code was issued; null when nobody can tell.</param>
    public void AddClick(UInt128? visitor, bool? isNear)
    {
        if (visitor is not { } person)
        {
            BotClicks++;
            return;
        }

        Clicks++;
        ClickPlaces = Add(ClickPlaces, isNear);
        People.Add(person);
    }

    /// <param name="counts">Whether the sale itself counts here; only its first line does.</param>
    /// <param name="currency">ISO 4217.</param>
    /// <param name="minorUnits">What was sold.</param>
    /// <param name="rewardBaseUnits">What it earned.</param>
    /// <param name="customer">The buyer's number; null when not known.</param>
    /// <param name="visitor">The trace of the click that the sale names; null for none.</param>
    /// <param name="isNear">Whether it was sold near where its code was issued; null when nobody can tell.</param>
    public void AddSale(bool counts, string currency, long minorUnits, UInt128 rewardBaseUnits, UInt128? customer, UInt128? visitor, bool? isNear)
    {
        SalePlaces = counts ? Add(SalePlaces, isNear) : SalePlaces;
        Sales += counts ? 1 : 0;
        amounts[currency] = amounts.GetValueOrDefault(currency) + minorUnits;
        RewardBaseUnits += rewardBaseUnits;
        if ((customer ?? visitor) is { } person)
        {
            People.Add(person);
        }

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
        ClickPlaces = (ClickPlaces.Near + other.ClickPlaces.Near, ClickPlaces.Far + other.ClickPlaces.Far);
        SalePlaces = (SalePlaces.Near + other.SalePlaces.Near, SalePlaces.Far + other.SalePlaces.Far);
        RewardBaseUnits += other.RewardBaseUnits;
        People.UnionWith(other.People);
        Customers.UnionWith(other.Customers);
        foreach ((string currency, Int128 amount) in other.amounts)
        {
            amounts[currency] = amounts.GetValueOrDefault(currency) + amount;
        }
    }

    private static (int Near, int Far) Add((int Near, int Far) places, bool? isNear) =>
        isNear switch { true => (places.Near + 1, places.Far), false => (places.Near, places.Far + 1), null => places };
}
