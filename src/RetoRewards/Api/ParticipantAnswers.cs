using RetoRewards.Domain.Participants;
using RetoRewards.Ethereum;
using RetoRewards.Participants;

namespace RetoRewards.Api;

/// <summary>A participant, as it is shown.</summary>
/// <param name="ParticipantId">Its id, random and for good.</param>
/// <param name="State">Unclaimed: rewards are kept; Enrolled: they are paid.</param>
/// <param name="Kind">What kind of participant.</param>
/// <param name="GroupName">The group that rates may name; null for none.</param>
/// <param name="DisplayName">What it is called; null when nobody said or it was erased.</param>
/// <param name="CreatedAt">When it was first seen.</param>
/// <param name="Version">What If-Match names, without quotes.</param>
internal sealed record ParticipantAnswer(
    Guid ParticipantId,
    ParticipantState State,
    ParticipantKind Kind,
    string? GroupName,
    string? DisplayName,
    DateTimeOffset CreatedAt,
    int Version)
{
    public static ParticipantAnswer Of(ParticipantRow row) => new(
        row.ParticipantId.Value, row.State, row.Kind, row.GroupName, row.DisplayName, row.CreatedAt, row.Version);
}

/// <summary>The wallet that a participant's rewards are paid to.</summary>
/// <param name="ParticipantId">Whose.</param>
/// <param name="Address">The address, with its checksum.</param>
/// <param name="Kind">Internal: the service holds the key; Linked: the participant does.</param>
/// <param name="Since">Since when it is the one that is paid.</param>
internal sealed record WalletAnswer(Guid ParticipantId, string Address, WalletKind Kind, DateTimeOffset Since)
{
    public static WalletAnswer Of(WalletRow row) =>
        new(row.ParticipantId.Value, new Address(row.Address.ToBytes()).ToString(), row.Kind, row.Since);
}

/// <summary>What a participant has from each campaign that the caller may see, in RETO, by the ledger.</summary>
/// <param name="ParticipantId">Whose.</param>
/// <param name="Items">By campaign; a campaign without a balance is left out.</param>
internal sealed record BalancesAnswer(Guid ParticipantId, IReadOnlyList<BalanceAnswer> Items);

/// <summary>What a participant has from one campaign, in RETO.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="Pending">Earned and on hold.</param>
/// <param name="Payable">Earned; the next batch may take it.</param>
/// <param name="Paid">Paid on chain, final.</param>
/// <param name="Settled">Settled by hand, outside the chain.</param>
/// <param name="Owed">What it owes after refunds.</param>
internal sealed record BalanceAnswer(Guid CampaignId, string Pending, string Payable, string Paid, string Settled, string Owed);

/// <summary>A customer, as it is shown.</summary>
/// <param name="CustomerId">Its id.</param>
/// <param name="PartnerId">Whose customer.</param>
/// <param name="CustomerNumber">The partner's own number.</param>
/// <param name="ParticipantId">Who earns the buyer's rewards.</param>
/// <param name="IsVip">Whether the partner calls it a VIP.</param>
/// <param name="CreatedAt">When it was first seen.</param>
internal sealed record CustomerAnswer(
    Guid CustomerId, Guid PartnerId, string CustomerNumber, Guid ParticipantId, bool IsVip, DateTimeOffset CreatedAt)
{
    public static CustomerAnswer Of(CustomerRow row) =>
        new(row.CustomerId.Value, row.PartnerId.Value, row.CustomerNumber, row.ParticipantId.Value, row.IsVip, row.CreatedAt);
}
