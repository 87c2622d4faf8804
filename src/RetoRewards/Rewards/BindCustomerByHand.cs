using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Referrals;
using RetoRewards.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Rewards;

/// <summary>A change of a customer's binding by hand: inserted, never changed (T16).</summary>
internal sealed class BindingChangeRow
{
    public required Guid BindingChangeId { get; init; }

    public required CustomerId CustomerId { get; init; }

    public required ParticipantId? ReferrerBefore { get; init; }

    public required ParticipantId? ReferrerAfter { get; init; }

    public required ParticipantId? EmployeeAfter { get; init; }

    public required string Reason { get; init; }

    /// <summary>The key by which it was made.</summary>
    public required Guid ChangedBy { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }
}

internal sealed class BindingChangeConfiguration : IEntityTypeConfiguration<BindingChangeRow>
{
    public void Configure(EntityTypeBuilder<BindingChangeRow> builder)
    {
        builder.ToTable("binding_changes");
        builder.HasKey(row => row.BindingChangeId);
        builder.Property(row => row.BindingChangeId).ValueGeneratedNever();
        builder.Property(row => row.Reason).HasMaxLength(BindCustomerByHand.MaxReasonLength);
        builder.HasIndex(row => new { row.CustomerId, row.ChangedAt });
        builder.HasOne<CustomerRow>().WithMany().HasForeignKey(row => row.CustomerId);
    }
}

/// <summary>Whom a customer is to be bound to.</summary>
/// <param name="CampaignId">The campaign that its sales without a code belong to.</param>
/// <param name="ReferrerId">Whom; null for nobody from now on.</param>
/// <param name="EmployeeId">The referrer's employee who brought it; left out for none.</param>
/// <param name="CountsFrom">From when it counts, which may lie in the past; now when left out. Sales that were decided stay as they are.</param>
/// <param name="Reason">Why, up to 500 characters.</param>
internal sealed record BindCustomerRequest(Guid? CampaignId, Guid? ReferrerId, Guid? EmployeeId, DateTimeOffset? CountsFrom, string? Reason);

/// <summary>Binds a customer to a referrer by a person's word, and keeps who said so, when and why.</summary>
internal sealed class BindCustomerByHand(TimeProvider clock)
{
    public const int MaxReasonLength = 500;

    public async Task<Outcome<CustomerBindingRow>> ExecuteAsync(
        WriteTransaction write, Caller caller, CustomerId customerId, Guid changedBy, BindCustomerRequest request)
    {
        FieldChecks checks = new();
        Guid campaignGuid = checks.Required("/campaignId", request.CampaignId);
        string reason = checks.Text("/reason", request.Reason, MaxReasonLength);
        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        CustomerRow? customer = await write.Db.VisibleCustomers(caller)
            .SingleOrDefaultAsync(row => row.CustomerId == customerId, write.CancellationToken);
        if (customer is null)
        {
            return Refusal.NotFound("customer");
        }

        CampaignRow? campaign = campaignGuid == Guid.Empty ? null : await write.Db.Set<CampaignRow>().SingleOrDefaultAsync(
            row => row.CampaignId == new CampaignId(campaignGuid) && row.PartnerId == customer.PartnerId, write.CancellationToken);
        if (campaign is null)
        {
            return Refusal.NotFound("campaign");
        }

        (ParticipantId? referrer, ParticipantId? employee, Refusal? refused) = await PeopleAsync(write, customer, request);
        return refused is not null ? refused : await SaveAsync(write, customer, campaign.CampaignId, referrer, employee, reason, changedBy, request.CountsFrom);
    }

    private static async Task<(ParticipantId? Referrer, ParticipantId? Employee, Refusal? Refused)> PeopleAsync(
        WriteTransaction write, CustomerRow customer, BindCustomerRequest request)
    {
        if (request.ReferrerId is null)
        {
            return (null, null, request.EmployeeId is null ? null : Refusal.NotFound("referrer"));
        }

        Guid[] named = request.EmployeeId is { } employeeGuid ? [request.ReferrerId.Value, employeeGuid] : [request.ReferrerId.Value];
        foreach (Guid one in named)
        {
            ParticipantRow? participant = one == Guid.Empty ? null : await write.Db.VisibleParticipants(new Caller(customer.PartnerId))
                .SingleOrDefaultAsync(row => row.ParticipantId == new ParticipantId(one), write.CancellationToken);
            if (participant is null)
            {
                return (null, null, Refusal.NotFound("participant"));
            }

            ParticipantRow buyer = await write.Db.Set<ParticipantRow>()
                .SingleAsync(row => row.ParticipantId == customer.ParticipantId, write.CancellationToken);
            bool same = participant.ParticipantId == buyer.ParticipantId
                || (participant.ContactDigest is { } contact && buyer.ContactDigest is { } other && contact.AsSpan().SequenceEqual(other));
            if (same)
            {
                return (null, null, new Refusal(RefusalKind.NotAllowed, ReferralRefusals.SelfReferral, "Nobody can refer himself."));
            }
        }

        ParticipantId referrer = new(request.ReferrerId.Value);
        bool circle = await BindCustomers.ClosesCycleAsync(write, customer.PartnerId, customer.ParticipantId, referrer);
        return circle
            ? (null, null, new Refusal(RefusalKind.NotAllowed, "circular_referral", "The customer stands above this referrer already: the chain would close."))
            : (referrer, request.EmployeeId is { } employee ? new ParticipantId(employee) : null, null);
    }

    private async Task<CustomerBindingRow> SaveAsync(
        WriteTransaction write,
        CustomerRow customer,
        CampaignId campaign,
        ParticipantId? referrer,
        ParticipantId? employee,
        string reason,
        Guid changedBy,
        DateTimeOffset? countsFrom)
    {
        DateTimeOffset now = clock.GetUtcNow();
        CustomerBindingRow? before = await write.Db.Set<CustomerBindingRow>()
            .SingleOrDefaultAsync(row => row.CustomerId == customer.CustomerId, write.CancellationToken);
        CustomerBindingRow after = new()
        {
            CustomerId = customer.CustomerId,
            CampaignId = campaign,
            Referrer = referrer,
            Employee = employee,
            FirstSaleId = before?.FirstSaleId,
            BoundAt = now,
            CountsFrom = countsFrom ?? now,
            ByHand = true,
        };
        if (before is null)
        {
            write.InsertOne(after);
        }
        else
        {
            write.UpdateOne(
                after,
                nameof(CustomerBindingRow.CampaignId),
                nameof(CustomerBindingRow.Referrer),
                nameof(CustomerBindingRow.Employee),
                nameof(CustomerBindingRow.BoundAt),
                nameof(CustomerBindingRow.CountsFrom),
                nameof(CustomerBindingRow.ByHand));
        }

        write.InsertOne(new BindingChangeRow
        {
            BindingChangeId = Guid.CreateVersion7(now),
            CustomerId = customer.CustomerId,
            ReferrerBefore = before?.Referrer,
            ReferrerAfter = referrer,
            EmployeeAfter = employee,
            Reason = reason,
            ChangedBy = changedBy,
            ChangedAt = now,
        });
        return after;
    }
}
