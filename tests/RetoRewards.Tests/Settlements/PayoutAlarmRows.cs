using System.Security.Cryptography;
using RetoRewards.Chain;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Rewards;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;

namespace RetoRewards.Tests.Settlements;

/// <summary>Rows of payouts as they stand when something is wrong, without a chain that made it so.</summary>
internal static class PayoutAlarmRows
{
    public static PayoutBatchRow Batch(
        CampaignId campaign,
        long ordinal,
        PayoutBatchState state = PayoutBatchState.Planned,
        DateTimeOffset? settledAt = null,
        long? transaction = null,
        DateTimeOffset? plannedAt = null,
        DateTimeOffset? validUntil = null) => new()
        {
            PayoutBatchId = new PayoutBatchId(Guid.NewGuid()),
            CampaignId = campaign,
            Ordinal = ordinal,
            State = state,
            FirstReward = ordinal,
            RewardCount = 1,
            WalletCount = 1,
            Total = TokenAmount.FromTokens(1),
            PreviousTag = RandomNumberGenerator.GetBytes(32),
            Tag = RandomNumberGenerator.GetBytes(32),
            ReceiptsRoot = new byte[32],
            Words = new byte[32],
            Fingerprints = new byte[8],
            DeclaredSaleValue = TokenAmount.Zero,
            ValidUntil = validUntil ?? DateTimeOffset.UtcNow.AddHours(-3),
            PlannedAt = plannedAt ?? DateTimeOffset.UtcNow.AddDays(-1),
            ManifestAt = plannedAt,
            ChainTransactionId = transaction,
            SettledAt = settledAt,
            HeldBecause = null,
            HeldUntil = null,
        };

    /// <summary>One that may be signed now.</summary>
    public static PayoutBatchRow Waiting(CampaignId campaign, DateTimeOffset plannedAt) =>
        Batch(campaign, 1, plannedAt: plannedAt, validUntil: DateTimeOffset.UtcNow.AddHours(3));

    public static void InsertLane(WriteTransaction write)
    {
        write.InsertOne(new ChainRow
        {
            ChainId = 31337,
            GenesisHash = new byte[32],
            HeadNumber = 1,
            HeadHash = new byte[32],
            FinalNumber = 1,
            HaltedBecause = null,
        });
        write.InsertOne(new LaneRow { LaneId = 1, ChainId = 31337, Sender = new byte[20], NextNonce = 9, Epoch = 1, HaltedBecause = null });
    }

    public static ChainTransactionRow Reverted(int nonce) => new()
    {
        ChainTransactionId = nonce,
        LaneId = 1,
        Nonce = nonce,
        Purpose = $"test:{nonce}",
        Recipient = new byte[20],
        Calldata = [],
        GasLimit = 1,
        State = ChainTransactionState.Mined,
        BlockNumber = 1,
        BlockHash = new byte[32],
        Succeeded = false,
        RevertedBecause = "RetoCampaigns_IsPaused(1790000000)",
        GasUsed = 1,
        EffectiveGasPriceWei = 1,
        SignedAt = DateTimeOffset.UnixEpoch,
        LastSentAt = null,
        LastSentBlock = null,
    };

    public static CampaignLimitRow Limit(CampaignId campaign, PayoutDelay because, DateTimeOffset since) => new()
    {
        CampaignId = campaign,
        BlockNumber = 1,
        PayableNow = TokenAmount.Zero,
        MaxReward = TokenAmount.FromTokens(1),
        DailyAllowance = TokenAmount.FromTokens(1),
        MaxShareBps = null,
        IsMint = false,
        WaitsBecause = because.ToString(),
        WaitsSince = since,
    };

    public static RewardRow Payable(CampaignId campaign, ParticipantId participant, long sequence) => new()
    {
        RewardId = new RewardId(Guid.NewGuid()),
        Sequence = sequence,
        CampaignId = campaign,
        SaleEventId = null,
        SaleId = null,
        TermsVersion = 1,
        Rule = 1,
        Role = RewardRole.Recipient,
        Ordinal = 1,
        ParticipantId = participant,
        Amount = TokenAmount.FromTokens(1),
        Net = TokenAmount.FromTokens(1),
        Due = TokenAmount.FromTokens(1),
        Uncut = TokenAmount.FromTokens(1),
        BaseMinorUnits = 0,
        ConversionRateId = null,
        FixedConversionRateId = null,
        Fingerprint = sequence,
        State = RewardState.Payable,
        PayableFrom = DateTimeOffset.UnixEpoch,
    };
}
