using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Api.Problems;
using RetoRewards.Campaigns;
using RetoRewards.Persistence;
using RetoRewards.Sales;

namespace RetoRewards.Api.Security;

/// <summary>Knows a caller by <c>Authorization: Bearer reto_...</c>.</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    IDbContextFactory<RetoDbContext> databases)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string KeyIdClaim = "reto:key";
    public const string PartnerClaim = "reto:partner";

    public const string ChannelClaim = "reto:channel";

    private const string Bearer = "Bearer ";

    private static readonly QueryPerModel<Func<RetoDbContext, byte[], CancellationToken, Task<ApiKeyRow?>>> FindKey = new(() =>
        EF.CompileAsyncQuery((RetoDbContext db, byte[] hash, CancellationToken cancellationToken) =>
            db.Set<ApiKeyRow>().SingleOrDefault(row => row.KeyHash == hash)));

    private static readonly QueryPerModel<Func<RetoDbContext, byte[], CancellationToken, Task<ChannelKeyRow?>>> FindWorkstation = new(() =>
        EF.CompileAsyncQuery((RetoDbContext db, byte[] hash, CancellationToken cancellationToken) =>
            db.Set<ChannelKeyRow>().SingleOrDefault(row => row.KeyHash == hash)));

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        string? header = Request.Headers.Authorization;
        if (string.IsNullOrEmpty(header))
        {
            return AuthenticateResult.NoResult();
        }

        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            || ApiKeySecret.Read(header[Bearer.Length..].Trim()) is not { } secret)
        {
            return AuthenticateResult.Fail("malformed");
        }

        byte[] hash = secret.Hash();
        await using RetoDbContext db = await databases.CreateDbContextAsync(Context.RequestAborted);
        ApiKeyRow? key = await FindKey.For(db)(db, hash, Context.RequestAborted);
        if (key is null
            && await FindWorkstation.For(db)(db, hash, Context.RequestAborted) is { RevokedAt: null } workstation
            && CryptographicOperations.FixedTimeEquals(workstation.KeyHash, hash))
        {
            return AuthenticateResult.Success(new AuthenticationTicket(Principal(workstation), SchemeName));
        }

        return key is { RevokedAt: null } && CryptographicOperations.FixedTimeEquals(key.KeyHash, hash)
            ? AuthenticateResult.Success(new AuthenticationTicket(Principal(key), SchemeName))
            : AuthenticateResult.Fail("unknown");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        bool presented = !string.IsNullOrEmpty(Request.Headers.Authorization);
        return Problem.Of(
                StatusCodes.Status401Unauthorized,
                presented ? "api_key_invalid" : "api_key_missing",
                presented ? "This key is not known, or was revoked." : "Send your key as the header Authorization: Bearer reto_...")
            .ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Logger.LogWarning("Key {ApiKeyId} was refused {Route}", Context.User.FindFirstValue(KeyIdClaim), Context.GetEndpoint()?.DisplayName);
        return Problem.Of(StatusCodes.Status403Forbidden, "forbidden", CallerClaims.IsWorkstation(Context.User)
                ? "A workstation's key tells of sales and events, and does nothing else."
                : "Only an administrator's key may do this.")
            .ExecuteAsync(Context);
    }

    private static ClaimsPrincipal Principal(ChannelKeyRow key) => new(new ClaimsIdentity(
        [
            new Claim(KeyIdClaim, key.ChannelKeyId.ToString("D")),
            new Claim(PartnerClaim, key.PartnerId.ToString()),
            new Claim(ChannelClaim, key.ChannelId.ToString()),
        ],
        SchemeName));

    private static ClaimsPrincipal Principal(ApiKeyRow key)
    {
        List<Claim> claims = [new Claim(KeyIdClaim, key.ApiKeyId.ToString("D"))];
        if (key.PartnerId is { } partner)
        {
            claims.Add(new Claim(PartnerClaim, partner.ToString()));
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, SchemeName));
    }
}
