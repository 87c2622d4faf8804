using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Chain.Batches;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Ethereum;
using RetoRewards.Persistence;

namespace RetoRewards.Payouts;

/// <summary>The attestor's word on a batch.</summary>
/// <param name="Signature">Hexadecimal after <c>0x</c>: 65 bytes r, s, v of an ordinary account, or whatever a contract wallet's ERC-1271 takes.</param>
internal sealed record AttestBatchRequest(string? Signature);

/// <summary>A batch and what is signed of it.</summary>
internal sealed record BatchToAttest(PayoutBatchRow Batch, long CampaignNumber, Hash32 Digest, long ChainId, Address VerifyingContract);

/// <summary>Takes the attestor's signature over a batch, checks it as the contract will, and lets the batch go on.</summary>
internal sealed class AttestBatch(
    Attestations attestations,
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    TimeProvider clock,
    ILogger<AttestBatch> logger)
{
    /// <summary>What an attestor needs of a batch; null when there is none that the caller may see.</summary>
    public async Task<BatchToAttest?> ReadAsync(Caller caller, CampaignId campaignId, long ordinal, CancellationToken cancellationToken) =>
        await FindAsync(caller, campaignId, ordinal, cancellationToken) is { } seen ? ToAttest(seen.Batch, seen.Campaign) : null;

    /// <exception cref="Ethereum.Nodes.RpcFaultException">The node could not be asked whether the attestor is a contract.</exception>
    public async Task<Outcome<BatchToAttest>> ExecuteAsync(
        Caller caller, CampaignId campaignId, long ordinal, AttestBatchRequest request, CancellationToken cancellationToken)
    {
        (PayoutBatchRow Batch, CampaignRow Campaign)? found = await FindAsync(caller, campaignId, ordinal, cancellationToken);
        if (found is not { } seen)
        {
            return Refusal.NotFound("batch");
        }

        FieldChecks checks = new();
        byte[] signature = ReadSignature(checks, request.Signature);
        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        if (seen.Batch.Attestation is { } before && before.AsSpan().SequenceEqual(signature))
        {
            return ToAttest(seen.Batch, seen.Campaign);
        }

        if (Refuse(seen.Batch) is { } refused)
        {
            return refused;
        }

        bool valid = await attestations.IsValidAsync(
            new Address(seen.Campaign.ChainContract!), new Address(seen.Batch.Attestor!.Value.ToBytes()), ToAttest(seen.Batch, seen.Campaign).Digest, signature, cancellationToken);
        return valid
            ? await gate.WriteAsync(WritePriority.Intake, write => SaveAsync(write, seen, signature), cancellationToken)
            : new Refusal(
                RefusalKind.NotAllowed,
                "attestation_invalid",
                "This is not the attestor's signature over this batch. Sign the digest that the batch states.");
    }

    private BatchToAttest ToAttest(PayoutBatchRow batch, CampaignRow campaign) => new(
        batch,
        campaign.ChainCampaignId!.Value,
        attestations.Digest(
            new Address(campaign.ChainContract!), campaign.ChainCampaignId.Value, batch.Tag, batch.ValidUntil.ToUnixTimeSeconds(), batch.DeclaredSaleValue.BaseUnits),
        attestations.ChainId,
        new Address(campaign.ChainContract!));

    private static byte[] ReadSignature(FieldChecks checks, string? text)
    {
        if (text is not null && text.StartsWith("0x", StringComparison.Ordinal) && Hex.TryDecode(text, out byte[] signature)
            && signature.Length is > 0 and <= Attestations.MaxSignatureBytes)
        {
            return signature;
        }

        checks.Add("/signature", "invalid_signature", $"Hexadecimal after 0x, of 1 to {Attestations.MaxSignatureBytes} bytes.");
        return [];
    }

    private Refusal? Refuse(PayoutBatchRow batch) =>
        batch.State != PayoutBatchState.AwaitingAttestation || batch.Attestor is null
            ? new Refusal(RefusalKind.NotAllowed, "attestation_not_awaited", $"This batch awaits no attestation: it is {batch.State}.")
            : batch.ValidUntil < clock.GetUtcNow()
                ? new Refusal(RefusalKind.NotAllowed, "batch_expired", "This batch has expired; its rewards are planned again.")
                : null;

    private async Task<(PayoutBatchRow Batch, CampaignRow Campaign)?> FindAsync(
        Caller caller, CampaignId campaignId, long ordinal, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        CampaignRow? campaign = await db.Set<CampaignRow>().SingleOrDefaultAsync(row => row.CampaignId == campaignId, cancellationToken);
        if (campaign?.ChainCampaignId is null || !caller.Sees(campaign.PartnerId))
        {
            return null;
        }

        PayoutBatchRow? batch = await db.Set<PayoutBatchRow>()
            .SingleOrDefaultAsync(row => row.CampaignId == campaignId && row.Ordinal == ordinal, cancellationToken);
        return batch is null ? null : (batch, campaign);
    }

    private async Task<Outcome<BatchToAttest>> SaveAsync(
        WriteTransaction write, (PayoutBatchRow Batch, CampaignRow Campaign) seen, byte[] signature)
    {
        PayoutBatchRow batch = await write.Db.Set<PayoutBatchRow>()
            .SingleAsync(row => row.PayoutBatchId == seen.Batch.PayoutBatchId, write.CancellationToken);
        if (Refuse(batch) is { } refusal)
        {
            return refusal;
        }

        batch.Attestation = signature;
        batch.State = PayoutBatchState.Planned;
        batch.HeldCode = null;
        batch.HeldBecause = null;
        batch.HeldUntil = null;
        write.UpdateOne(
            batch,
            nameof(PayoutBatchRow.Attestation),
            nameof(PayoutBatchRow.State),
            nameof(PayoutBatchRow.HeldCode),
            nameof(PayoutBatchRow.HeldBecause),
            nameof(PayoutBatchRow.HeldUntil));
        logger.LogInformation("Batch {BatchId} of campaign {CampaignId} was attested", batch.PayoutBatchId, batch.CampaignId);
        return ToAttest(batch, seen.Campaign);
    }
}
