using RetoRewards.Chain;
using RetoRewards.Chain.Batches;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Payouts;
using RetoRewards.Payouts;
using RetoRewards.Rewards;

namespace RetoRewards.Settlements;

/// <summary>A run on chain that this database did not plan, with all that is known of it.</summary>
/// <param name="Event">The final event that pays it.</param>
/// <param name="Campaign">Whose rewards they are.</param>
/// <param name="Call">What the transaction said; its words give the event's tag.</param>
/// <param name="Manifest">Its manifest, borne out by the chain; null without one.</param>
internal sealed record ForeignRun(ChainEventRow Event, CampaignId Campaign, PayBatch Call, ManifestFound? Manifest)
{
    public int RewardCount => Call.Fingerprints.Length / sizeof(long);

    public UInt128 Total => Call.ReadWords().Aggregate(UInt128.Zero, (sum, word) => sum + word.Amount.BaseUnits);

    public ReceiptsKnown Receipts => Manifest is null ? ReceiptsKnown.Quarantined : ReceiptsKnown.Known;

    /// <summary>The id under which it is kept: the manifest's, else one that follows from its tag.</summary>
    public PayoutBatchId Id => Manifest?.Batch ?? new PayoutBatchId(new Guid(Event.Topic2.AsSpan(0, 16), bigEndian: true));

    /// <summary>Until when its sender let it be mined, and may have let others.</summary>
    public DateTimeOffset ValidUntil => Moment(Call.ValidUntilSeconds);

    public PayoutBatchRow ToBatch(long ordinal, DateTimeOffset now) => new()
    {
        PayoutBatchId = Id,
        CampaignId = Campaign,
        Ordinal = ordinal,
        State = PayoutBatchState.Final,
        FirstReward = Call.FirstReward,
        RewardCount = RewardCount,
        WalletCount = Call.Words.Length / PayoutWord.Length,
        Total = TokenAmount.FromBaseUnits(Total),
        PreviousTag = Call.PreviousTag,
        Tag = Event.Topic2!,
        ReceiptsRoot = Call.ReceiptsRoot,
        Words = Call.Words,
        Fingerprints = Call.Fingerprints,
        DeclaredSaleValue = TokenAmount.FromBaseUnits(UInt128.Min(Call.DeclaredSaleValue, TokenAmount.MaxBaseUnits)),
        ValidUntil = ValidUntil,
        PlannedAt = Moment(Event.TimestampSeconds),
        ManifestAt = Manifest is null ? null : now,
        ChainTransactionId = null,
        SettledAt = now,
        HeldBecause = null,
        HeldUntil = null,
    };

    public ForeignRunRow ToRun(PayoutBatchId batch, DateTimeOffset now) => new()
    {
        PayoutBatchId = batch,
        BlockNumber = Event.BlockNumber,
        TransactionHash = Event.TransactionHash,
        Receipts = Receipts,
        Undone = 0,
        ImportedAt = now,
    };

    /// <summary>What it settled, a row a reward, in the order of the numbers.</summary>
    public IEnumerable<ForeignRewardRow> ToRewards(PayoutBatchId batch)
    {
        Dictionary<long, ManifestLine> stated = Manifest?.Lines.ToDictionary(line => line.Number) ?? [];
        for (int index = 0; index < RewardCount; index++)
        {
            long number = Call.FirstReward + index;
            ManifestLine? line = stated.GetValueOrDefault(number);
            yield return new ForeignRewardRow
            {
                CampaignId = Campaign,
                Fingerprint = System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(Call.Fingerprints.AsSpan(index * sizeof(long))),
                RewardNumber = number,
                PayoutBatchId = batch,
                StatedWallet = line?.Wallet,
                StatedPaid = line?.Paid,
                Released = TokenAmount.Zero,
                RewardId = null,
            };
        }
    }

    private static DateTimeOffset Moment(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, DateTimeOffset.MaxValue.ToUnixTimeSeconds()));
}
