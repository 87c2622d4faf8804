using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Chain.Batches;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Payouts;
using RetoRewards.Ethereum;
using RetoRewards.Persistence;
using RetoRewards.Rewards;

namespace RetoRewards.Payouts;

/// <summary>Asks the contract, at each new block, under which limits it would pay the campaigns that have something to be paid.</summary>
/// <remarks>
/// The planner reads the rows that this leaves, so it needs no node. A limit that changes between the two is found by the try before
/// signing. A batch whose attestor changed before it was signed goes back to waiting, or stops waiting, here.
/// </remarks>
internal sealed class ReadCampaignLimits(
    CampaignLimitsReader reader,
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    IOptions<ChainOptions> options,
    ILogger<ReadCampaignLimits> logger) : IStage
{
    /// <summary>Most campaigns asked about in one run.</summary>
    private const int MaxCampaigns = 64;

    private readonly long chainId = options.Value.ChainId;

    public bool UsesNode => true;

    /// <returns>How many campaigns' limits were read.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        (long head, DueCampaign[] campaigns) = await DueAsync(cancellationToken);
        if (campaigns.Length == 0)
        {
            return 0;
        }

        IReadOnlyList<CampaignLimits> limits = await reader.ReadAsync([.. campaigns.Select(one => (one.Contract, one.Number))], head, cancellationToken);
        await gate.WriteAsync(
            WritePriority.Stage,
            async write =>
            {
                for (int index = 0; index < campaigns.Length; index++)
                {
                    await SaveAsync(write, campaigns[index].Id, head, limits[index]);
                }
            },
            cancellationToken);
        return campaigns.Length;
    }

    /// <summary>Campaigns with payable rewards or batches that are not signed, whose limits are older than the followed head.</summary>
    private async Task<(long Head, DueCampaign[] Campaigns)> DueAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        long? head = await db.Set<ChainRow>().Where(row => row.ChainId == chainId && row.HaltedBecause == null)
            .Select(row => (long?)row.HeadNumber).SingleOrDefaultAsync(cancellationToken);
        if (head is not { } block)
        {
            return (0, []);
        }

        var due = await db.Set<CampaignRow>()
            .Where(row => row.ChainCampaignId != null
                && !db.Set<CampaignLimitRow>().Any(limit => limit.CampaignId == row.CampaignId && limit.BlockNumber >= block)
                && (db.Set<RewardRow>().Any(reward => reward.CampaignId == row.CampaignId && reward.State == RewardState.Payable)
                    || db.Set<PayoutBatchRow>().Any(batch => batch.CampaignId == row.CampaignId
                        && (batch.State == PayoutBatchState.Planned || batch.State == PayoutBatchState.AwaitingAttestation))))
            .OrderBy(row => row.CampaignId)
            .Take(MaxCampaigns)
            .Select(row => new { row.CampaignId, Number = row.ChainCampaignId!.Value, Contract = row.ChainContract! })
            .ToArrayAsync(cancellationToken);
        return (block, [.. due.Select(row => new DueCampaign(row.CampaignId, new Address(row.Contract), row.Number))]);
    }

    private async Task SaveAsync(WriteTransaction write, CampaignId campaign, long block, CampaignLimits limits)
    {
        WalletAddress? attestor = limits.Attestor == Address.Zero ? null : WalletAddress.FromBytes(limits.Attestor.ToArray());
        CampaignLimitRow? row = await write.Db.Set<CampaignLimitRow>()
            .SingleOrDefaultAsync(one => one.CampaignId == campaign, write.CancellationToken);
        if (row is null)
        {
            write.InsertOne(new CampaignLimitRow
            {
                CampaignId = campaign,
                BlockNumber = block,
                PayableNow = limits.PayableNow,
                MaxReward = limits.MaxReward,
                DailyAllowance = limits.DailyAllowance,
                MaxShareBps = limits.MaxShareBps,
                Attestor = attestor,
                IsMint = limits.IsMint,
                WaitsBecause = null,
                WaitsSince = null,
            });
        }
        else
        {
            row.BlockNumber = block;
            row.PayableNow = limits.PayableNow;
            row.MaxReward = limits.MaxReward;
            row.DailyAllowance = limits.DailyAllowance;
            row.MaxShareBps = limits.MaxShareBps;
            row.Attestor = attestor;
            row.IsMint = limits.IsMint;
            write.UpdateOne(
                row,
                nameof(CampaignLimitRow.BlockNumber),
                nameof(CampaignLimitRow.PayableNow),
                nameof(CampaignLimitRow.MaxReward),
                nameof(CampaignLimitRow.DailyAllowance),
                nameof(CampaignLimitRow.MaxShareBps),
                nameof(CampaignLimitRow.Attestor),
                nameof(CampaignLimitRow.IsMint));
        }

        await FollowAttestorAsync(write, campaign, attestor);
    }

    private async Task FollowAttestorAsync(WriteTransaction write, CampaignId campaign, WalletAddress? attestor)
    {
        PayoutBatchRow[] unsigned = await write.Db.Set<PayoutBatchRow>()
            .Where(row => row.CampaignId == campaign
                && (row.State == PayoutBatchState.Planned || row.State == PayoutBatchState.AwaitingAttestation))
            .ToArrayAsync(write.CancellationToken);
        foreach (PayoutBatchRow batch in unsigned.Where(row => row.Attestor != attestor))
        {
            batch.Attestor = attestor;
            batch.Attestation = null;
            batch.State = attestor is null ? PayoutBatchState.Planned : PayoutBatchState.AwaitingAttestation;
            write.UpdateOne(
                batch, nameof(PayoutBatchRow.Attestor), nameof(PayoutBatchRow.Attestation), nameof(PayoutBatchRow.State));
            logger.LogWarning(
                "The attestor of campaign {CampaignId} changed; batch {BatchId} is {State}", campaign, batch.PayoutBatchId, batch.State);
        }
    }

    private sealed record DueCampaign(CampaignId Id, Address Contract, long Number);
}
