using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Campaigns;

/// <summary>What of a partner is to change; what is left out stays.</summary>
internal sealed record EditPartnerRequest(string? Name, string? Wallet);

/// <summary>Changes a partner's name, or the account from which its next campaigns are created.</summary>
internal sealed class EditPartner
{
    /// <param name="expectedVersion">What the caller read; null when any version will do.</param>
    public static async Task<Outcome<PartnerRow>> ExecuteAsync(
        WriteTransaction transaction, Caller caller, PartnerId partnerId, int? expectedVersion, EditPartnerRequest request)
    {
        PartnerRow? partner = await transaction.Db.Set<PartnerRow>()
            .SingleOrDefaultAsync(row => row.PartnerId == partnerId, transaction.CancellationToken);
        if (partner is null || !caller.Sees(partner.PartnerId))
        {
            return Refusal.NotFound("partner");
        }

        if (expectedVersion is { } expected && expected != partner.Version)
        {
            return Refusal.Stale;
        }

        FieldChecks checks = new();
        partner.Name = request.Name is null ? partner.Name : checks.Text("/name", request.Name, CreatePartner.MaxNameLength);
        partner.Wallet = request.Wallet is null ? partner.Wallet : checks.Wallet("/wallet", request.Wallet);
        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        partner.Version++;
        transaction.UpdateOne(partner, nameof(PartnerRow.Name), nameof(PartnerRow.Wallet), nameof(PartnerRow.Version));
        return partner;
    }
}
