using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Chain;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Ledger;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Rewards;

namespace RetoRewards.Payouts;

/// <summary>What a campaign could pay now: lines, wallets and debts.</summary>
internal sealed record Payable(
    PayableReward[] Rewards, Dictionary<ParticipantId, WalletAddress> Wallets, Dictionary<ParticipantId, TokenAmount> Debts);

/// <summary>Loads what a campaign's next batch is chosen from.</summary>
internal sealed class PayableRewards(RetoContracts contracts, IOptions<PayoutOptions> options)
{
    /// <summary>Payable rewards looked at for each one that a batch may hold: the more, the more merge into one wallet's word.</summary>
    private const int CandidatesPerPlace = 2;

    /// <summary>Most wallets set apart that are looked at.</summary>
    private const int MaxSetApart = 1_000;

    private readonly PayoutOptions options = options.Value;

    public async Task<Payable> LoadAsync(RetoDbContext db, CampaignId campaign, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ParticipantId[] blocked = await BlockedAsync(db, now, cancellationToken);
        var rows = await db.Set<RewardRow>()
            .Where(row => row.CampaignId == campaign && row.State == RewardState.Payable
                && !blocked.Contains(row.ParticipantId)
                // What a run on chain has settled that nobody here planned is paid already.
                && !db.Set<ForeignRewardRow>().Any(paid => paid.CampaignId == row.CampaignId && paid.Fingerprint == row.Fingerprint)
                && db.Set<WalletRow>().Any(wallet => wallet.ParticipantId == row.ParticipantId))
            .OrderBy(row => row.Sequence)
            .Take(CandidatesPerPlace * options.MaxRewards)
            .Select(row => new { row.RewardId, row.Sequence, row.ParticipantId, row.Due, row.PayableFrom, row.SaleId })
            .ToArrayAsync(cancellationToken);
        PayableReward[] rewards =
        [
            .. rows.Select(row => new PayableReward(
                row.RewardId, row.Sequence, row.ParticipantId, row.Due, row.PayableFrom, row.SaleId ?? default)),
        ];
        ParticipantId[] participants = [.. rewards.Select(reward => reward.Participant).Distinct()];
        return new Payable(
            rewards,
            await WalletsAsync(db, participants, now, cancellationToken),
            await DebtsAsync(db, campaign, participants, cancellationToken));
    }

    /// <summary>Participants whose wallet cannot be paid: set apart because it made a batch revert, or one of our own contracts.</summary>
    private async Task<ParticipantId[]> BlockedAsync(RetoDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        WalletAddress[] apart = await db.Set<SetApartWalletRow>()
            .OrderBy(row => row.SetApartAt).Take(MaxSetApart).Select(row => row.Wallet).ToArrayAsync(cancellationToken);
        WalletAddress[] unpayable =
        [
            .. apart,
            .. contracts.All.SelectMany(one => new[] { one.Token, one.Campaigns }).Distinct()
                .Select(contract => WalletAddress.FromBytes(contract.ToArray())),
        ];
        ParticipantId[] owners = await db.Set<WalletRow>()
            .Where(row => unpayable.Contains(row.Address)).Select(row => row.ParticipantId).Distinct().ToArrayAsync(cancellationToken);
        Dictionary<ParticipantId, WalletAddress> wallets = await WalletsAsync(db, owners, now, cancellationToken);
        return [.. wallets.Where(pair => unpayable.Contains(pair.Value)).Select(pair => pair.Key)];
    }

    /// <summary>Each participant's newest wallet that has stood for long enough; the first one needs no wait.</summary>
    private async Task<Dictionary<ParticipantId, WalletAddress>> WalletsAsync(
        RetoDbContext db, ParticipantId[] participants, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DateTimeOffset stoodSince = now - options.WalletCooldown;
        WalletRow[] rows = await db.Set<WalletRow>()
            .Where(row => participants.Contains(row.ParticipantId))
            .OrderBy(row => row.Ordinal)
            .ToArrayAsync(cancellationToken);
        Dictionary<ParticipantId, WalletAddress> wallets = [];
        foreach (WalletRow row in rows)
        {
            if (row.Since <= stoodSince || !wallets.ContainsKey(row.ParticipantId))
            {
                wallets[row.ParticipantId] = row.Address;
            }
        }

        return wallets;
    }

    private static async Task<Dictionary<ParticipantId, TokenAmount>> DebtsAsync(
        RetoDbContext db, CampaignId campaign, ParticipantId[] participants, CancellationToken cancellationToken)
    {
        Dictionary<string, ParticipantId> names = participants.ToDictionary(who => AccountName.Debt(campaign, who).ToString());
        string[] texts = [.. names.Keys];
        LedgerAccountRow[] rows = await db.Set<LedgerAccountRow>()
            .Where(row => row.CampaignId == campaign && texts.Contains(row.Name))
            .ToArrayAsync(cancellationToken);
        return rows.ToDictionary(row => names[row.Name], row => row.Balance.Shortfall());
    }
}
