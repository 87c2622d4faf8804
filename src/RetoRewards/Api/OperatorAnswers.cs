using RetoRewards.Chain;
using RetoRewards.Ethereum;
using RetoRewards.Observability;
using RetoRewards.Payouts;

namespace RetoRewards.Api;

/// <summary>Why a person orders something.</summary>
/// <param name="Note">In the person's own words, up to 500 characters; kept with the order.</param>
internal sealed record OperatorNoteRequest(string? Note);

/// <summary>An account that sends.</summary>
/// <param name="LaneId">Its id.</param>
/// <param name="Sender">The account.</param>
/// <param name="NextNonce">The nonce that its next transaction takes.</param>
/// <param name="HaltedBecause">Why nothing is signed on it until a person ends that; null while all is well.</param>
/// <param name="HeldBecause">Why what is signed cannot be sent now; clears itself.</param>
internal sealed record LaneAnswer(int LaneId, string Sender, long NextNonce, string? HaltedBecause, string? HeldBecause)
{
    public static LaneAnswer Of(LaneRow row) =>
        new(row.LaneId, new Address(row.Sender).ToLowerHex(), row.NextNonce, row.HaltedBecause, row.HeldBecause);
}

/// <summary>A wallet that makes batches revert.</summary>
/// <param name="Wallet">The wallet.</param>
/// <param name="Reason">The token's own error.</param>
/// <param name="BatchId">The batch in which it was found.</param>
/// <param name="SetApartAt">When.</param>
internal sealed record SetApartWalletAnswer(string Wallet, string Reason, Guid BatchId, DateTimeOffset SetApartAt)
{
    public static SetApartWalletAnswer Of(SetApartWalletRow row) =>
        new(row.Wallet.ToString(), row.Reason, row.PayoutBatchId.Value, row.SetApartAt);
}

/// <summary>A campaign of which nothing is planned for a while.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="Until">A final block must be later than this.</param>
/// <param name="Because">Why, in a sentence.</param>
internal sealed record PlanningPauseAnswer(Guid CampaignId, DateTimeOffset Until, string Because)
{
    public static PlanningPauseAnswer Of(PlanningPauseRow row) => new(row.CampaignId.Value, row.Until, row.Because);
}

/// <summary>Something that a person ordered.</summary>
/// <param name="OperatorActionId">Its id.</param>
/// <param name="Action">What.</param>
/// <param name="Subject">Of what.</param>
/// <param name="Note">Why.</param>
/// <param name="ApiKeyId">By which key.</param>
/// <param name="At">When.</param>
internal sealed record OperatorActionAnswer(
    Guid OperatorActionId, string Action, string Subject, string Note, Guid ApiKeyId, DateTimeOffset At)
{
    public static OperatorActionAnswer Of(OperatorActionRow row) =>
        new(row.OperatorActionId, row.Action, row.Subject, row.Note, row.ApiKeyId, row.At);
}
