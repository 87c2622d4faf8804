namespace RetoRewards.Ethereum.Nodes;

/// <summary>Whether an endpoint is asked, and if not, why.</summary>
public enum EndpointState
{
    /// <summary>It has not been checked yet, and is not asked until it is.</summary>
    Unchecked,

    /// <summary>It is asked.</summary>
    Healthy,

    /// <summary>Its last check failed.</summary>
    Faulty,

    /// <summary>It failed too often of late and is left alone for a while.</summary>
    Broken,

    /// <summary>It serves another chain and is never asked.</summary>
    WrongChain,

    /// <summary>Its newest block is too far behind the best endpoint's.</summary>
    Behind,
}
