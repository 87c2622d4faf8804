using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Security;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Settlements;

namespace RetoRewards.Api;

/// <summary>A wallet for which ledger and chain differ. Amounts are base units of RETO.</summary>
/// <param name="Wallet">The wallet.</param>
/// <param name="Ledger">What the ledger calls paid.</param>
/// <param name="Chain">What the chain paid.</param>
/// <param name="Difference">What the chain paid more; negative for less.</param>
internal sealed record UnexplainedWallet(string Wallet, string Ledger, string Chain, string Difference);

/// <summary>Ledger against chain for one campaign. Amounts are base units of RETO.</summary>
/// <param name="CampaignId">The campaign; null for payments of a campaign that is not known here.</param>
/// <param name="Contract">The contract that paid.</param>
/// <param name="ChainCampaignId">The campaign's number there; 0 for tokens that left it beside no batch.</param>
/// <param name="Wallets">How many wallets either side names.</param>
/// <param name="Ledger">What the ledger calls paid.</param>
/// <param name="Chain">What the chain paid.</param>
/// <param name="Unidentified">What of it was paid for sales that are not known here.</param>
/// <param name="Unexplained">What differs, without signs; 0 when all agrees.</param>
/// <param name="Lines">The wallets that differ, at most 1,000.</param>
internal sealed record CampaignReconciliation(
    Guid? CampaignId,
    string Contract,
    long ChainCampaignId,
    int Wallets,
    string Ledger,
    string Chain,
    string Unidentified,
    string Unexplained,
    IReadOnlyList<UnexplainedWallet> Lines);

/// <summary>Ledger against chain over a range of final blocks, asked of the node now.</summary>
/// <param name="FirstBlock">The first block.</param>
/// <param name="LastBlock">The last block.</param>
/// <param name="Unexplained">What differs in all that the caller sees, in base units; 0 when all agrees.</param>
/// <param name="Campaigns">The campaigns that the caller sees and that either side names.</param>
internal sealed record ReconciliationAnswer(
    long FirstBlock, long LastBlock, string Unexplained, IReadOnlyList<CampaignReconciliation> Campaigns);

/// <summary>Whether the ledger is what the chain paid: everything for an administrator, its own campaigns for a partner.</summary>
internal static class ReconciliationRoutes
{
    /// <summary>Most lines shown of a campaign; the command shows all.</summary>
    private const int MaxLines = 1_000;

    private const string Answer =
        """
        {"firstBlock":12,"lastBlock":4096,"unexplained":"0","campaigns":[{"campaignId":"0197c6a2-6c2a-7d65-9d1f-5a5f0a4f2b11",
         "contract":"0x5fbdb2315678afecb367f032d93f642f64180aa3","chainCampaignId":1,"wallets":2,"ledger":"30","chain":"30",
         "unidentified":"0","unexplained":"0","lines":[]}]}
        """;

    public static void MapReconciliation(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/reconciliation", CompareAsync).WithTags("Reconciliation").Describe(
            "reconcile", "Compare the ledger with the chain, wallet by wallet", new RouteExamples(null, Answer), 400);

    private static async Task<Ok<ReconciliationAnswer>> CompareAsync(
        long? fromBlock, long? toBlock, HttpContext context, RetoDbContext db, Reconcile reconcile)
    {
        Reconciled reconciled = await reconcile.ExecuteAsync(fromBlock, toBlock, context.RequestAborted);
        Caller caller = context.Caller();
        HashSet<CampaignId> visible = [.. await db.VisibleCampaigns(caller).Select(row => row.CampaignId).ToArrayAsync(context.RequestAborted)];
        CampaignReconciled[] seen =
        [
            .. reconciled.Campaigns.Where(one => one.CampaignId is { } id ? visible.Contains(id) : caller.IsAdministrator),
        ];
        UInt128 unexplained = seen.Aggregate(UInt128.Zero, (sum, one) => sum + one.UnexplainedBaseUnits);
        return TypedResults.Ok(new ReconciliationAnswer(
            reconciled.FirstBlock, reconciled.LastBlock, Number(unexplained), [.. seen.Select(Of)]));
    }

    private static CampaignReconciliation Of(CampaignReconciled one) => new(
        one.CampaignId?.Value,
        one.OnChain.Contract,
        one.OnChain.Number,
        one.Comparison.Wallets,
        Number(one.Comparison.LedgerBaseUnits),
        Number(one.Comparison.ChainBaseUnits),
        Number(one.Unidentified),
        Number(one.UnexplainedBaseUnits),
        [
            .. one.Comparison.Unexplained.Take(MaxLines).Select(line => new UnexplainedWallet(
                line.Wallet.ToString(),
                Number(line.LedgerBaseUnits),
                Number(line.ChainBaseUnits),
                line.BaseUnits.ToString(CultureInfo.InvariantCulture))),
        ]);

    private static string Number(UInt128 baseUnits) => baseUnits.ToString(CultureInfo.InvariantCulture);
}
