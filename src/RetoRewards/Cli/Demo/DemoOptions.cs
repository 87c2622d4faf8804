using RetoRewards.Sales.Files;

namespace RetoRewards.Cli.Demo;

/// <summary>What the demonstration was asked to do.</summary>
internal sealed record DemoOptions
{
    /// <summary>The file of sales; null for the sample that ships with the project.</summary>
    public string? SalesPath { get; init; }

    /// <summary>How the file's columns become sales.</summary>
    public string Mapping { get; init; } = StandardMapping.Name;

    /// <summary>Whether the summary is one JSON object.</summary>
    public bool Json { get; init; }

    /// <summary>Whether the chain and the API stay up until they are stopped.</summary>
    public bool Stay { get; init; }

    /// <summary>The database to make; null for one that is deleted at the end.</summary>
    public string? DatabasePath { get; init; }

    /// <summary>The API's port with <see cref="Stay"/>; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The local chain's port; 0 takes a free one.</summary>
    public int ChainPort { get; init; }
}
