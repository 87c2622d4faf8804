using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;

namespace RetoRewards.Sales;

/// <summary>A key of a workstation to be made.</summary>
/// <param name="Name">The workstation; up to 64 characters.</param>
internal sealed record CreateChannelKeyRequest(string? Name);

/// <summary>A key was made. The secret exists here and with the caller, and nowhere else.</summary>
internal sealed record ChannelKeyCreated(ChannelKeyRow Row, ApiKeySecret Secret);

/// <summary>Makes and ends the keys of workstations (T13): each tells on one channel and does nothing else.</summary>
internal sealed class ChannelKeys(TimeProvider clock)
{
    /// <summary>Keys of one channel that may be live at once.</summary>
    public const int MaxLiveKeys = 200;

    public async Task<Outcome<ChannelKeyCreated>> CreateAsync(
        WriteTransaction transaction, Caller caller, ChannelId channelId, CreateChannelKeyRequest request)
    {
        FieldChecks checks = new();
        string name = checks.Text("/name", request.Name, 64);
        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        ChannelRow? channel = await transaction.Db.Set<ChannelRow>().VisibleTo(caller)
            .SingleOrDefaultAsync(row => row.ChannelId == channelId, transaction.CancellationToken);
        if (channel is null)
        {
            return Refusal.NotFound("channel");
        }

        int live = await transaction.Db.Set<ChannelKeyRow>()
            .CountAsync(row => row.ChannelId == channelId && row.RevokedAt == null, transaction.CancellationToken);
        if (live >= MaxLiveKeys)
        {
            return new Refusal(
                RefusalKind.Conflict, "channel_keys_exhausted", $"A channel has at most {MaxLiveKeys} live keys; revoke one.");
        }

        DateTimeOffset now = clock.GetUtcNow();
        ApiKeySecret secret = ApiKeySecret.Draw();
        ChannelKeyRow key = new()
        {
            ChannelKeyId = Guid.CreateVersion7(now),
            ChannelId = channelId,
            PartnerId = channel.PartnerId,
            Name = name,
            KeyHash = secret.Hash(),
            CreatedAt = now,
            RevokedAt = null,
        };
        transaction.InsertOne(key);
        return new ChannelKeyCreated(key, secret);
    }

    /// <summary>Ends a key at once. Revoking it again changes nothing.</summary>
    public async Task<Outcome<ChannelKeyRow>> RevokeAsync(WriteTransaction transaction, Caller caller, ChannelId channelId, Guid keyId)
    {
        ChannelKeyRow? key = await transaction.Db.Set<ChannelKeyRow>()
            .SingleOrDefaultAsync(row => row.ChannelKeyId == keyId && row.ChannelId == channelId, transaction.CancellationToken);
        if (key is null || !caller.Sees(key.PartnerId))
        {
            return Refusal.NotFound("key");
        }

        if (key.RevokedAt is null)
        {
            key.RevokedAt = clock.GetUtcNow();
            transaction.UpdateOne(key, nameof(ChannelKeyRow.RevokedAt));
        }

        return key;
    }
}
