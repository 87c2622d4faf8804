using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Campaigns;

/// <summary>Ends a key at once. Revoking it again changes nothing.</summary>
internal sealed class RevokeApiKey(TimeProvider clock)
{
    public async Task<Outcome<ApiKeyRow>> ExecuteAsync(WriteTransaction transaction, Caller caller, PartnerId partnerId, Guid apiKeyId)
    {
        ApiKeyRow? key = await transaction.Db.Set<ApiKeyRow>()
            .SingleOrDefaultAsync(row => row.ApiKeyId == apiKeyId && row.PartnerId == partnerId, transaction.CancellationToken);
        if (key is null || !caller.Sees(partnerId))
        {
            return Refusal.NotFound("key");
        }

        if (key.RevokedAt is null)
        {
            key.RevokedAt = clock.GetUtcNow();
            transaction.UpdateOne(key, nameof(ApiKeyRow.RevokedAt));
        }

        return key;
    }
}
