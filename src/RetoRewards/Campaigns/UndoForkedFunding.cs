using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Chain;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Ledger;
using RetoRewards.Persistence;

namespace RetoRewards.Campaigns;

/// <summary>Corrects what was posted for funding and withdrawals that a fork took away after they counted as final, by new ledger transactions.</summary>
/// <remarks>Money that is promised already cannot be taken out of the budget. Such a correction waits, with an error in the log, until the
/// deposit is on the chain again or promises have come back.</remarks>
internal sealed class UndoForkedFunding(
    IDbContextFactory<RetoDbContext> contexts, WriteGate gate, IOptions<ChainOptions> options, ILogger<UndoForkedFunding> logger) : IStage
{
    /// <summary>Most events looked at in one run.</summary>
    private const int MaxEvents = 64;

    private static readonly string[] Names =
    [
        FollowCampaignFunding.Created, FollowCampaignFunding.Funded, FollowCampaignFunding.Closed,
        FollowCampaignFunding.Withdrawn, FollowCampaignFunding.Released,
    ];

    private readonly long chainId = options.Value.ChainId;

    /// <summary>Campaigns whose correction waits and has been reported by this process.</summary>
    private readonly HashSet<CampaignId> told = [];

    public bool UsesNode => false;

    /// <returns>How many events were undone.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        ChainEventRow[] gone = await ChainEvents.ForkedAway(db, chainId, Names).Take(MaxEvents).ToArrayAsync(cancellationToken);
        int undone = 0;
        HashSet<(string, long)> waiting = [];
        // The newest first, as they were built one upon the other.
        foreach (ChainEventRow row in gone.Reverse())
        {
            (string, long) campaign = (Convert.ToHexString(row.Contract), ChainEventArguments.Of(row).Number("campaignId"));
            if (waiting.Contains(campaign))
            {
                continue;
            }

            if (await gate.WriteAsync(WritePriority.Stage, write => UndoAsync(write, row, campaign.Item2), cancellationToken))
            {
                undone++;
            }
            else
            {
                waiting.Add(campaign);
            }
        }

        return undone;
    }

    /// <returns>False when the correction has to wait.</returns>
    private async Task<bool> UndoAsync(WriteTransaction write, ChainEventRow gone, long number)
    {
        CampaignRow? campaign = gone.IsTaken
            ? await write.Db.Set<CampaignRow>().SingleOrDefaultAsync(
                row => row.ChainContract == gone.Contract && row.ChainCampaignId == number, write.CancellationToken)
            : null;
        if (campaign is not null && !await ComesAgainAsync(write, gone))
        {
            if (gone.Name == FollowCampaignFunding.Funded && !await HoldsAsync(write, campaign.CampaignId, gone))
            {
                TellOnce(campaign.CampaignId);
                return false;
            }

            await CorrectAsync(write, campaign, gone);
            logger.LogError(
                "{Event} of campaign {CampaignId} in block {BlockNumber} counted as final and was forked away: it was undone",
                gone.Name, campaign.CampaignId, gone.BlockNumber);
        }

        ChainEvents.Forget(write, [gone]);
        return true;
    }

    /// <summary>The same event of the same transaction is final in another block: only its place has changed, and nothing is posted.</summary>
    private async Task<bool> ComesAgainAsync(WriteTransaction write, ChainEventRow gone)
    {
        ChainEventRow? again = await ChainEvents.Waiting(write.Db, chainId, gone.Name).FirstOrDefaultAsync(
            row => row.TransactionHash == gone.TransactionHash && row.Arguments == gone.Arguments, write.CancellationToken);
        if (again is not null)
        {
            ChainEvents.Take(write, [again]);
        }

        return again is not null;
    }

    private static async Task CorrectAsync(WriteTransaction write, CampaignRow campaign, ChainEventRow gone)
    {
        DateTimeOffset at = DateTimeOffset.FromUnixTimeSeconds(gone.TimestampSeconds);
        switch (gone.Name)
        {
            case FollowCampaignFunding.Funded:
                await LedgerBook.PostAsync(write, [LedgerTransaction.FundingUndone(
                    campaign.CampaignId, await ReferenceAsync(write, campaign, TransactionKind.FundingUndone, gone), at, Amount(gone))]);
                break;
            case FollowCampaignFunding.Withdrawn or FollowCampaignFunding.Released:
                await LedgerBook.PostAsync(write, [LedgerTransaction.WithdrawalUndone(
                    campaign.CampaignId, await ReferenceAsync(write, campaign, TransactionKind.WithdrawalUndone, gone), at, Amount(gone))]);
                campaign.State = CampaignState.Ended;
                break;
            case FollowCampaignFunding.Created:
                // It is linked anew when its creation is on the chain again.
                campaign.ChainCampaignId = null;
                campaign.ChainContract = null;
                break;
        }

        campaign.Version++;
        write.UpdateOne(
            campaign, nameof(CampaignRow.State), nameof(CampaignRow.ChainCampaignId), nameof(CampaignRow.ChainContract), nameof(CampaignRow.Version));
    }

    private static async Task<string> ReferenceAsync(WriteTransaction write, CampaignRow campaign, TransactionKind kind, ChainEventRow gone) =>
        FollowCampaignFunding.Reference(gone, await LedgerBook.CountAsync(
            write, campaign.CampaignId, kind, FollowCampaignFunding.Reference(gone, 0)));

    private static TokenAmount Amount(ChainEventRow row) => ChainEventArguments.Of(row).Amount("amount");

    private static async Task<bool> HoldsAsync(WriteTransaction write, CampaignId campaign, ChainEventRow gone)
    {
        string name = AccountName.Budget(campaign).ToString();
        LedgerBalance budget = await write.Db.Set<LedgerAccountRow>()
            .Where(row => row.CampaignId == campaign && row.Name == name)
            .Select(row => row.Balance)
            .SingleOrDefaultAsync(write.CancellationToken);
        return !(budget - Amount(gone)).IsNegative;
    }

    private void TellOnce(CampaignId campaign)
    {
        if (told.Add(campaign))
        {
            logger.LogError(
                "Funding of campaign {CampaignId} was forked away after it counted as final, and is promised already. Let the partner fund again",
                campaign);
        }
    }
}
