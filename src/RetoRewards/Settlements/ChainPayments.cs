using RetoRewards.Chain;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Settlements;

namespace RetoRewards.Settlements;

/// <summary>A transfer by which the chain paid a wallet.</summary>
/// <param name="CampaignNumber">The campaign that paid; 0 when no batch stands beside the transfer.</param>
/// <param name="Tag">The batch's tag as text; empty when no batch stands beside the transfer.</param>
internal sealed record ChainPayment(long CampaignNumber, string Tag, WalletPayment Payment);

/// <summary>What the token's own transfers say was paid.</summary>
internal sealed class ChainPayments(TokenTransfers transfers)
{
    public async Task<IReadOnlyList<ChainPayment>> BetweenAsync(long first, long last, CancellationToken cancellationToken)
    {
        IReadOnlyList<TokenTransfer> found = await transfers.OfCampaignsAsync(first, last, cancellationToken);
        return
        [
            .. found.Select(one => new ChainPayment(
                one.CampaignNumber, one.Tag, new WalletPayment(WalletAddress.FromBytes(one.Recipient), TokenAmount.FromBaseUnits(one.Amount)))),
        ];
    }
}
