namespace RetoRewards.Ethereum.Messages;

/// <summary>A member of a struct of EIP-712.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">An ABI type, a struct of the same set, or an array of either.</param>
public sealed record TypedField(string Name, string Type);
