using System.Buffers.Binary;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Payouts;
using RetoRewards.Persistence;

namespace RetoRewards.Chain;

/// <summary>How rooms read events: final ones only, in the chain's order, each acted on once.</summary>
internal static class ChainEvents
{
    /// <summary>The event by which a batch is paid.</summary>
    public const string BatchPaid = "BatchPaid";

    /// <summary>Final events of these names that no room has acted on, in the chain's order.</summary>
    public static IQueryable<ChainEventRow> Waiting(RetoDbContext db, long chainId, params string[] names) =>
        db.Set<ChainEventRow>()
            .Where(row => row.ChainId == chainId && row.IsFinal && row.IsCanonical && !row.IsTaken && names.Contains(row.Name))
            .OrderBy(row => row.BlockNumber).ThenBy(row => row.LogIndex);

    /// <summary>Marks events as acted on, in the commit that acts on them.</summary>
    public static void Take(WriteTransaction write, IReadOnlyCollection<ChainEventRow> events)
    {
        foreach (ChainEventRow row in events)
        {
            row.IsTaken = true;
        }

        write.Update(events, nameof(ChainEventRow.IsTaken));
    }

    /// <summary>Events of these names that counted as final when a fork took them away, in the order of the chain that was.</summary>
    /// <remarks>The room that acted on one undoes what it did by new rows, and then forgets it.</remarks>
    public static IQueryable<ChainEventRow> ForkedAway(RetoDbContext db, long chainId, params string[] names) =>
        db.Set<ChainEventRow>()
            .Where(row => row.ChainId == chainId && row.IsFinal && !row.IsCanonical && names.Contains(row.Name))
            .OrderBy(row => row.BlockNumber).ThenBy(row => row.LogIndex);

    /// <summary>Lets events that were forked away count as never acted on: should their block come back, they are final anew.</summary>
    public static void Forget(WriteTransaction write, IReadOnlyCollection<ChainEventRow> events)
    {
        foreach (ChainEventRow row in events)
        {
            row.IsFinal = false;
            row.IsTaken = false;
        }

        write.Update(events, nameof(ChainEventRow.IsFinal), nameof(ChainEventRow.IsTaken));
    }

    /// <summary>The final payment that carries the tag, or null.</summary>
    public static Task<ChainEventRow?> PaymentAsync(RetoDbContext db, long chainId, byte[] tag, CancellationToken cancellationToken) =>
        db.Set<ChainEventRow>().FirstOrDefaultAsync(
            row => row.Topic2 == tag && row.ChainId == chainId && row.Name == BatchPaid && row.IsFinal && row.IsCanonical,
            cancellationToken);

    /// <summary>An indexed account as its topic.</summary>
    public static byte[] Topic(WalletAddress wallet)
    {
        byte[] topic = new byte[32];
        wallet.WriteTo(topic.AsSpan(12));
        return topic;
    }

    /// <summary>An indexed number as its topic.</summary>
    public static byte[] Topic(long number)
    {
        byte[] topic = new byte[32];
        BinaryPrimitives.WriteInt64BigEndian(topic.AsSpan(24), number);
        return topic;
    }
}
