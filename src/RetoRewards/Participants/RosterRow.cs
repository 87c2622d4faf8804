using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Participants;

/// <summary>A participant takes part with a partner: what makes the participant visible to it. Inserted, never changed.</summary>
internal sealed class RosterRow : IKeptOutside
{
    public required PartnerId PartnerId { get; init; }

    public required ParticipantId ParticipantId { get; init; }

    public required DateTimeOffset Since { get; init; }
}

internal sealed class RosterConfiguration : IEntityTypeConfiguration<RosterRow>
{
    public void Configure(EntityTypeBuilder<RosterRow> builder)
    {
        builder.ToTable("roster");
        builder.HasKey(row => new { row.PartnerId, row.ParticipantId });
        builder.HasIndex(row => row.ParticipantId);
        builder.HasOne<PartnerRow>().WithMany().HasForeignKey(row => row.PartnerId);
        builder.HasOne<ParticipantRow>().WithMany().HasForeignKey(row => row.ParticipantId);
    }
}
