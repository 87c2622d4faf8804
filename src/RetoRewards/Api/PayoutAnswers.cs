using System.Globalization;
using RetoRewards.Payouts;

namespace RetoRewards.Api;

/// <summary>A batch, as it is shown: one call that pays a run of a campaign's rewards.</summary>
/// <param name="BatchId">Its id.</param>
/// <param name="CampaignId">The campaign.</param>
/// <param name="Ordinal">Its place among the campaign's batches, from 1 without gaps, void ones included.</param>
/// <param name="State">AwaitingAttestation, Planned, Signed, Sent, Mined, Final or Void.</param>
/// <param name="FirstReward">Number of its first reward on chain.</param>
/// <param name="RewardCount">How many rewards it pays.</param>
/// <param name="WalletCount">How many wallets it pays.</param>
/// <param name="Total">RETO in all.</param>
/// <param name="PreviousTag">Tag of the batch before.</param>
/// <param name="Tag">Its tag, which chains it to the one before and to all that it says.</param>
/// <param name="ReceiptsRoot">Root of its receipts.</param>
/// <param name="DeclaredSaleValue">Value of the sales behind it in RETO at the recorded rates.</param>
/// <param name="ValidUntil">The contract refuses it after this moment.</param>
/// <param name="HeldCode">Why it stands still: Refused, FeesAboveCap, TagsDiffer, LimitsChanged or WalletsSetApart; null while nothing holds it.</param>
/// <param name="HeldBecause">The same in words, the contract's own where it has any.</param>
/// <param name="PlannedAt">When it was planned.</param>
/// <param name="SettledAt">When it became Final or Void; null before.</param>
internal sealed record PayoutBatchAnswer(
    Guid BatchId,
    Guid CampaignId,
    long Ordinal,
    PayoutBatchState State,
    long FirstReward,
    int RewardCount,
    int WalletCount,
    string Total,
    string PreviousTag,
    string Tag,
    string ReceiptsRoot,
    string DeclaredSaleValue,
    DateTimeOffset ValidUntil,
    PayoutBatchHold? HeldCode,
    string? HeldBecause,
    DateTimeOffset PlannedAt,
    DateTimeOffset? SettledAt)
{
    public static PayoutBatchAnswer Of(PayoutBatchRow row) => new(
        row.PayoutBatchId.Value,
        row.CampaignId.Value,
        row.Ordinal,
        row.State,
        row.FirstReward,
        row.RewardCount,
        row.WalletCount,
        row.Total.ToString(),
        Hex(row.PreviousTag),
        Hex(row.Tag),
        Hex(row.ReceiptsRoot),
        row.DeclaredSaleValue.ToString(),
        row.ValidUntil,
        row.HeldCode,
        row.HeldBecause,
        row.PlannedAt,
        row.SettledAt);

    internal static string Hex(byte[] bytes) => "0x" + Convert.ToHexStringLower(bytes);
}

/// <summary>A list of batches.</summary>
/// <param name="Items">The newest first.</param>
internal sealed record PayoutBatchListAnswer(IReadOnlyList<PayoutBatchAnswer> Items);

/// <summary>A line of a batch: a reward, what of it is paid and to which wallet.</summary>
/// <param name="Number">The reward's number on chain.</param>
/// <param name="RewardId">The reward.</param>
/// <param name="ParticipantId">Whose it is.</param>
/// <param name="Wallet">The wallet that it is paid to.</param>
/// <param name="Netted">RETO of it that was set against a debt.</param>
/// <param name="Paid">RETO of it that is paid.</param>
/// <param name="Fingerprint">Its 8 bytes in the call.</param>
/// <param name="Receipt">The text whose hash the receipts root binds.</param>
internal sealed record PayoutLineAnswer(
    long Number, Guid RewardId, Guid ParticipantId, string Wallet, string Netted, string Paid, string Fingerprint, string Receipt);

/// <summary>All lines of a batch.</summary>
/// <param name="Items">In the order of their numbers.</param>
internal sealed record PayoutLinesAnswer(IReadOnlyList<PayoutLineAnswer> Items);

/// <summary>What an attestor needs to recompute a batch and to sign it (EIP-712).</summary>
/// <param name="State">The batch's state; a signature is taken while it is AwaitingAttestation.</param>
/// <param name="Attestor">Whose signature the campaign demands; null where it demands none.</param>
/// <param name="Digest">The 32 bytes to sign.</param>
/// <param name="ChainId">The domain's chain.</param>
/// <param name="VerifyingContract">The domain's contract.</param>
/// <param name="CampaignNumber">The message's campaignId.</param>
/// <param name="Tag">The message's tag.</param>
/// <param name="ValidUntilSeconds">The message's validUntil, Unix seconds.</param>
/// <param name="DeclaredSaleValueBaseUnits">The message's declaredSaleValue, base units in decimal notation.</param>
/// <param name="FirstReward">With the tag of the batch before, root, fingerprints and words: what the tag is computed of.</param>
/// <param name="PreviousTag">Tag of the batch before.</param>
/// <param name="ReceiptsRoot">Root of the receipts.</param>
/// <param name="Fingerprints">8 bytes a reward.</param>
/// <param name="Words">32 bytes a wallet: 20 of address, 12 of base units.</param>
/// <param name="Signature">The signature that was handed in; null while there is none.</param>
internal sealed record AttestationAnswer(
    PayoutBatchState State,
    string? Attestor,
    string Digest,
    long ChainId,
    string VerifyingContract,
    long CampaignNumber,
    string Tag,
    long ValidUntilSeconds,
    string DeclaredSaleValueBaseUnits,
    long FirstReward,
    string PreviousTag,
    string ReceiptsRoot,
    string Fingerprints,
    string Words,
    string? Signature)
{
    public static AttestationAnswer Of(BatchToAttest one) => new(
        one.Batch.State,
        one.Batch.Attestor?.ToString(),
        one.Digest.ToString(),
        one.ChainId,
        one.VerifyingContract.ToString(),
        one.CampaignNumber,
        PayoutBatchAnswer.Hex(one.Batch.Tag),
        one.Batch.ValidUntil.ToUnixTimeSeconds(),
        one.Batch.DeclaredSaleValue.BaseUnits.ToString(CultureInfo.InvariantCulture),
        one.Batch.FirstReward,
        PayoutBatchAnswer.Hex(one.Batch.PreviousTag),
        PayoutBatchAnswer.Hex(one.Batch.ReceiptsRoot),
        PayoutBatchAnswer.Hex(one.Batch.Fingerprints),
        PayoutBatchAnswer.Hex(one.Batch.Words),
        one.Batch.Attestation is { } signature ? PayoutBatchAnswer.Hex(signature) : null);
}
