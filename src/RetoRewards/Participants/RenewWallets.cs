using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Participants;

/// <summary>Gives participants internal wallets of the present master key, after it was changed.</summary>
/// <remarks>Wallets are inserted, never changed: what lies in the old one stays there, and what is planned from now on goes to the new one.
/// Linked wallets stay as they are. May be stopped anywhere and run again.</remarks>
internal sealed class RenewWallets(
    DeriveWallet deriveWallet, IDbContextFactory<RetoDbContext> contexts, WriteGate gate, TimeProvider clock)
{
    /// <summary>Participants of one commit.</summary>
    private const int PageLength = 500;

    /// <returns>How many participants have a new wallet.</returns>
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        ParticipantId[] all = await db.Set<WalletRow>().Where(row => row.Kind == WalletKind.Internal)
            .Select(row => row.ParticipantId).Distinct().ToArrayAsync(cancellationToken);
        int renewed = 0;
        foreach (ParticipantId[] page in all.Chunk(PageLength))
        {
            renewed += await gate.WriteAsync(WritePriority.Stage, write => RenewAsync(write, page), cancellationToken);
        }

        return renewed;
    }

    private async Task<int> RenewAsync(WriteTransaction write, ParticipantId[] participants)
    {
        DateTimeOffset now = clock.GetUtcNow();
        WalletRow[] wallets = await write.Db.Set<WalletRow>()
            .Where(row => participants.Contains(row.ParticipantId)).ToArrayAsync(write.CancellationToken);
        WalletRow[] renewed =
        [
            .. wallets.GroupBy(row => row.ParticipantId)
                .Select(ofOne => ofOne.MaxBy(row => row.Ordinal)!)
                .Where(current => current.Kind == WalletKind.Internal && current.Address != deriveWallet(current.ParticipantId))
                .Select(current => new WalletRow
                {
                    ParticipantId = current.ParticipantId,
                    Ordinal = current.Ordinal + 1,
                    Kind = WalletKind.Internal,
                    Address = deriveWallet(current.ParticipantId),
                    Since = now,
                }),
        ];
        write.Insert(renewed);
        return renewed.Length;
    }
}
