using RetoRewards.Domain.Referrals;

namespace RetoRewards.Domain.Tests.Referrals;

public sealed class GeoCellTests
{
    [Theory]
    [InlineData("90", "0", "upbpbpbpbpbp")]
    [InlineData("-90", "0", "h00000000000")]
    [InlineData("90", "-180", "bpbpbpbpbpbp")]
    [InlineData("-90", "-180", "000000000000")]
    [InlineData("90", "179.999999999", "zzzzzzzzzzzz")]
    [InlineData("0", "0", "s00000000000")]
    [InlineData("-0.000000001", "-0.000000001", "7zzzzzzzzzzz")]
    public void Poles_and_corners_of_the_map_have_cells(string latitude, string longitude, string geohash)
    {
        GeoPoint point = PointOf(latitude, longitude);
        GeoCell cell = GeoCell.At(point, GeoCell.MaxPrecision);

        Assert.Equal(geohash, cell.Value);
        Assert.True(cell.Bounds.Contains(point));
    }

    [Fact]
    public void Both_names_of_the_date_line_are_one_place_with_one_cell()
    {
        GeoPoint east = PointOf("12.5", "180");
        GeoPoint west = PointOf("12.5", "-180.000");

        Assert.Equal(west, east);
        Assert.Equal(GeoCell.At(west, 12), GeoCell.At(east, 12));
        Assert.NotEqual(GeoCell.At(PointOf("12.5", "179.999999999"), 1), GeoCell.At(east, 1));
    }

    [Fact]
    public void Neighbours_cross_the_date_line_and_end_at_the_poles()
    {
        Assert.Contains(CellOf("8"), CellOf("x").Neighbours());
        Assert.Contains(CellOf("x"), CellOf("8").Neighbours());
        Assert.Equal(["z", "b", "8", "2", "r", "q", "w", "y"], CellOf("x").Neighbours().Select(cell => cell.Value));
        Assert.Equal(5, CellOf("zzzzz").Neighbours().Count);
        Assert.Equal(5, CellOf("00000").Neighbours().Count);
    }

    [Fact]
    public void Being_neighbours_is_mutual_and_never_reaches_the_cell_itself()
    {
        var random = new Random(13);
        for (int i = 0; i < 500; i++)
        {
            var point = new GeoPoint(random.NextInt64(-90_000_000_000, 90_000_000_000), random.NextInt64(-180_000_000_000, 180_000_000_000));
            GeoCell cell = GeoCell.At(point, random.Next(1, 13));
            IReadOnlyList<GeoCell> around = cell.Neighbours();

            Assert.DoesNotContain(cell, around);
            Assert.Equal(around.Count, around.Distinct().Count());
            Assert.All(around, beside => Assert.Contains(cell, beside.Neighbours()));
        }
    }

    [Fact]
    public void A_cell_holds_exactly_its_32_children_and_each_knows_its_parent()
    {
        GeoCell cell = CellOf("u4pru");
        GeoCell[] children = [.. "0123456789bcdefghjkmnpqrstuvwxyz".Select(symbol => CellOf($"u4pru{symbol}"))];

        Assert.All(children, child => Assert.Equal(cell, child.Parent));
        Assert.All(children, child => Assert.True(cell.Contains(child)));
        Assert.All(children, child => Assert.Equal(cell, GeoCell.At(child.Bounds.Centre, 5)));
        Assert.True(cell.Contains(cell));
        Assert.False(children[0].Contains(cell));
        Assert.False(cell.Contains(CellOf("u4prv")));
    }

    [Fact]
    public void A_cell_is_coarsened_to_any_lower_precision_and_never_made_finer()
    {
        GeoCell cell = CellOf("u4pruyd");

        Assert.Equal(CellOf("u4p"), cell.Coarsen(3));
        Assert.Equal(cell, cell.Coarsen(7));
        Assert.Null(CellOf("u").Parent);
        Assert.Throws<ArgumentOutOfRangeException>(() => cell.Coarsen(8));
        Assert.Throws<ArgumentOutOfRangeException>(() => cell.Coarsen(0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(13)]
    [InlineData(-1)]
    public void A_precision_that_does_not_exist_is_a_bug(int precision)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => GeoCell.At(PointOf("1", "1"), precision));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("bcopqr")]
    [InlineData("u4i")]
    [InlineData("u4l")]
    [InlineData("0123456789bcd")]
    [InlineData("u4 pru")]
    [InlineData("u4pru\0")]
    [InlineData("\u0441u4")]
    [InlineData("u4\u212A")]
    [InlineData("\U0001F600")]
    public void What_is_no_geohash_is_not_read(string? text)
    {
        Assert.False(GeoCell.TryParse(text, out GeoCell cell));
        Assert.Equal(default, cell);
    }

    [Fact]
    public void A_geohash_is_read_in_either_case_and_kept_in_lower_case()
    {
        Assert.Equal(CellOf("u4pru"), CellOf("U4PRU"));
        Assert.Equal("u4pru", CellOf("U4PRU").Value);
    }

    [Fact]
    public void The_default_value_is_no_cell_and_says_so()
    {
        Assert.Throws<InvalidOperationException>(() => default(GeoCell).Value);
        Assert.Equal(string.Empty, default(GeoCell).ToString());
    }

    private static GeoPoint PointOf(string latitude, string longitude) =>
        Assert.IsType<GeoPointReading.Parsed>(GeoPoint.TryParse(latitude, longitude)).Point;

    private static GeoCell CellOf(string text)
    {
        Assert.True(GeoCell.TryParse(text, out GeoCell cell));
        return cell;
    }
}
