using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Payouts;
using RetoRewards.Observability;
using RetoRewards.Persistence;

namespace RetoRewards.Payouts;

/// <summary>Lets a wallet that was set apart be paid again, by a person's order. Should it still make batches revert, it is set apart again.</summary>
internal sealed class ReleaseWallet(TimeProvider clock, ILogger<ReleaseWallet> logger)
{
    public async Task<Outcome<SetApartWalletRow>> ExecuteAsync(WriteTransaction write, WalletAddress wallet, OperatorOrder order)
    {
        SetApartWalletRow? row = await write.Db.Set<SetApartWalletRow>()
            .SingleOrDefaultAsync(one => one.Wallet == wallet, write.CancellationToken);
        if (row is null)
        {
            return Refusal.NotFound("wallet that is set apart");
        }

        write.Delete([row]);
        OperatorActions.Record(write, OperatorActions.WalletReleased, $"wallet:{wallet}", order, clock.GetUtcNow());
        logger.LogWarning("Wallet {Wallet} may be paid again by a person's order", wallet);
        return row;
    }
}
