using System.Security.Claims;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Api.Security;

/// <summary>Who asks, by what the key says.</summary>
internal static class CallerClaims
{
    /// <summary>The policy of routes for administrators alone.</summary>
    public const string AdministratorPolicy = "Administrator";

    /// <summary>The policy of routes that tell of sales and events: whoever has a key, workstations too.</summary>
    public const string TellerPolicy = "Teller";

    /// <summary>The only channel that a workstation's key is for; null for other keys.</summary>
    public static ChannelId? WorkstationChannel(this HttpContext context) =>
        ChannelId.TryParse(context.User.FindFirstValue(ApiKeyAuthentication.ChannelClaim), out ChannelId channel) ? channel : null;

    public static bool IsWorkstation(ClaimsPrincipal user) => user.HasClaim(claim => claim.Type == ApiKeyAuthentication.ChannelClaim);

    /// <exception cref="InvalidOperationException">The request was let through without a key.</exception>
    public static Caller Caller(this HttpContext context)
    {
        if (context.User.FindFirstValue(ApiKeyAuthentication.KeyIdClaim) is null)
        {
            throw new InvalidOperationException("A route that asks who calls must require a key.");
        }

        string? partner = context.User.FindFirstValue(ApiKeyAuthentication.PartnerClaim);
        return partner is null ? Campaigns.Caller.Administrator : new Caller(new PartnerId(Guid.ParseExact(partner, "D")));
    }

    public static bool IsAdministrator(ClaimsPrincipal user) =>
        user.HasClaim(claim => claim.Type == ApiKeyAuthentication.KeyIdClaim)
        && !user.HasClaim(claim => claim.Type == ApiKeyAuthentication.PartnerClaim);
}
