using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetoRewards.Chain;

/// <summary>A chain that this database belongs to, known by its first block for ever.</summary>
internal sealed class ChainRow
{
    public required long ChainId { get; init; }

    public required byte[] GenesisHash { get; init; }

    /// <summary>The highest block that is followed.</summary>
    public required long HeadNumber { get; set; }

    public required byte[] HeadHash { get; set; }

    /// <summary>The highest block that is final; falls only when a fork goes deeper than what counted as final.</summary>
    public required long FinalNumber { get; set; }

    /// <summary>Why nothing more is followed, in a sentence; null while all is well.</summary>
    public required string? HaltedBecause { get; set; }
}

/// <summary>A block that was seen; canonical unless a fork has replaced it.</summary>
internal sealed class ChainBlockRow
{
    public required long ChainId { get; init; }

    public required long Number { get; init; }

    public required byte[] Hash { get; init; }

    public required byte[] ParentHash { get; init; }

    /// <summary>Unix seconds as the block says.</summary>
    public required long TimestampSeconds { get; init; }

    public required bool IsCanonical { get; set; }
}

/// <summary>An event of one of our contracts. Rooms act on it once it is canonical and final.</summary>
internal sealed class ChainEventRow
{
    public required long ChainId { get; init; }

    public required long BlockNumber { get; init; }

    public required byte[] BlockHash { get; init; }

    public required int LogIndex { get; init; }

    public required byte[] TransactionHash { get; init; }

    public required byte[] Contract { get; init; }

    /// <summary>The event's name in the contract's ABI.</summary>
    public required string Name { get; init; }

    /// <summary>Its first indexed argument as 32 bytes; null where it has none.</summary>
    public required byte[]? Topic1 { get; init; }

    /// <summary>Its second indexed argument as 32 bytes; null where it has none.</summary>
    public required byte[]? Topic2 { get; init; }

    /// <summary>Its arguments by name, as JSON: integers as decimal text, bytes and addresses as hexadecimal text.</summary>
    public required string Arguments { get; init; }

    public required long TimestampSeconds { get; init; }

    public required bool IsCanonical { get; set; }

    public required bool IsFinal { get; set; }

    /// <summary>Whether the room that it concerns has acted on it.</summary>
    public required bool IsTaken { get; set; }
}

/// <summary>A fork that was followed: inserted, never changed.</summary>
internal sealed class ChainForkRow
{
    public required long ChainForkId { get; init; }

    public required long ChainId { get; init; }

    /// <summary>The last block that both sides have.</summary>
    public required long CommonBlock { get; init; }

    /// <summary>The highest block of the side that was left.</summary>
    public required long LeftBlock { get; init; }

    /// <summary>The highest block that counted as final then. Above <see cref="CommonBlock"/>, what was posted had to be corrected.</summary>
    public required long FinalBlock { get; init; }

    public required DateTimeOffset SeenAt { get; init; }
}

internal sealed class ChainConfiguration : IEntityTypeConfiguration<ChainRow>
{
    public void Configure(EntityTypeBuilder<ChainRow> builder)
    {
        builder.ToTable("chains");
        builder.HasKey(row => row.ChainId);
        builder.Property(row => row.ChainId).ValueGeneratedNever();
        builder.Property(row => row.HaltedBecause).HasMaxLength(500);
    }
}

internal sealed class ChainBlockConfiguration : IEntityTypeConfiguration<ChainBlockRow>
{
    public void Configure(EntityTypeBuilder<ChainBlockRow> builder)
    {
        builder.ToTable("chain_blocks");
        builder.HasKey(row => new { row.ChainId, row.Number, row.Hash });
        builder.HasIndex(row => new { row.ChainId, row.Number }).IsUnique().HasFilter("is_canonical = 1");
    }
}

internal sealed class ChainEventConfiguration : IEntityTypeConfiguration<ChainEventRow>
{
    public void Configure(EntityTypeBuilder<ChainEventRow> builder)
    {
        builder.ToTable("chain_events");
        builder.HasKey(row => new { row.ChainId, row.BlockNumber, row.BlockHash, row.LogIndex });
        builder.Property(row => row.Name).HasMaxLength(64);
        builder.HasIndex(row => new { row.ChainId, row.BlockNumber, row.LogIndex })
            .HasFilter("is_final = 0 AND is_canonical = 1").HasDatabaseName("ix_chain_events_not_final");
        builder.HasIndex(row => new { row.Name, row.BlockNumber, row.LogIndex })
            .HasFilter("is_final = 1 AND is_canonical = 1 AND is_taken = 0").HasDatabaseName("ix_chain_events_not_taken");
        builder.HasIndex(row => new { row.Name, row.BlockNumber, row.LogIndex })
            .HasFilter("is_final = 1 AND is_canonical = 0").HasDatabaseName("ix_chain_events_forked_away");
        builder.HasIndex(row => new { row.Name, row.Topic1 })
            .HasFilter("is_taken = 0 AND is_canonical = 1").HasDatabaseName("ix_chain_events_of_number");
        builder.HasIndex(row => row.Topic2);
    }
}

internal sealed class ChainForkConfiguration : IEntityTypeConfiguration<ChainForkRow>
{
    public void Configure(EntityTypeBuilder<ChainForkRow> builder)
    {
        builder.ToTable("chain_forks");
        builder.HasKey(row => row.ChainForkId);
        builder.Property(row => row.ChainForkId).ValueGeneratedNever();
    }
}
