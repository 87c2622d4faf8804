using RetoRewards.Domain.Referrals;

namespace RetoRewards.Domain.Tests.Referrals;

public sealed class TimeWindowsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [Trait("Fault", "81")]
    [InlineData(0, 1, 0)]
    [InlineData(0, 3, 0, 10, 59)]
    [InlineData(59, 3, 0, 10, 59)]
    [InlineData(30, 3, 0, 30, 59)]
    [InlineData(30, 2, 0, 30, 60)]
    [InlineData(30, 3, -60, -29, 0, 30, 61, 89)]
    [InlineData(0, 2, 0, 0)]
    public void The_fullest_window_around_a_moment_is_counted_from_both_sides(int at, int most, params int[] minutes)
    {
        DateTimeOffset[] moments = [.. minutes.Select(minute => Noon.AddMinutes(minute))];

        Assert.Equal(most, TimeWindows.MostAround(moments, Noon.AddMinutes(at), TimeSpan.FromHours(1)));
        Assert.Equal(most, TimeWindows.MostAround(moments.Reverse(), Noon.AddMinutes(at), TimeSpan.FromHours(1)));
    }

    [Fact]
    public void The_count_is_that_of_looking_at_every_window_by_hand()
    {
        Random random = new(20261121);
        for (int round = 0; round < 500; round++)
        {
            int[] minutes = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => random.Next(0, 240))];
            int at = minutes[random.Next(minutes.Length)];
            int most = Enumerable.Range(at - 59, 60).Max(start => minutes.Count(minute => minute >= start && minute < start + 60));

            Assert.Equal(
                most, TimeWindows.MostAround(minutes.Select(minute => Noon.AddMinutes(minute)), Noon.AddMinutes(at), TimeSpan.FromHours(1)));
        }
    }

    [Fact]
    public void A_window_without_length_counts_nothing() =>
        Assert.Equal(0, TimeWindows.MostAround([Noon, Noon], Noon, TimeSpan.Zero));
}
