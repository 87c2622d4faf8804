using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Campaigns;

/// <summary>A key to be made.</summary>
/// <param name="Name">What the key is for, such as the system that will hold it; up to 200 characters.</param>
internal sealed record CreateApiKeyRequest(string? Name);

/// <summary>A key was made. The secret exists here and with the caller, and nowhere else.</summary>
internal sealed record ApiKeyCreated(ApiKeyRow Key, ApiKeySecret Secret);

/// <summary>Makes an API key: a partner's, or an administrator's.</summary>
internal sealed class CreateApiKey(TimeProvider clock)
{
    /// <summary>Keys of one partner that may be live at once.</summary>
    public const int MaxLiveKeys = 100;

    public async Task<Outcome<ApiKeyCreated>> ExecuteAsync(
        WriteTransaction transaction, Caller caller, PartnerId partnerId, CreateApiKeyRequest request)
    {
        bool exists = await transaction.Db.Set<PartnerRow>().AnyAsync(row => row.PartnerId == partnerId, transaction.CancellationToken);
        if (!exists || !caller.Sees(partnerId))
        {
            return Refusal.NotFound("partner");
        }

        int live = await transaction.Db.Set<ApiKeyRow>()
            .CountAsync(row => row.PartnerId == partnerId && row.RevokedAt == null, transaction.CancellationToken);
        if (live >= MaxLiveKeys)
        {
            return new Refusal(RefusalKind.Conflict, "api_keys_exhausted", $"A partner has at most {MaxLiveKeys} live keys; revoke one.");
        }

        return Make(transaction, partnerId, request.Name);
    }

    /// <summary>Makes an administrator's key. Only the command line calls this.</summary>
    public Outcome<ApiKeyCreated> ExecuteForAdministrator(WriteTransaction transaction, CreateApiKeyRequest request) =>
        Make(transaction, null, request.Name);

    private Outcome<ApiKeyCreated> Make(WriteTransaction transaction, PartnerId? partnerId, string? name)
    {
        FieldChecks checks = new();
        string checkedName = checks.Text("/name", name, CreatePartner.MaxNameLength);
        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        DateTimeOffset now = clock.GetUtcNow();
        ApiKeySecret secret = ApiKeySecret.Draw();
        ApiKeyRow key = new()
        {
            ApiKeyId = Guid.CreateVersion7(now),
            PartnerId = partnerId,
            Name = checkedName,
            KeyHash = secret.Hash(),
            CreatedAt = now,
            RevokedAt = null,
        };
        transaction.InsertOne(key);
        return new ApiKeyCreated(key, secret);
    }
}
