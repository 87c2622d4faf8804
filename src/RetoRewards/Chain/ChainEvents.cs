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

    /// <summary>The same of one campaign, by its contract and its number there.</summary>
    public static IQueryable<ChainEventRow> WaitingOf(RetoDbContext db, long chainId, byte[] contract, long number, params string[] names)
    {
        byte[] topic = Topic(number);
        return Waiting(db, chainId, names).Where(row => row.Contract == contract && row.Topic1 == topic);
    }

    /// <summary>Which of these campaigns have final events of these names that no room has acted on.</summary>
    /// <remarks>Anyone may create campaigns in a contract, and one whose events wait keeps them: so each room asks for the campaigns first and
    /// then for a bounded number of events of each, and no campaign's events take the place of another's.</remarks>
    /// <param name="db">The rows.</param>
    /// <param name="chainId">The chain.</param>
    /// <param name="campaigns">Contract and number of each campaign that is known.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="names">Names of events.</param>
    public static async Task<HashSet<(string Contract, long Number)>> CampaignsWaitingAsync(
        RetoDbContext db,
        long chainId,
        IEnumerable<(byte[] Contract, long Number)> campaigns,
        CancellationToken cancellationToken,
        params string[] names)
    {
        HashSet<(string, long)> waiting = [];
        foreach (IGrouping<string, (byte[] Contract, long Number)> ofContract in campaigns.GroupBy(one => Convert.ToHexString(one.Contract)))
        {
            byte[] contract = ofContract.First().Contract;
            byte[][] topics = [.. ofContract.Select(one => Topic(one.Number))];
            byte[][] found = await db.Set<ChainEventRow>()
                .Where(row => row.ChainId == chainId && row.IsFinal && row.IsCanonical && !row.IsTaken && names.Contains(row.Name)
                    && row.Contract == contract && topics.Contains(row.Topic1))
                .Select(row => row.Topic1!).Distinct().ToArrayAsync(cancellationToken);
            waiting.UnionWith(found.Select(topic => (ofContract.Key, BinaryPrimitives.ReadInt64BigEndian(topic.AsSpan(24)))));
        }

        return waiting;
    }

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
