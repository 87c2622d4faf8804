using RetoRewards.Domain.Referrals;

namespace RetoRewards.Domain.Tests.Referrals;

public sealed class PlaceMergeTests
{
    [Fact]
    [Trait("Behaviour", "R13")]
    public void A_cell_with_too_few_people_joins_the_one_around_it_and_takes_its_neighbours_in()
    {
        IReadOnlyDictionary<string, string> shown = Shown(5, ("gcpv", 3), ("gcpw", 2), ("gcqx", 9), ("u4pr", 7));

        // Three and two join in "gcp", which has five then and stays.
        Assert.Equal(("gcp", "gcp", "gcqx", "u4pr"), (shown["gcpv"], shown["gcpw"], shown["gcqx"], shown["u4pr"]));
    }

    [Fact]
    [Trait("Behaviour", "R13")]
    public void What_is_too_little_at_the_top_is_not_found_by_taking_the_rest_from_the_total()
    {
        IReadOnlyDictionary<string, string> shown = Shown(5, ("gcpv", 2), ("u4pr", 7), ("wh0r", 30));

        Assert.Equal((PlaceMerge.Elsewhere, PlaceMerge.Elsewhere, "wh0r"), (shown["gcpv"], shown["u4pr"], shown["wh0r"]));
    }

    [Fact]
    public void The_same_people_in_two_cells_are_counted_once()
    {
        Dictionary<string, IReadOnlySet<UInt128>> people = new()
        {
            ["gcpv"] = new HashSet<UInt128> { 1, 2, 3 },
            ["gcpw"] = new HashSet<UInt128> { 1, 2, 3 },
            ["u4pr"] = new HashSet<UInt128>(Enumerable.Range(100, 50).Select(number => (UInt128)number)),
        };

        IReadOnlyDictionary<string, string> shown = PlaceMerge.Shown(people, place => place[..^1], 5);

        Assert.Equal(PlaceMerge.Elsewhere, shown["gcpv"]);
    }

    [Theory]
    [Trait("Behaviour", "R13")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void No_shown_place_has_fewer_people_than_the_bound_unless_it_is_everything(int seed)
    {
        for (int round = 0; round < 300; round++)
        {
            uint state = (uint)((seed * 7919) + (round * 104_729));
            uint Next(uint bound)
            {
                state = (state * 1_664_525) + 1_013_904_223;
                return (state >> 8) % bound;
            }

            Dictionary<string, IReadOnlySet<UInt128>> people = [];
            for (uint cell = 0; cell < 1 + Next(30); cell++)
            {
                string text = string.Concat(Enumerable.Range(0, 1 + (int)Next(4)).Select(_ => "0b9"[(int)Next(3)]));
                people[Next(9) == 0 ? string.Empty : text] = new HashSet<UInt128>(
                    Enumerable.Range(0, 1 + (int)Next(8)).Select(_ => (UInt128)Next(60)));
            }

            IReadOnlyDictionary<string, string> shown = PlaceMerge.Shown(people, place => place[..^1], 5);

            Assert.Equal(people.Keys.Order(), shown.Keys.Order());
            IGrouping<string, string>[] groups = [.. shown.GroupBy(pair => pair.Value, pair => pair.Key)];
            foreach (IGrouping<string, string> group in groups)
            {
                int count = group.SelectMany(place => people[place]).Distinct().Count();
                Assert.True(count >= 5 || groups.Length == 1, $"{group.Key} shows {count}.");
                Assert.All(group, place => Assert.StartsWith(group.Key, place, StringComparison.Ordinal));
            }
        }
    }

    private static IReadOnlyDictionary<string, string> Shown(int fewest, params (string Cell, int People)[] cells)
    {
        int next = 0;
        return PlaceMerge.Shown(
            cells.ToDictionary(
                one => one.Cell,
                one => (IReadOnlySet<UInt128>)new HashSet<UInt128>(Enumerable.Range(0, one.People).Select(_ => (UInt128)next++))),
            place => place[..^1],
            fewest);
    }
}
