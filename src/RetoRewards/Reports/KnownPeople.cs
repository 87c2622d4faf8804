namespace RetoRewards.Reports;

/// <summary>Tells which traces are one person's: the number of a browser's cookie, the hash of a visitor, and the number of a buyer.</summary>
/// <remarks>Traces of visits that were seen together are joined, and those that led to a purchase are the buyer's: whoever clicks on two days
/// and then buys is one person. Buyers are told apart by their numbers, also when several used one browser. Who keeps no cookie and is not
/// known as a buyer leaves a hash a day.</remarks>
internal sealed class KnownPeople
{
    private readonly Dictionary<UInt128, UInt128> above = [];
    private readonly Dictionary<UInt128, UInt128> buyers = [];

    /// <summary>Two traces of visits were seen together.</summary>
    public void Join(UInt128 one, UInt128 other)
    {
        UInt128 root = Root(one);
        UInt128 into = Root(other);
        if (root == into)
        {
            return;
        }

        above[root] = into;
        if (buyers.Remove(root, out UInt128 buyer))
        {
            buyers.TryAdd(into, buyer);
        }
    }

    /// <summary>A visit led to a buyer's purchase.</summary>
    public void Bought(UInt128 visitor, UInt128 buyer) => buyers.TryAdd(Root(visitor), buyer);

    /// <summary>The person who left a trace: the buyer, else one of the traces.</summary>
    public UInt128 Of(UInt128 trace)
    {
        UInt128 root = Root(trace);
        return buyers.GetValueOrDefault(root, root);
    }

    private UInt128 Root(UInt128 trace)
    {
        UInt128 root = trace;
        while (above.TryGetValue(root, out UInt128 next))
        {
            root = next;
        }

        // Every trace on the way leads straight there from now on, which keeps the ways short.
        UInt128 current = trace;
        while (above.TryGetValue(current, out UInt128 next) && next != root)
        {
            above[current] = root;
            current = next;
        }

        return root;
    }
}
