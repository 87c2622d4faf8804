using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using RetoRewards.Chain;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Settlements;
using RetoRewards.Settlements;

namespace RetoRewards.Cli;

/// <summary><c>reconcile</c>: ledger against chain, wallet by wallet, over final blocks.</summary>
/// <remarks>Exit code 0 when nothing is unexplained, 1 when something is.</remarks>
internal static class ReconcileCommand
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    public static Command Create()
    {
        Option<long?> from = new("--from") { Description = "First block; the first that is followed when left out." };
        Option<long?> to = new("--to") { Description = "Last block; the last final one when left out." };
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("reconcile", "Compare the ledger with the chain. Settings follow as --Section:Key value.")
        {
            from, to, json,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (result, cancellationToken) =>
        {
            await using WebApplication application = RetoRewardsHost.CreateBuilder([.. result.UnmatchedTokens]).Build();
            await application.Services.GetRequiredService<ChainIdentity>().RequireAsync(cancellationToken);
            Reconciled reconciled = await application.Services.GetRequiredService<Reconcile>()
                .ExecuteAsync(result.GetValue(from), result.GetValue(to), cancellationToken);
            await Console.Out.WriteLineAsync(result.GetValue(json) ? Json(reconciled) : Text(reconciled));
            return reconciled.UnexplainedLines == 0 ? 0 : 1;
        });
        return command;
    }

    private static string Text(Reconciled reconciled)
    {
        List<string> lines =
        [
            $"blocks {reconciled.FirstBlock} to {reconciled.LastBlock}",
            $"paid on chain: {Tokens(reconciled.PaidBaseUnits)} RETO to {reconciled.Wallets} wallets",
        ];
        foreach (CampaignReconciled campaign in reconciled.Campaigns)
        {
            lines.Add(
                $"campaign {Name(campaign)}: ledger {campaign.Comparison.LedgerBaseUnits}, chain {campaign.Comparison.ChainBaseUnits} base units, "
                + $"{campaign.Comparison.Wallets} wallets, {campaign.Unidentified} for sales not known here");
            lines.AddRange(campaign.Comparison.Unexplained.Select(line =>
                $"campaign {Name(campaign)}, wallet {line.Wallet}: ledger {line.LedgerBaseUnits}, chain {line.ChainBaseUnits}, difference {line.BaseUnits} base units"));
            if (campaign.UnidentifiedDifference != 0)
            {
                lines.Add($"campaign {Name(campaign)}, unidentified: the ledger holds {campaign.UnidentifiedDifference} base units more than the chain bears out");
            }
        }

        lines.Add($"{reconciled.UnexplainedBaseUnits} unexplained");
        return string.Join(Environment.NewLine, lines);
    }

    private static string Json(Reconciled reconciled) => JsonSerializer.Serialize(
        new
        {
            firstBlock = reconciled.FirstBlock,
            lastBlock = reconciled.LastBlock,
            wallets = reconciled.Wallets,
            paid = Number(reconciled.PaidBaseUnits),
            unidentified = Number(reconciled.UnidentifiedBaseUnits),
            unexplained = Number(reconciled.UnexplainedBaseUnits),
            campaigns = reconciled.Campaigns.Select(campaign => new
            {
                campaign = Name(campaign),
                wallets = campaign.Comparison.Wallets,
                ledger = Number(campaign.Comparison.LedgerBaseUnits),
                chain = Number(campaign.Comparison.ChainBaseUnits),
                unidentified = Number(campaign.Unidentified),
                unidentifiedDifference = campaign.UnidentifiedDifference.ToString(CultureInfo.InvariantCulture),
            }),
            lines = reconciled.Campaigns.SelectMany(campaign => campaign.Comparison.Unexplained.Select(line => Line(campaign, line))),
        },
        Readable);

    private static object Line(CampaignReconciled campaign, WalletDifference line) => new
    {
        campaign = Name(campaign),
        wallet = line.Wallet.ToString(),
        ledger = Number(line.LedgerBaseUnits),
        chain = Number(line.ChainBaseUnits),
        difference = line.BaseUnits.ToString(CultureInfo.InvariantCulture),
    };

    private static string Name(CampaignReconciled campaign) => campaign.CampaignId?.ToString() ?? $"number {campaign.OnChain.Number} of {campaign.OnChain.Contract}, unknown here";

    private static string Number(UInt128 baseUnits) => baseUnits.ToString(CultureInfo.InvariantCulture);

    private static string Tokens(UInt128 baseUnits) =>
        baseUnits <= TokenAmount.MaxBaseUnits ? TokenAmount.FromBaseUnits(baseUnits).ToString() : $"{baseUnits} base units of";
}
