using RetoRewards.Persistence;

namespace RetoRewards.Payouts;

/// <summary>The border of this room: how batches are moved on, inside the commit that has a reason to.</summary>
internal static class PayoutBatchStates
{
    /// <exception cref="InvalidOperationException">The batch may not go there from where it stands.</exception>
    public static void Advance(WriteTransaction write, PayoutBatchRow batch, PayoutBatchState to, DateTimeOffset now)
    {
        if (!MayGo(batch.State, to))
        {
            throw new InvalidOperationException($"Batch {batch.PayoutBatchId} is {batch.State} and cannot become {to}.");
        }

        batch.State = to;
        batch.SettledAt = to is PayoutBatchState.Final or PayoutBatchState.Void ? now : null;
        write.UpdateOne(batch, nameof(PayoutBatchRow.State), nameof(PayoutBatchRow.SettledAt));
    }

    /// <summary>Whether a batch that is not signed never will be, so that its rewards are planned again.</summary>
    /// <remarks>Our own clock may decide that it has expired: without a signature nobody can have it mined, whatever the chain's clock says.</remarks>
    public static bool IsDropped(PayoutBatchRow batch, DateTimeOffset now) =>
        batch.ChainTransactionId is null
        && (batch.ValidUntil < now || batch.HeldCode is PayoutBatchHold.LimitsChanged or PayoutBatchHold.WalletsSetApart);

    private static bool MayGo(PayoutBatchState from, PayoutBatchState to) => (from, to) switch
    {
        (PayoutBatchState.Signed, PayoutBatchState.Sent or PayoutBatchState.Mined) => true,
        (PayoutBatchState.Sent, PayoutBatchState.Mined) => true,
        // A fork takes it out of its block.
        (PayoutBatchState.Mined, PayoutBatchState.Sent) => true,
        (PayoutBatchState.Signed or PayoutBatchState.Sent or PayoutBatchState.Mined, PayoutBatchState.Final or PayoutBatchState.Void) => true,
        // Never signed: dropped before it had a nonce.
        (PayoutBatchState.Planned or PayoutBatchState.AwaitingAttestation, PayoutBatchState.Void) => true,
        // A copy of this database has paid it.
        (PayoutBatchState.Planned or PayoutBatchState.AwaitingAttestation, PayoutBatchState.Final) => true,
        // A fork went deeper than what counted as final: one of ours is on its way again, a run that was taken over is given up.
        (PayoutBatchState.Final, PayoutBatchState.Sent or PayoutBatchState.Void) => true,
        // The chain paid after all what was given up, or pays a run again that a fork had undone.
        (PayoutBatchState.Void, PayoutBatchState.Final) => true,
        _ => false,
    };
}
