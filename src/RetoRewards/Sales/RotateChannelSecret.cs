using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;

namespace RetoRewards.Sales;

/// <summary>A new secret of a channel.</summary>
/// <param name="Secret">The shop's own secret; left out, one is drawn (<c>whsec_</c> and 32 bytes in base64).</param>
/// <param name="PreviousEndsAt">Until when the one before is taken too; a day from now when left out.</param>
internal sealed record RotateChannelSecretRequest(string? Secret, DateTimeOffset? PreviousEndsAt);

/// <summary>A secret was set. Its text exists here and with the caller; stored it is encrypted.</summary>
internal sealed record ChannelSecretSet(ChannelSecretRow Row, string Text);

/// <summary>Gives a channel a new secret; the one before stays good until a date, and any older one ends now.</summary>
internal sealed class RotateChannelSecret(ChannelSecretBox box, TimeProvider clock)
{
    /// <summary>Longest secret, in characters.</summary>
    public const int MaxLength = 200;

    /// <summary>Shortest secret, in characters: a shorter one can be guessed.</summary>
    public const int MinLength = 16;

    /// <summary>Longest time that two secrets are good.</summary>
    public static readonly TimeSpan MaxOverlap = TimeSpan.FromDays(30);

    private static readonly TimeSpan DefaultOverlap = TimeSpan.FromDays(1);

    public async Task<Outcome<ChannelSecretSet>> ExecuteAsync(
        WriteTransaction transaction, Caller caller, ChannelId channelId, RotateChannelSecretRequest request)
    {
        bool exists = await transaction.Db.Set<ChannelRow>().VisibleTo(caller)
            .AnyAsync(row => row.ChannelId == channelId, transaction.CancellationToken);
        if (!exists)
        {
            return Refusal.NotFound("channel");
        }

        DateTimeOffset now = clock.GetUtcNow();
        FieldChecks checks = new();
        string secret = request.Secret is null
            ? "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))
            : checks.Text("/secret", request.Secret, MaxLength);
        if (secret.Length is > 0 and < MinLength)
        {
            checks.Add("/secret", "too_short", $"A secret has at least {MinLength} characters.");
        }

        DateTimeOffset endsAt = request.PreviousEndsAt ?? now + DefaultOverlap;
        if (endsAt < now || endsAt - now > MaxOverlap)
        {
            checks.Add("/previousEndsAt", "out_of_range", $"The one before ends between now and {MaxOverlap.TotalDays:0} days from now.");
        }

        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        ChannelSecretRow[] live = await transaction.Db.Set<ChannelSecretRow>()
            .Where(row => row.ChannelId == channelId && (row.EndsAt == null || row.EndsAt > now))
            .OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.ChannelSecretId)
            .ToArrayAsync(transaction.CancellationToken);
        for (int index = 0; index < live.Length; index++)
        {
            DateTimeOffset end = index == 0 ? endsAt : now;
            live[index].EndsAt = live[index].EndsAt < end ? live[index].EndsAt : end;
        }

        transaction.Update(live, nameof(ChannelSecretRow.EndsAt));
        ChannelSecretRow made = new()
        {
            ChannelSecretId = Guid.CreateVersion7(now),
            ChannelId = channelId,
            Sealed = box.Seal(channelId, secret),
            CreatedAt = now,
            EndsAt = null,
        };
        transaction.InsertOne(made);
        return new ChannelSecretSet(made, secret);
    }
}
