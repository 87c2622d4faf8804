using System.CommandLine;
using System.Text.Json;
using RetoRewards.Api;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Rewards;
using RetoRewards.Rewards;

namespace RetoRewards.Cli;

/// <summary><c>simulate</c>: draft terms over the past sales of a campaign's window, with nothing saved.</summary>
/// <remarks>Exit code 0 when it ran, 1 when the terms cannot be read.</remarks>
internal static class SimulateCommand
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        Option<Guid> campaign = new("--campaign") { Description = "The campaign whose partner and window count.", Required = true };
        Option<FileInfo> file = new("--terms") { Description = "A file with the draft terms as JSON (docs/terms.schema.json).", Required = true };
        Option<string?> assumed = new("--budget") { Description = "The budget to assume in RETO; a billion when left out." };
        Command command = new("simulate", "Try draft terms over past sales and save nothing. Settings follow as --Section:Key value.")
        {
            campaign, file, assumed,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (result, cancellationToken) =>
        {
            byte[] json = await File.ReadAllBytesAsync(result.GetRequiredValue(file).FullName, cancellationToken);
            if (!TermsJson.TryRead(json, out Terms? terms, out string? fault))
            {
                await Console.Error.WriteLineAsync($"The terms cannot be read: {fault}");
                return 1;
            }

            TokenAmount budget = result.GetValue(assumed) is { } text ? TokenAmount.Parse(text) : SimulationRoutes.AmpleBudget;
            await using WebApplication application = RetoRewardsHost.CreateBuilder([.. result.UnmatchedTokens]).Build();
            Simulation simulation = await application.Services.GetRequiredService<SimulateTerms>()
                .ExecuteAsync(new CampaignId(result.GetRequiredValue(campaign)), terms, budget, cancellationToken);
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(SimulationAnswer.Of(simulation), Readable));
            return 0;
        });
        return command;
    }
}
