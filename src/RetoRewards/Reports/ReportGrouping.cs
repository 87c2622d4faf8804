namespace RetoRewards.Reports;

/// <summary>By what a report groups.</summary>
internal enum ReportGrouping
{
    /// <summary>By geohash cell, of the wanted precision.</summary>
    Cell,

    /// <summary>By country.</summary>
    Country,

    /// <summary>By country and city.</summary>
    City,

    /// <summary>By the source tag of the code.</summary>
    Source,

    /// <summary>By the way in which the link was handed on.</summary>
    Medium,

    /// <summary>By the channel that told the sale.</summary>
    Channel,

    /// <summary>By stock keeping unit.</summary>
    Product,

    /// <summary>By referrer and the referrer's employee.</summary>
    Person,
}

/// <summary>What a report is asked for.</summary>
/// <param name="By">The grouping.</param>
/// <param name="Precision">Characters of a cell, 1 to 6.</param>
/// <param name="From">The first moment that counts; null for the beginning.</param>
/// <param name="To">The first moment that no longer counts; null for the end.</param>
/// <param name="MinPeople">Fewest people of a place.</param>
internal sealed record ReportRequest(ReportGrouping By, int Precision, DateTimeOffset? From, DateTimeOffset? To, int MinPeople)
{
    /// <summary>Whether groups are places, which may not be shown with too few people in them.</summary>
    public bool IsByPlace => By is ReportGrouping.Cell or ReportGrouping.Country or ReportGrouping.City;
}
