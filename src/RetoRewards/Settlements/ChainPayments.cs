using RetoRewards.Chain;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Settlements;

namespace RetoRewards.Settlements;

/// <summary>A campaign as the chain names it. Contracts number alike, so the number alone names none.</summary>
/// <param name="Contract">The contract's address in lower-case hexadecimal.</param>
/// <param name="Number">0 for what stands beside no batch.</param>
internal readonly record struct CampaignOnChain(string Contract, long Number)
{
    public static CampaignOnChain Of(byte[] contract, long number) => new("0x" + Convert.ToHexStringLower(contract), number);
}

/// <summary>A transfer by which the chain paid a wallet.</summary>
/// <param name="Campaign">The campaign that paid; 0 when no batch stands beside the transfer.</param>
/// <param name="Tag">The batch's tag as text; empty when no batch stands beside the transfer.</param>
internal sealed record ChainPayment(CampaignOnChain Campaign, string Tag, WalletPayment Payment);

/// <summary>What the token's own transfers say was paid.</summary>
internal sealed class ChainPayments(TokenTransfers transfers)
{
    public async Task<IReadOnlyList<ChainPayment>> BetweenAsync(long first, long last, CancellationToken cancellationToken)
    {
        IReadOnlyList<TokenTransfer> found = await transfers.OfCampaignsAsync(first, last, cancellationToken);
        return
        [
            .. found.Select(one => new ChainPayment(
                CampaignOnChain.Of(one.Contract, one.CampaignNumber), one.Tag, new WalletPayment(WalletAddress.FromBytes(one.Recipient), TokenAmount.FromBaseUnits(one.Amount)))),
        ];
    }
}
