using RetoRewards.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Participants;

/// <summary>The rows that exist for a caller.</summary>
internal static class VisibleRows
{
    /// <summary>All participants for an administrator, those on its roster and those behind its customers for a partner.</summary>
    public static IQueryable<ParticipantRow> VisibleTo(this IQueryable<ParticipantRow> rows, RetoDbContext db, Caller caller)
    {
        if (caller.Partner is not { } partner)
        {
            return rows;
        }

        return rows.Where(participant =>
            db.Set<RosterRow>().Any(entry => entry.PartnerId == partner && entry.ParticipantId == participant.ParticipantId)
            || db.Set<CustomerRow>().Any(customer => customer.PartnerId == partner && customer.ParticipantId == participant.ParticipantId));
    }

    /// <summary>All customers for an administrator, its own for a partner.</summary>
    public static IQueryable<CustomerRow> VisibleTo(this IQueryable<CustomerRow> rows, Caller caller) =>
        caller.Partner is { } partner ? rows.Where(customer => customer.PartnerId == partner) : rows;

    /// <summary>All campaigns for an administrator, its own for a partner.</summary>
    public static IQueryable<CampaignRow> VisibleTo(this IQueryable<CampaignRow> rows, Caller caller) =>
        caller.Partner is { } partner ? rows.Where(campaign => campaign.PartnerId == partner) : rows;

    /// <inheritdoc cref="VisibleTo(IQueryable{ParticipantRow}, RetoDbContext, Caller)"/>
    public static IQueryable<ParticipantRow> VisibleParticipants(this RetoDbContext db, Caller caller) =>
        db.Set<ParticipantRow>().VisibleTo(db, caller);

    /// <inheritdoc cref="VisibleTo(IQueryable{CustomerRow}, Caller)"/>
    public static IQueryable<CustomerRow> VisibleCustomers(this RetoDbContext db, Caller caller) =>
        db.Set<CustomerRow>().VisibleTo(caller);

    /// <inheritdoc cref="VisibleTo(IQueryable{CampaignRow}, Caller)"/>
    public static IQueryable<CampaignRow> VisibleCampaigns(this RetoDbContext db, Caller caller) =>
        db.Set<CampaignRow>().VisibleTo(caller);
}
