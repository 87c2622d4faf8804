using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;

namespace RetoRewards.Sales;

/// <summary>A channel to be opened.</summary>
/// <param name="PartnerId">Whose channel; a partner's key may leave it out.</param>
/// <param name="Name">Its permanent name; letters, digits, dot, dash, underscore; up to 64 characters.</param>
/// <param name="NameSpace">The name space of its sale numbers, shared by channels that tell of the same sales; the name when left out.</param>
/// <param name="Kind">Who tells on it; Own when left out.</param>
/// <param name="NotificationUrl">The address that the shop calls, where its signature covers it (Square needs it).</param>
/// <param name="MaxSaleMinorUnits">The largest sale, in minor units of the sale's currency; no limit of its own when left out.</param>
/// <param name="RequestsPerSecond">Requests a second over time; no limit of its own when left out.</param>
internal sealed record CreateChannelRequest(
    Guid? PartnerId,
    string? Name,
    string? NameSpace,
    ChannelKind Kind = ChannelKind.Own,
    string? NotificationUrl = null,
    long? MaxSaleMinorUnits = null,
    int? RequestsPerSecond = null);

/// <summary>Opens a till, shop or export as a channel; it may tell of sales at once.</summary>
internal sealed class CreateChannel(TimeProvider clock)
{
    /// <summary>Longest name or name space, in characters.</summary>
    public const int MaxNameLength = 64;

    public async Task<Outcome<ChannelRow>> ExecuteAsync(WriteTransaction transaction, Caller caller, CreateChannelRequest request)
    {
        FieldChecks checks = new();
        PartnerId partner = caller.PartnerFor(checks, request.PartnerId);
        string name = checks.Name("/name", request.Name, MaxNameLength);
        string nameSpace = request.NameSpace is null ? name : checks.Name("/nameSpace", request.NameSpace, MaxNameLength);
        new EditChannelRequest(request.NotificationUrl, request.MaxSaleMinorUnits, request.RequestsPerSecond, Closed: false).Check(checks);
        if (request is { Kind: ChannelKind.Square, NotificationUrl: null })
        {
            checks.Add("/notificationUrl", "required", "Square signs the address that it calls, so it must be known.");
        }

        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!await transaction.Db.Set<PartnerRow>().AnyAsync(row => row.PartnerId == partner, transaction.CancellationToken))
        {
            return Refusal.NotFound("partner");
        }

        bool taken = await transaction.Db.Set<ChannelRow>()
            .AnyAsync(row => row.PartnerId == partner && row.Name == name, transaction.CancellationToken);
        if (taken)
        {
            return new Refusal(RefusalKind.Conflict, "channel_name_taken", "Another channel of the partner has this name.");
        }

        DateTimeOffset now = clock.GetUtcNow();
        ChannelRow channel = new()
        {
            ChannelId = new ChannelId(Guid.CreateVersion7(now)),
            PartnerId = partner,
            Name = name,
            NameSpace = nameSpace,
            CreatedAt = now,
            Kind = request.Kind,
            NotificationUrl = request.NotificationUrl,
            MaxSaleMinorUnits = request.MaxSaleMinorUnits,
            RequestsPerSecond = request.RequestsPerSecond,
        };
        transaction.InsertOne(channel);
        return channel;
    }
}
