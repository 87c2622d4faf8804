namespace RetoRewards.Ethereum.Transactions;

/// <summary>An account and storage slots that a transaction announces (EIP-2930).</summary>
/// <param name="Account">The account.</param>
/// <param name="Slots">Its slots.</param>
public sealed record AccessListEntry(Address Account, IReadOnlyList<Hash32> Slots);
