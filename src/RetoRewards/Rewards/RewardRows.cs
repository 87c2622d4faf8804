using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>Where a reward stands. The ledger holds the same by amounts.</summary>
internal enum RewardState
{
    Pending,
    Payable,
    InFlight,
    Paid,
    Reversed,
    Lapsed,
}

/// <summary>One line of what somebody earned: this event, this rule, this role or level, this participant.</summary>
internal sealed class RewardRow
{
    public required RewardId RewardId { get; init; }

    /// <summary>Order of decision; rewards are planned in this order.</summary>
    public long Sequence { get; set; }

    public required CampaignId CampaignId { get; init; }

    /// <summary>The event that earned it; null for a flat reward by period, which no event earns.</summary>
    public required SaleEventId? SaleEventId { get; init; }

    /// <summary>The sale of that event; null without one.</summary>
    public required SaleId? SaleId { get; init; }

    /// <summary>The joint campaign whose terms earned it, where the paying campaign is another funder's; else null.</summary>
    public CampaignId? JointCampaignId { get; init; }

    /// <summary>The version of those terms.</summary>
    public required int TermsVersion { get; init; }

    /// <summary>The number of the rule that earned it.</summary>
    public required int Rule { get; init; }

    public required RewardRole Role { get; init; }

    /// <summary>Tells apart rewards that are otherwise the same: the capture of a sale, N of a threshold, a period.</summary>
    public required int Ordinal { get; init; }

    public required ParticipantId ParticipantId { get; init; }

    public required TokenAmount Amount { get; init; }

    /// <summary>What refunds have left of it.</summary>
    public required TokenAmount Net { get; set; }

    /// <summary>What of it is still to be paid: nothing from planning on, unless its batch turns void.</summary>
    public required TokenAmount Due { get; set; }

    /// <summary>What it would be without caps and limits; a refund shrinks the promise in proportion to it.</summary>
    public required TokenAmount Uncut { get; init; }

    /// <summary>The base of a percentage, in minor units of the sale's currency.</summary>
    public required long BaseMinorUnits { get; init; }

    /// <summary>The rate that converted the percentage; null when there is none.</summary>
    public required long? ConversionRateId { get; init; }

    /// <summary>The rate that converted an amount fixed in a currency; null when there is none.</summary>
    public required long? FixedConversionRateId { get; init; }

    /// <summary>First 8 bytes of the reward's keyed fingerprint, as a big-endian number; unique in its campaign.</summary>
    public required long Fingerprint { get; set; }

    public required RewardState State { get; set; }

    /// <summary>When the hold ends.</summary>
    public required DateTimeOffset PayableFrom { get; init; }

    /// <summary>When it goes back to the budget, should nobody have claimed it; null for as long as its campaign pays.</summary>
    public DateTimeOffset? UnclaimedUntil { get; init; }

    /// <summary>The row of a reward just promised; its fingerprint and its place in the order follow.</summary>
    public static RewardRow Promised(
        RewardLine line,
        CampaignId campaign,
        DateTimeOffset payableFrom,
        CurrentRates rates,
        DateTimeOffset now,
        SaleEventId? earnedBy = null,
        SaleId? sale = null,
        CampaignId? joint = null,
        TimeSpan? unclaimedFor = null) => new()
        {
            RewardId = new RewardId(Guid.CreateVersion7(now)),
            CampaignId = campaign,
            SaleEventId = earnedBy,
            SaleId = sale,
            JointCampaignId = joint,
            TermsVersion = line.TermsVersion,
            Rule = line.Rule,
            Role = line.Role,
            Ordinal = line.Ordinal,
            ParticipantId = line.Participant,
            Amount = line.Amount,
            Net = line.Amount,
            Due = line.Amount,
            Uncut = line.Uncut,
            BaseMinorUnits = line.BaseMinorUnits,
            ConversionRateId = rates.IdOf(line.Conversion),
            FixedConversionRateId = rates.IdOf(line.FixedConversion),
            Fingerprint = 0,
            State = RewardState.Pending,
            PayableFrom = payableFrom,
            UnclaimedUntil = unclaimedFor is { } kept ? payableFrom + kept : null,
        };
}

/// <summary>How an event was decided: inserted with its rewards, never changed unless the event waited.</summary>
internal sealed class RewardDecisionRow
{
    public required SaleEventId SaleEventId { get; init; }

    public required CampaignId CampaignId { get; init; }

    /// <summary>The version in force at the sale's moment; 0 when it did not come to that.</summary>
    public required int TermsVersion { get; init; }

    public required AttributionKind AttributedBy { get; init; }

    /// <summary>Whom the sale was attributed to, also when nothing is paid for it.</summary>
    public required ParticipantId? Referrer { get; init; }

    /// <summary>The referrer's employee whom it was attributed to beside the referrer; null for none.</summary>
    public required ParticipantId? Employee { get; init; }

    /// <summary>The click that it was attributed by; null for none.</summary>
    public required Guid? ClickId { get; init; }

    /// <summary>Why the strongest pointer to a referrer did not count; null when none was passed over.</summary>
    public required string? NotCredited { get; init; }

    public required bool FirstPurchase { get; init; }

    /// <summary>The sale that was decided; null for a feedback.</summary>
    public SaleId? SaleId { get; init; }

    /// <summary>Which payment of the sale was decided, from 0; null for a feedback.</summary>
    public int? CaptureOrdinal { get; init; }

    /// <summary>The moment of the payment, which its percentages follow; null for a feedback.</summary>
    public DateTimeOffset? CapturedAt { get; init; }

    /// <summary>What was paid, in minor units, as far as it counts; 0 for the whole of a sale told as paid.</summary>
    public long CapturedMinorUnits { get; init; }

    /// <summary>What the sale came to; 0 for the whole of a sale told as paid.</summary>
    public long CapturedOfMinorUnits { get; init; }

    /// <summary>Whether the customer counts as brought by the referrer: from its first purchase on, until all of that goes back.</summary>
    public bool CountsCustomer { get; set; }

    /// <summary>The discount that the rules give the buyer, in minor units of the sale's currency.</summary>
    public required long DiscountMinorUnits { get; init; }

    /// <summary>The steps of the decision as JSON (docs/database.md).</summary>
    public required string Explanation { get; init; }

    /// <summary>The values that the decision used beside sale and terms, as JSON (docs/rewards.md); null when nothing was earned.</summary>
    public string? Context { get; init; }
}

/// <summary>The customer's first purchase at its partner, and the referrer it is bound to since.</summary>
internal sealed class CustomerBindingRow : IKeptOutside
{
    IReadOnlyList<string> IKeptOutside.LeftOut => [nameof(FirstSaleId)];

    /// <summary>What sales bind, they bind again when they are told again; what a person said is nowhere else.</summary>
    bool IKeptOutside.IsKept => ByHand;

    public required CustomerId CustomerId { get; init; }

    /// <summary>The campaign of the first purchase; later sales without a code belong to it.</summary>
    public required CampaignId CampaignId { get; init; }

    /// <summary>Null when nobody referred the customer.</summary>
    public required ParticipantId? Referrer { get; set; }

    /// <summary>The referrer's employee who brought the customer; null for none.</summary>
    public required ParticipantId? Employee { get; set; }

    /// <summary>Null when a person bound the customer before its first purchase.</summary>
    public required SaleId? FirstSaleId { get; set; }

    /// <summary>When the row came about or was last changed by hand.</summary>
    public required DateTimeOffset BoundAt { get; set; }

    /// <summary>The moment that the window of bindings is measured from: that of the first purchase, or as a person said.</summary>
    public required DateTimeOffset CountsFrom { get; set; }

    /// <summary>Whether a person bound the customer; such a binding does not count for sales before its moment.</summary>
    public required bool ByHand { get; set; }
}

/// <summary>What has been used of a limit.</summary>
internal sealed class LimitUseRow
{
    public required CampaignId CampaignId { get; init; }

    public required int LimitNumber { get; init; }

    /// <summary>The period's number; 0 for ever.</summary>
    public required int Period { get; init; }

    /// <summary>16 bytes: a participant's or customer's id, a place's cell in ASCII, or zero for the campaign.</summary>
    public required byte[] Subject { get; init; }

    public required TokenAmount Used { get; set; }
}

/// <summary>How many new customers a referrer has brought, or been rewarded for by one rule.</summary>
internal sealed class CustomerCountRow
{
    public required CampaignId CampaignId { get; init; }

    /// <summary>The rule whose rewards are counted; 0 for all customers brought.</summary>
    public required int Rule { get; init; }

    public required ParticipantId Referrer { get; init; }

    public required int Count { get; set; }
}

/// <summary>The rate at which a currency becomes RETO, as the operator maintains it: inserted, never changed.</summary>
internal sealed class ConversionRateRow : IKeptOutside
{
    public required long ConversionRateId { get; init; }

    public required string Currency { get; init; }

    /// <summary>In force from this moment until the next row of the currency.</summary>
    public required DateTimeOffset InForceFrom { get; init; }

    /// <summary>Base units of RETO in the ratio.</summary>
    public required TokenAmount BaseUnits { get; init; }

    /// <summary>Minor units of the currency in the ratio.</summary>
    public required long MinorUnits { get; init; }

    /// <summary>Where the rate comes from.</summary>
    public required string Source { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>When the price feed gave the answer; null for a rate of the operator's table.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>When the answer is too old to be used; null for a rate of the operator's table, which holds until the next one.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    public ConversionRate ToRate() => new(
        Domain.Amounts.Currency.Find(Currency), BaseUnits.BaseUnits, (ulong)MinorUnits, Source, InForceFrom);
}

internal sealed class RewardConfiguration : IEntityTypeConfiguration<RewardRow>
{
    public void Configure(EntityTypeBuilder<RewardRow> builder)
    {
        builder.ToTable("rewards");
        builder.HasKey(row => row.RewardId);
        builder.HasIndex(row => new { row.CampaignId, row.Fingerprint }).IsUnique();
        builder.Property(row => row.Sequence).IsNumbered();
        builder.HasIndex(row => new { row.CampaignId, row.Sequence }).HasFilter("state = 'Payable'");
        builder.HasIndex(row => row.PayableFrom).HasFilter("state = 'Pending'");
        builder.HasIndex(row => row.UnclaimedUntil).HasFilter("unclaimed_until IS NOT NULL AND state IN ('Pending', 'Payable')");
        builder.HasIndex(row => row.SaleId);
        builder.HasIndex(row => row.ParticipantId);
        builder.HasOne<CampaignRow>().WithMany().HasForeignKey(row => row.CampaignId);
        builder.HasOne<SaleEventRow>().WithMany().HasForeignKey(row => row.SaleEventId);
        builder.HasOne<ParticipantRow>().WithMany().HasForeignKey(row => row.ParticipantId);
    }
}

internal sealed class ConversionRateConfiguration : IEntityTypeConfiguration<ConversionRateRow>
{
    public void Configure(EntityTypeBuilder<ConversionRateRow> builder)
    {
        builder.ToTable("conversion_rates");
        builder.HasKey(row => row.ConversionRateId);
        builder.Property(row => row.ConversionRateId).ValueGeneratedNever();
        builder.Property(row => row.Currency).HasMaxLength(3);
        builder.Property(row => row.Source).HasMaxLength(64);
        builder.HasIndex(row => new { row.Currency, row.InForceFrom }).IsUnique();
    }
}

internal sealed class RewardDecisionConfiguration : IEntityTypeConfiguration<RewardDecisionRow>
{
    public void Configure(EntityTypeBuilder<RewardDecisionRow> builder)
    {
        builder.ToTable("reward_decisions");
        builder.Property(row => row.NotCredited).HasMaxLength(64);
        builder.HasKey(row => row.SaleEventId);
        builder.HasIndex(row => row.SaleId);
        builder.HasIndex(row => new { row.CampaignId, row.Referrer });
        builder.HasOne<SaleEventRow>().WithMany().HasForeignKey(row => row.SaleEventId);
    }
}

internal sealed class CustomerBindingConfiguration : IEntityTypeConfiguration<CustomerBindingRow>
{
    public void Configure(EntityTypeBuilder<CustomerBindingRow> builder)
    {
        builder.ToTable("customer_bindings");
        builder.HasKey(row => row.CustomerId);
        builder.HasIndex(row => row.Referrer);
        builder.HasOne<CustomerRow>().WithMany().HasForeignKey(row => row.CustomerId);
    }
}

internal sealed class LimitUseConfiguration : IEntityTypeConfiguration<LimitUseRow>
{
    public void Configure(EntityTypeBuilder<LimitUseRow> builder)
    {
        builder.ToTable("limit_uses");
        builder.HasKey(row => new { row.CampaignId, row.LimitNumber, row.Period, row.Subject });
    }
}

internal sealed class CustomerCountConfiguration : IEntityTypeConfiguration<CustomerCountRow>
{
    public void Configure(EntityTypeBuilder<CustomerCountRow> builder)
    {
        builder.ToTable("customer_counts");
        builder.HasKey(row => new { row.CampaignId, row.Rule, row.Referrer });
    }
}
