namespace RetoRewards.Domain.Campaigns;

/// <summary>The numbering of periods.</summary>
public static class LimitPeriods
{
    /// <summary>The number of the period that a moment falls in: days, weeks or months since the year 1, in UTC; 0 for ever.</summary>
    public static int IndexOf(this LimitPeriod period, DateTimeOffset moment)
    {
        DateTime day = moment.UtcDateTime;
        int days = (int)(day.Ticks / TimeSpan.TicksPerDay);

        // Day 0, the first of January of year 1, was a Monday in the Gregorian calendar.
        return period switch
        {
            LimitPeriod.Ever => 0,
            LimitPeriod.Day => days,
            LimitPeriod.Week => days / 7,
            LimitPeriod.Month => (day.Year * 12) + day.Month - 1,
            _ => throw new ArgumentOutOfRangeException(nameof(period), period, "No such period."),
        };
    }

    /// <summary>The last moment of the period before the one that a moment falls in: a tick before the day, week or month began.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The period has no end.</exception>
    public static DateTimeOffset EndedBefore(this LimitPeriod period, DateTimeOffset moment)
    {
        DateTime day = moment.UtcDateTime.Date;
        DateTime began = period switch
        {
            LimitPeriod.Day => day,
            LimitPeriod.Week => day.AddDays(-(int)(day.Ticks / TimeSpan.TicksPerDay % 7)),
            LimitPeriod.Month => new DateTime(day.Year, day.Month, 1, 0, 0, 0, DateTimeKind.Utc),
            _ => throw new ArgumentOutOfRangeException(nameof(period), period, "No such period."),
        };
        return new DateTimeOffset(began.Ticks - 1, TimeSpan.Zero);
    }
}
