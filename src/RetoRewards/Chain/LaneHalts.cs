using Microsoft.EntityFrameworkCore;
using RetoRewards.Persistence;

namespace RetoRewards.Chain;

/// <summary>Halts and resumes lanes, inside the commit that has a reason to.</summary>
internal static class LaneHalts
{
    /// <summary>Halts a lane with a sentence; the first reason stays.</summary>
    public static async Task HaltAsync(WriteTransaction write, int laneId, string because)
    {
        LaneRow lane = await write.Db.Set<LaneRow>().SingleAsync(row => row.LaneId == laneId, write.CancellationToken);
        lane.HaltedBecause ??= because;
        write.UpdateOne(lane, nameof(LaneRow.HaltedBecause));
    }

    /// <summary>Ends a halt, the lane going on with the nonce given.</summary>
    public static async Task<LaneRow> ResumeAsync(WriteTransaction write, int laneId, long nextNonce)
    {
        LaneRow lane = await write.Db.Set<LaneRow>().SingleAsync(row => row.LaneId == laneId, write.CancellationToken);
        lane.HaltedBecause = null;
        lane.NextNonce = nextNonce;
        write.UpdateOne(lane, nameof(LaneRow.HaltedBecause), nameof(LaneRow.NextNonce));
        return lane;
    }

    /// <summary>Notes why what is signed cannot be sent, or that it can again.</summary>
    public static async Task HoldAsync(WriteTransaction write, int laneId, string? because)
    {
        LaneRow lane = await write.Db.Set<LaneRow>().SingleAsync(row => row.LaneId == laneId, write.CancellationToken);
        lane.HeldBecause = because;
        write.UpdateOne(lane, nameof(LaneRow.HeldBecause));
    }
}
