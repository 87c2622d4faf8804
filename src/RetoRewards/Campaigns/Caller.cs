using RetoRewards.Domain.Campaigns;

namespace RetoRewards.Campaigns;

/// <summary>Who asks: an administrator, who sees everything, or a partner, who sees its own and cannot tell the rest from nothing.</summary>
/// <param name="Partner">The partner; null for an administrator.</param>
internal readonly record struct Caller(PartnerId? Partner)
{
    public static Caller Administrator => new(null);

    public bool IsAdministrator => Partner is null;

    /// <summary>Whether things of this partner exist for the caller.</summary>
    public bool Sees(PartnerId partner) => Partner is null || Partner == partner;

    /// <summary>The partner that a new thing is for: a partner's own, or the one that an administrator names.</summary>
    /// <param name="checks">Takes the fault where an administrator names none, or a partner another.</param>
    /// <param name="named">The partner that the request names, if any.</param>
    public PartnerId PartnerFor(FieldChecks checks, Guid? named)
    {
        if (Partner is { } own)
        {
            if (named is { } other && other != own.Value)
            {
                checks.Add("/partnerId", "not_found", "There is no such partner.");
            }

            return own;
        }

        if (named is null || named == Guid.Empty)
        {
            checks.Add("/partnerId", "required", "An administrator names the partner.");
            return default;
        }

        return new PartnerId(named.Value);
    }
}
