namespace RetoRewards.Ethereum.Nodes;

/// <summary>What is known of an endpoint, for a health page.</summary>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="State">Whether it is asked.</param>
/// <param name="Head">The height of its newest block when it was checked, or null.</param>
/// <param name="CheckedAt">When it was checked, or null.</param>
/// <param name="Detail">A sentence on what is wrong; empty when nothing is.</param>
public sealed record EndpointHealth(string Name, EndpointState State, long? Head, DateTimeOffset? CheckedAt, string Detail);
