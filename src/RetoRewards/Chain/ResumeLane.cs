using Microsoft.EntityFrameworkCore;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Observability;
using RetoRewards.Persistence;

namespace RetoRewards.Chain;

/// <summary>Ends a lane's halt by a person's order, once its cause is dealt with.</summary>
/// <remarks>It works on the row alone and takes the lane over from nobody, so that it may be ordered from a process that sends nothing: the one
/// that sends reads the row before it signs. Should the cause be there still, the lane halts again.</remarks>
internal sealed class ResumeLane(
    IEthereumNode node,
    ChainIdentity identity,
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    TimeProvider clock,
    ILogger<ResumeLane> logger)
{
    public async Task<Outcome<LaneRow>> ExecuteAsync(int laneId, OperatorOrder order, CancellationToken cancellationToken)
    {
        LaneRow? seen;
        await using (RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            seen = await db.Set<LaneRow>().SingleOrDefaultAsync(row => row.LaneId == laneId, cancellationToken);
        }

        if (seen is null)
        {
            return Refusal.NotFound("lane");
        }

        long count;
        try
        {
            await identity.RequireAsync(cancellationToken);
            count = await node.GetTransactionCountAsync(new Address(seen.Sender), BlockTag.Latest, cancellationToken);
        }
        catch (ChainRefusedException refused)
        {
            return new Refusal(RefusalKind.Conflict, "chain_refused", refused.Message);
        }
        catch (RpcFaultException)
        {
            return new Refusal(RefusalKind.Conflict, "node_unavailable", "No node answers, so that the account's nonce is not known. Repeat it when one does.");
        }

        return await gate.WriteAsync(WritePriority.Intake, write => SaveAsync(write, laneId, count, order), cancellationToken);
    }

    private async Task<Outcome<LaneRow>> SaveAsync(WriteTransaction write, int laneId, long count, OperatorOrder order)
    {
        LaneRow lane = await write.Db.Set<LaneRow>().SingleAsync(row => row.LaneId == laneId, write.CancellationToken);
        if (lane.HaltedBecause is null)
        {
            return new Refusal(RefusalKind.Conflict, "lane_not_halted", "This lane is not halted: there is nothing to resume.");
        }

        // What is kept is what was found wrong: the note says why it is well again.
        OperatorActions.Record(write, OperatorActions.LaneResumed, $"lane:{laneId}", order, clock.GetUtcNow());
        lane = await LaneHalts.ResumeAsync(write, laneId, Math.Max(count, lane.NextNonce));
        logger.LogWarning("Lane {LaneId} resumes at nonce {Nonce} by a person's order", laneId, lane.NextNonce);
        return lane;
    }
}
