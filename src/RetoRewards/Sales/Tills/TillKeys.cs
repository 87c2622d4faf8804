using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;

namespace RetoRewards.Sales.Tills;

/// <summary>A till to be registered.</summary>
/// <param name="ChannelId">The channel that it tells on; a workstation's key may leave it out.</param>
/// <param name="Name">What it is called; up to 64 characters.</param>
/// <param name="PublicKey">Its public key on P-256, as a SubjectPublicKeyInfo in base64.</param>
internal sealed record RegisterTillRequest(Guid? ChannelId, string? Name, string? PublicKey);

/// <summary>Registers and ends tills: browsers that sign what they send.</summary>
internal sealed class TillKeys(TimeProvider clock)
{
    /// <summary>Tills of one channel that may be live at once.</summary>
    public const int MaxLiveTills = 1_000;

    /// <param name="transaction">Where it is stored.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="channelId">The channel that the till tells on.</param>
    /// <param name="request">The till.</param>
    public async Task<Outcome<(TillKeyRow Till, ChannelRow Channel)>> RegisterAsync(
        WriteTransaction transaction, Caller caller, ChannelId channelId, RegisterTillRequest request)
    {
        FieldChecks checks = new();
        string name = checks.Text("/name", request.Name, TillKeyConfiguration.MaxNameLength);
        byte[]? key = ReadKey(request.PublicKey);
        if (key is null)
        {
            checks.Add("/publicKey", "key_malformed", "The public key is one on P-256, as a SubjectPublicKeyInfo in base64.");
        }

        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        ChannelRow? channel = await transaction.Db.Set<ChannelRow>().VisibleTo(caller)
            .SingleOrDefaultAsync(row => row.ChannelId == channelId, transaction.CancellationToken);
        if (channel is null)
        {
            return Refusal.NotFound("channel");
        }

        int live = await transaction.Db.Set<TillKeyRow>()
            .CountAsync(row => row.ChannelId == channelId && row.RevokedAt == null, transaction.CancellationToken);
        if (live >= MaxLiveTills)
        {
            return new Refusal(RefusalKind.Conflict, "tills_exhausted", $"A channel has at most {MaxLiveTills} live tills; end one.");
        }

        DateTimeOffset now = clock.GetUtcNow();
        TillKeyRow till = new()
        {
            TillKeyId = Guid.CreateVersion7(now),
            ChannelId = channelId,
            Name = name,
            PublicKey = key!,
            CreatedAt = now,
            RevokedAt = null,
        };
        transaction.InsertOne(till);
        return (till, channel);
    }

    /// <summary>Ends a till at once. Ending it again changes nothing.</summary>
    public async Task<Outcome<TillKeyRow>> RevokeAsync(WriteTransaction transaction, Caller caller, Guid tillKeyId)
    {
        TillKeyRow? till = await transaction.Db.Set<TillKeyRow>().VisibleTo(transaction.Db, caller)
            .SingleOrDefaultAsync(row => row.TillKeyId == tillKeyId, transaction.CancellationToken);
        if (till is null)
        {
            return Refusal.NotFound("till");
        }

        if (till.RevokedAt is null)
        {
            till.RevokedAt = clock.GetUtcNow();
            transaction.UpdateOne(till, nameof(TillKeyRow.RevokedAt));
        }

        return till;
    }

    /// <summary>Whether the till's key made this signature over these bytes.</summary>
    /// <param name="till">The till.</param>
    /// <param name="body">What was sent.</param>
    /// <param name="signature">The signature in base64, r and s of 32 bytes each.</param>
    public static bool IsSignedBy(TillKeyRow till, ReadOnlySpan<byte> body, string? signature)
    {
        byte[] bytes = new byte[64];
        if (signature is null || signature.Length > 88
            || !Convert.TryFromBase64String(signature, bytes, out int written) || written != bytes.Length)
        {
            return false;
        }

        using ECDsa key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(till.PublicKey, out _);
        return key.VerifyData(body, bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static byte[]? ReadKey(string? text)
    {
        byte[] bytes = new byte[TillKeyConfiguration.MaxKeyLength];
        if (text is null || !Base64.IsValid(text) || !Convert.TryFromBase64String(text, bytes, out int written))
        {
            return null;
        }

        try
        {
            using ECDsa key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(bytes.AsSpan(0, written), out int read);
            bool isP256 = key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value;
            return read == written && isP256 ? bytes[..written] : null;
        }
        catch (CryptographicException)
        {
            // No key, or a point that is not on its curve.
            return null;
        }
    }
}
