using RetoRewards.Chain.Batches;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Rewards;
using RetoRewards.Rewards;

namespace RetoRewards.Payouts;

/// <summary>Where a campaign's next batch continues.</summary>
/// <param name="Ordinal">The place of the next batch.</param>
/// <param name="FirstReward">The next reward number.</param>
/// <param name="PreviousTag">The tag of the batch before.</param>
internal sealed record BatchContinuation(long Ordinal, long FirstReward, byte[] PreviousTag);

/// <summary>Turns a plan into what is saved and what the contract will be told: root, fingerprints, words and tag.</summary>
internal static class BatchAssembly
{
    public static (PayoutBatchRow Batch, PayoutLineRow[] Lines) Assemble(
        CampaignId campaign,
        long campaignNumber,
        BatchContinuation continuation,
        PayoutPlan.Planned plan,
        IReadOnlyDictionary<RewardId, RewardRow> rewards,
        TokenAmount declaredSaleValue,
        WalletAddress? attestor,
        DateTimeOffset now,
        TimeSpan validity)
    {
        byte[] fingerprints = PayBatch.Pack([.. plan.Rewards.Select(line => rewards[line.Id].Fingerprint)]);
        byte[] words = PayBatch.Pack(plan.Words);
        byte[] root = ReceiptTree.Root(Leaves(plan, rewards));
        PayoutBatchRow batch = new()
        {
            PayoutBatchId = plan.Batch,
            CampaignId = campaign,
            Ordinal = continuation.Ordinal,
            State = attestor is null ? PayoutBatchState.Planned : PayoutBatchState.AwaitingAttestation,
            FirstReward = continuation.FirstReward,
            RewardCount = plan.Rewards.Count,
            WalletCount = plan.Words.Count,
            Total = plan.Total,
            PreviousTag = continuation.PreviousTag,
            Tag = BatchTag.Of(continuation.PreviousTag, (ulong)campaignNumber, continuation.FirstReward, root, fingerprints, words),
            ReceiptsRoot = root,
            Words = words,
            Fingerprints = fingerprints,
            DeclaredSaleValue = declaredSaleValue,
            ValidUntil = now + validity,
            PlannedAt = now,
            ManifestAt = null,
            ChainTransactionId = null,
            SettledAt = null,
            Attestor = attestor,
            Attestation = null,
            HeldCode = null,
            HeldBecause = null,
            HeldUntil = null,
        };
        return (batch, [.. plan.Rewards.Select(line => Line(plan.Batch, line))]);
    }

    /// <summary>One leaf a word, in the words' order.</summary>
    private static List<byte[]> Leaves(PayoutPlan.Planned plan, IReadOnlyDictionary<RewardId, RewardRow> rewards)
    {
        ILookup<WalletAddress, PlannedReward> byWallet = plan.Rewards.ToLookup(line => line.Wallet);
        return [.. plan.Words.Select(word => ReceiptTree.Leaf(
            word,
            [.. byWallet[word.Wallet].Select(line => new ReceiptLine(
                (long)line.Number, rewards[line.Id].Fingerprint, line.Paid, ReceiptText.Of(rewards[line.Id], plan.Batch, line)))]))];
    }

    private static PayoutLineRow Line(PayoutBatchId batch, PlannedReward line) => new()
    {
        PayoutBatchId = batch,
        RewardNumber = (long)line.Number,
        RewardId = line.Id,
        ParticipantId = line.Participant,
        Wallet = line.Wallet,
        Netted = line.Netted,
        Paid = line.Paid,
    };
}
