namespace RetoRewards.Domain.Referrals;

/// <summary>Merges places with too few people upwards, so that a report tells nobody's whereabouts.</summary>
public static class PlaceMerge
{
    /// <summary>The place that holds everything that is merged to the top, and what has no known place.</summary>
    public const string Elsewhere = "";

    /// <summary>Where each place is shown.</summary>
    /// <remarks>
    /// From the finest places up, one with fewer people than the bound joins the place around it, together with whatever joined it
    /// before. When too few are left at the top, the smallest other places join them, so that no place can be found by taking the
    /// others from the total. Nothing is dropped: sums stay what they are.
    /// </remarks>
    /// <param name="people">The people seen in each place.</param>
    /// <param name="around">The place around a place; <see cref="Elsewhere"/> for the coarsest.</param>
    /// <param name="fewest">Fewest people that a shown place has; 1 or more.</param>
    /// <returns>The shown place of every given one.</returns>
    public static IReadOnlyDictionary<string, string> Shown(
        IReadOnlyDictionary<string, IReadOnlySet<UInt128>> people, Func<string, string> around, int fewest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fewest, 1);
        Dictionary<string, HashSet<UInt128>> groups = people.ToDictionary(pair => pair.Key, pair => pair.Value.ToHashSet(), StringComparer.Ordinal);
        Dictionary<string, string> moved = new(StringComparer.Ordinal);
        int deepest = groups.Keys.Select(place => Depth(place, around)).DefaultIfEmpty().Max();
        for (int depth = deepest; depth > 0; depth--)
        {
            string[] few = [.. groups.Where(group => Depth(group.Key, around) == depth && group.Value.Count < fewest)
                .Select(group => group.Key).Order(StringComparer.Ordinal)];
            foreach (string place in few)
            {
                Join(groups, moved, place, around(place));
            }
        }

        while (groups.TryGetValue(Elsewhere, out HashSet<UInt128>? rest) && rest.Count < fewest && groups.Count > 1)
        {
            string smallest = groups.Where(group => group.Key.Length > 0)
                .OrderBy(group => group.Value.Count).ThenBy(group => group.Key, StringComparer.Ordinal).First().Key;
            Join(groups, moved, smallest, Elsewhere);
        }

        return people.Keys.ToDictionary(place => place, place => Final(place, moved), StringComparer.Ordinal);
    }

    private static void Join(Dictionary<string, HashSet<UInt128>> groups, Dictionary<string, string> moved, string place, string into)
    {
        HashSet<UInt128> joining = groups[place];
        groups.Remove(place);
        moved[place] = into;
        if (groups.TryGetValue(into, out HashSet<UInt128>? there))
        {
            there.UnionWith(joining);
        }
        else
        {
            groups.Add(into, joining);
            moved.Remove(into);
        }
    }

    private static string Final(string place, Dictionary<string, string> moved)
    {
        string current = place;
        while (moved.TryGetValue(current, out string? next))
        {
            current = next;
        }

        return current;
    }

    private static int Depth(string place, Func<string, string> around)
    {
        int depth = 0;
        for (string current = place; current.Length > 0; current = around(current))
        {
            depth++;
        }

        return depth;
    }
}
