using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Hashing;
using RetoRewards.Persistence;

namespace RetoRewards.Campaigns;

/// <summary>Terms on their way into their rows.</summary>
internal static class StoredTerms
{
    /// <summary>The row of a version of terms: the canonical JSON and the hash that stands on chain.</summary>
    public static CampaignTermsRow Row(CampaignId campaign, Terms terms, DateTimeOffset now)
    {
        byte[] canonical = TermsJson.Write(terms);
        byte[] hash = new byte[Hash32.Length];
        Keccak256.Hash(canonical, hash);
        return new CampaignTermsRow
        {
            CampaignId = campaign,
            TermsVersion = terms.Version,
            InForceFrom = terms.InForceFrom,
            Json = System.Text.Encoding.UTF8.GetString(canonical),
            Hash = hash,
            CreatedAt = now,
        };
    }

    /// <summary>Refuses terms that another version has word for word, since the chain tells campaigns' terms apart by their hash.</summary>
    public static async Task<Refusal?> RefuseKnownAsync(WriteTransaction transaction, CampaignTermsRow terms)
    {
        byte[] hash = terms.Hash;
        bool known = await transaction.Db.Set<CampaignTermsRow>().AnyAsync(row => row.Hash == hash, transaction.CancellationToken);
        return known
            ? new Refusal(
                RefusalKind.Conflict, "terms_not_unique", "Exactly these terms are in use already. Let inForceFrom differ by a second.")
            : null;
    }
}
