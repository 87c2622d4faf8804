using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;

namespace RetoRewards.Domain.Rewards;

/// <summary>One funder's part of the rewards of a sale under a joint campaign.</summary>
/// <param name="Campaign">The funder's own campaign, from which it is paid.</param>
/// <param name="Lines">Its part of each reward; what it takes no part in is left out.</param>
/// <param name="Transaction">What is posted to that campaign's ledger.</param>
public sealed record FunderPart(CampaignId Campaign, IReadOnlyList<RewardLine> Lines, LedgerTransaction Transaction);
