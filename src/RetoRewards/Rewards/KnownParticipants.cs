using System.Buffers.Binary;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Rewards;
using RetoRewards.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Rewards;

/// <summary>What a run knows of participants, as each partner sees them: the upline is that of the partner.</summary>
internal sealed class KnownParticipants
{
    private readonly Dictionary<ParticipantId, ParticipantRow> rows;
    private readonly Dictionary<ParticipantId, WalletAddress> wallets;
    private readonly Uplines uplines;
    private readonly Dictionary<(PartnerId, ParticipantId, int LevelsAbove), ParticipantFacts> made = [];

    private KnownParticipants(Dictionary<ParticipantId, ParticipantRow> rows, Dictionary<ParticipantId, WalletAddress> wallets, Uplines uplines)
    {
        this.rows = rows;
        this.wallets = wallets;
        this.uplines = uplines;
    }

    public static async Task<KnownParticipants> LoadAsync(
        RetoDbContext db, ParticipantId[] ids, Uplines uplines, CancellationToken cancellationToken)
    {
        Dictionary<ParticipantId, ParticipantRow> rows = await db.Set<ParticipantRow>()
            .Where(row => ids.Contains(row.ParticipantId)).ToDictionaryAsync(row => row.ParticipantId, cancellationToken);
        Dictionary<ParticipantId, WalletAddress> wallets = (await db.Set<WalletRow>()
                .Where(row => ids.Contains(row.ParticipantId)).OrderBy(row => row.Ordinal).ToArrayAsync(cancellationToken))
            .GroupBy(row => row.ParticipantId).ToDictionary(group => group.Key, group => group.Last().Address);
        return new KnownParticipants(rows, wallets, uplines);
    }

    /// <summary>Somebody who was loaded, with two levels above; the same instance every time.</summary>
    public ParticipantFacts Of(PartnerId partner, ParticipantId id) => Make(partner, id, Uplines.LevelsAbove);

    /// <summary>Somebody, or null who was not loaded.</summary>
    public ParticipantFacts? Find(PartnerId partner, ParticipantId id) => rows.ContainsKey(id) ? Of(partner, id) : null;

    private ParticipantFacts Make(PartnerId partner, ParticipantId id, int levelsAbove)
    {
        if (made.TryGetValue((partner, id, levelsAbove), out ParticipantFacts? known))
        {
            return known;
        }

        ParticipantRow row = rows[id];
        ParticipantFacts facts = new(id, row.Kind)
        {
            Group = row.GroupName,
            Wallet = wallets.GetValueOrDefault(id),
            ContactDigest = row.ContactDigest is { } digest ? BinaryPrimitives.ReadUInt128BigEndian(digest) : 0,
            Upline = levelsAbove > 0 && uplines.Of(partner, id) is { } upline ? Make(partner, upline, levelsAbove - 1) : null,
        };
        made.Add((partner, id, levelsAbove), facts);
        return facts;
    }
}
