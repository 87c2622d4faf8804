using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Ledger;

/// <summary>An account and its balance, kept in the commit of every posting that touches it.</summary>
internal sealed class LedgerAccountRow
{
    public required long AccountId { get; init; }

    public required string Name { get; init; }

    public required CampaignId CampaignId { get; init; }

    public required LedgerBalance Balance { get; set; }
}

/// <summary>One ledger transaction: inserted, never changed.</summary>
internal sealed class LedgerTransactionRow
{
    public required CampaignId CampaignId { get; init; }

    /// <summary>Position in the campaign's journal, from 1 without gaps.</summary>
    public required long Position { get; init; }

    public required string Kind { get; init; }

    /// <summary>What it was posted for: a sale, a batch, a chain event.</summary>
    public required string Reference { get; init; }

    public required DateTimeOffset At { get; init; }

    public required byte[] PreviousHash { get; init; }

    /// <summary>SHA-256 over the previous hash and the transaction's canonical bytes.</summary>
    public required byte[] Hash { get; init; }
}

/// <summary>One amount from one account to another: inserted, never changed.</summary>
internal sealed class LedgerPostingRow
{
    public required CampaignId CampaignId { get; init; }

    public required long Position { get; init; }

    public required int Ordinal { get; init; }

    public required long FromAccountId { get; init; }

    public required long ToAccountId { get; init; }

    public required TokenAmount Amount { get; init; }
}

/// <summary>The head of a campaign's journal.</summary>
internal sealed class LedgerJournalRow
{
    public required CampaignId CampaignId { get; init; }

    public required long Length { get; set; }

    public required byte[] HeadHash { get; set; }
}

internal sealed class LedgerAccountConfiguration : IEntityTypeConfiguration<LedgerAccountRow>
{
    public void Configure(EntityTypeBuilder<LedgerAccountRow> builder)
    {
        builder.ToTable("ledger_accounts");
        builder.HasKey(row => row.AccountId);
        builder.Property(row => row.AccountId).ValueGeneratedNever().IsNumbered();
        builder.Property(row => row.Name).HasMaxLength(160);
        builder.HasIndex(row => new { row.CampaignId, row.Name }).IsUnique();
    }
}

internal sealed class LedgerTransactionConfiguration : IEntityTypeConfiguration<LedgerTransactionRow>
{
    public void Configure(EntityTypeBuilder<LedgerTransactionRow> builder)
    {
        builder.ToTable("ledger_transactions");
        builder.HasKey(row => new { row.CampaignId, row.Position });
        builder.Property(row => row.Kind).HasMaxLength(32);
        builder.Property(row => row.Reference).HasMaxLength(160);
        // The same thing is never posted twice, whatever runs again.
        builder.HasIndex(row => new { row.CampaignId, row.Kind, row.Reference }).IsUnique();
    }
}

internal sealed class LedgerPostingConfiguration : IEntityTypeConfiguration<LedgerPostingRow>
{
    public void Configure(EntityTypeBuilder<LedgerPostingRow> builder)
    {
        builder.ToTable("ledger_postings");
        builder.HasKey(row => new { row.CampaignId, row.Position, row.Ordinal });
    }
}

internal sealed class LedgerJournalConfiguration : IEntityTypeConfiguration<LedgerJournalRow>
{
    public void Configure(EntityTypeBuilder<LedgerJournalRow> builder)
    {
        builder.ToTable("ledger_journals");
        builder.HasKey(row => row.CampaignId);
    }
}
