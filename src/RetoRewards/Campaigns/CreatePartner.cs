using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Payouts;
using RetoRewards.Persistence;

namespace RetoRewards.Campaigns;

/// <summary>A partner to be taken on.</summary>
/// <param name="Name">What people call it; up to 200 characters.</param>
/// <param name="Wallet">The account that creates and funds its campaigns on chain.</param>
internal sealed record CreatePartnerRequest(string? Name, string? Wallet);

/// <summary>Takes a partner on. Only an administrator may.</summary>
internal sealed class CreatePartner(TimeProvider clock)
{
    public const int MaxNameLength = 200;

    public Outcome<PartnerRow> Execute(WriteTransaction transaction, CreatePartnerRequest request)
    {
        FieldChecks checks = new();
        string name = checks.Text("/name", request.Name, MaxNameLength);
        WalletAddress wallet = checks.Wallet("/wallet", request.Wallet);
        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        DateTimeOffset now = clock.GetUtcNow();
        PartnerRow partner = new()
        {
            PartnerId = new PartnerId(Guid.CreateVersion7(now)),
            Name = name,
            Wallet = wallet,
            CreatedAt = now,
            Version = 1,
        };
        transaction.InsertOne(partner);
        return partner;
    }
}
