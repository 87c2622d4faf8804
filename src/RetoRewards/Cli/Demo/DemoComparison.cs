using System.Numerics;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Settlements;

namespace RetoRewards.Cli.Demo;

/// <summary>Ledger and chain compared in two ways that share no row: by the token's transfers, and by what the wallets hold.</summary>
internal sealed record DemoComparison(Reconciled Reconciled, WalletBalances Balances)
{
    /// <summary>The greater of the two differences. Nobody else pays in a demonstration, so what was paid for no sale of it counts too.</summary>
    public BigInteger UnexplainedBaseUnits => BigInteger.Max(
        (BigInteger)Reconciled.UnexplainedBaseUnits + (BigInteger)Reconciled.UnidentifiedBaseUnits, Balances.DifferenceBaseUnits);

    public static async Task<DemoComparison> OfAsync(
        DemoWorld world, CampaignId campaign, IProgress<double> progress, CancellationToken cancellationToken) => new(
        await world.Services.GetRequiredService<Reconcile>().ExecuteAsync(null, null, cancellationToken),
        await WalletBalances.CompareAsync(world, campaign, progress, cancellationToken));
}
