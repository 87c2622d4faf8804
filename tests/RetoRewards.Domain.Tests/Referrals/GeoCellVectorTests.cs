using System.Numerics;
using RetoRewards.Domain.Referrals;

namespace RetoRewards.Domain.Tests.Referrals;

public sealed class GeoCellVectorTests
{
    [Fact]
    public void All_4096_published_points_are_encoded_to_their_published_geohash_at_every_precision()
    {
        IReadOnlyList<string[]> cases = GeoVectors.Read("encode.txt");
        Assert.Equal(4_096, cases.Count);
        foreach (string[] published in cases)
        {
            GeoPoint point = PointOf(published[1], published[2]);
            for (int precision = 1; precision <= GeoCell.MaxPrecision; precision++)
            {
                GeoCell cell = GeoCell.At(point, precision);
                Assert.Equal(published[0][..precision], cell.Value);
                Assert.True(cell.Bounds.Contains(point));
            }
        }
    }

    [Fact]
    public void All_4096_published_geohashes_are_decoded_to_their_published_bounds()
    {
        IReadOnlyList<string[]> cases = GeoVectors.Read("decode.txt");
        Assert.Equal(4_096, cases.Count);
        foreach (string[] published in cases)
        {
            GeoBounds bounds = CellOf(published[0]).Bounds;
            AssertEdge(published[1], bounds.South);
            AssertEdge(published[2], bounds.North);
            AssertEdge(published[3], bounds.West);
            AssertEdge(published[4], bounds.East);
        }
    }

    [Fact]
    public void All_published_cells_have_their_published_neighbours()
    {
        IReadOnlyList<string[]> cases = GeoVectors.Read("neighbours.txt");
        Assert.Equal(1_000, cases.Count);
        int besidePoles = 0;
        foreach (string[] published in cases)
        {
            string[] neighbours = [.. CellOf(published[0]).Neighbours().Select(cell => cell.Value)];
            if (neighbours.Length == 8)
            {
                Assert.Equal(published[1..], neighbours);
                continue;
            }

            besidePoles++;
            Assert.Equal(5, neighbours.Length);
            Assert.Subset(published[1..].ToHashSet(), neighbours.ToHashSet());
        }

        Assert.InRange(besidePoles, 0, 10);
    }

    [Theory]
    [InlineData("42.6", "-5.6", "ezs42")]
    [InlineData("-74.761330", "-140.309714", "0fsnxn")]
    [InlineData("-25.345457", "131.036192", "qgmpvf18h86e")]
    public void Examples_that_documents_cite_hold(string latitude, string longitude, string geohash)
    {
        Assert.Equal(geohash, GeoCell.At(PointOf(latitude, longitude), geohash.Length).Value);
    }

    [Fact]
    public void Bounds_are_the_exact_edges_rounded_up_to_nanodegrees_and_the_points_at_them_lie_on_their_own_side()
    {
        var random = new Random(12);
        for (int i = 0; i < 20_000; i++)
        {
            var point = new GeoPoint(random.NextInt64(-90_000_000_000, 90_000_000_000), random.NextInt64(-180_000_000_000, 180_000_000_000));
            int precision = random.Next(1, GeoCell.MaxPrecision + 1);
            GeoCell cell = GeoCell.At(point, precision);
            GeoBounds bounds = cell.Bounds;

            BigInteger rows = BigInteger.One << (precision * 5 / 2);
            BigInteger row = (point.LatitudeNanodegrees + 90_000_000_000) * rows / 180_000_000_000;
            AssertRoundedUp(bounds.South, row, rows);
            Assert.Equal(cell, GeoCell.At(new GeoPoint(bounds.South, bounds.West), precision));
            Assert.Equal(cell, GeoCell.At(new GeoPoint(bounds.North - 1, bounds.East - 1), precision));
            Assert.True(bounds.South == -90_000_000_000 || cell != GeoCell.At(new GeoPoint(bounds.South - 1, bounds.West), precision));
            Assert.NotEqual(cell, GeoCell.At(new GeoPoint(bounds.South, bounds.East), precision));
        }
    }

    private static void AssertRoundedUp(long south, BigInteger row, BigInteger rows)
    {
        BigInteger shifted = south + 90_000_000_000;
        Assert.True(shifted * rows >= row * 180_000_000_000);
        Assert.True((shifted - 1) * rows < row * 180_000_000_000);
    }

    private static void AssertEdge(string published, long nanodegrees)
    {
        // Published edges are rounded to 12 significant digits; ours are rounded up to the next nanodegree.
        decimal difference = nanodegrees - (decimal.Parse(published, null) * 1_000_000_000m);
        Assert.InRange(difference, -0.5m, 1.5m);
    }

    private static GeoPoint PointOf(string latitude, string longitude) =>
        Assert.IsType<GeoPointReading.Parsed>(GeoPoint.TryParse(latitude, longitude)).Point;

    private static GeoCell CellOf(string text)
    {
        Assert.True(GeoCell.TryParse(text, out GeoCell cell));
        return cell;
    }
}
