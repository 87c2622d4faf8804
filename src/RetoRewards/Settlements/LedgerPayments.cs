using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Settlements;
using RetoRewards.Ledger;
using RetoRewards.Payouts;
using RetoRewards.Persistence;

namespace RetoRewards.Settlements;

/// <summary>A posting by which the ledger calls something paid.</summary>
internal sealed record LedgerPayment(CampaignOnChain Campaign, WalletPayment Payment);

/// <summary>What the ledger's postings into <c>paid</c> accounts say, each with the wallet that its batch fixed.</summary>
internal static class LedgerPayments
{
    /// <summary>The postings of batches that were paid in the blocks, by the chain's word or, where the chain has none, by the service's own.</summary>
    public static async Task<IReadOnlyList<LedgerPayment>> BetweenAsync(
        RetoDbContext db, long first, long last, IReadOnlySet<string> tagsOnChain, CancellationToken cancellationToken)
    {
        var batches = await (
            from batch in db.Set<PayoutBatchRow>()
            join campaign in db.Set<CampaignRow>() on batch.CampaignId equals campaign.CampaignId
            where batch.State == PayoutBatchState.Final
            select new
            {
                batch.PayoutBatchId,
                batch.Tag,
                campaign.ChainCampaignId,
                campaign.ChainContract,
                Block = db.Set<ChainTransactionRow>()
                    .Where(row => row.ChainTransactionId == batch.ChainTransactionId).Select(row => row.BlockNumber).FirstOrDefault(),
            }).ToArrayAsync(cancellationToken);
        Dictionary<PayoutBatchId, CampaignOnChain> campaigns = batches
            .Where(batch => tagsOnChain.Contains("0x" + Convert.ToHexStringLower(batch.Tag))
                || (batch.Block is { } block && block >= first && block <= last))
            .ToDictionary(batch => batch.PayoutBatchId, batch => CampaignOnChain.Of(batch.ChainContract!, batch.ChainCampaignId!.Value));

        var lines = await db.Set<PayoutLineRow>()
            .Select(row => new { row.PayoutBatchId, row.ParticipantId, row.Wallet })
            .Distinct()
            .ToArrayAsync(cancellationToken);
        Dictionary<(PayoutBatchId Batch, ParticipantId Participant), WalletAddress> wallets = [];
        foreach (var line in lines)
        {
            wallets[(line.PayoutBatchId, line.ParticipantId)] = line.Wallet;
        }

        var postings = await (
            from posting in db.Set<LedgerPostingRow>()
            join source in db.Set<LedgerAccountRow>() on posting.FromAccountId equals source.AccountId
            join target in db.Set<LedgerAccountRow>() on posting.ToAccountId equals target.AccountId
            where target.Name.EndsWith(":paid")
            select new { From = source.Name, To = target.Name, posting.Amount }).ToArrayAsync(cancellationToken);

        List<LedgerPayment> payments = new(postings.Length);
        foreach (var posting in postings)
        {
            if (!AccountName.TryParse(posting.From, out AccountName from) || from.Batch is not { } batch
                || !AccountName.TryParse(posting.To, out AccountName to) || to.Participant is not { } participant)
            {
                throw new InvalidOperationException($"The ledger calls something paid that no batch paid: {posting.From} to {posting.To}.");
            }

            if (campaigns.TryGetValue(batch, out CampaignOnChain campaign))
            {
                payments.Add(new LedgerPayment(campaign, new WalletPayment(wallets[(batch, participant)], posting.Amount)));
            }
        }

        return payments;
    }
}
