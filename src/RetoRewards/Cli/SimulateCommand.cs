using System.CommandLine;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Api;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Sales;

namespace RetoRewards.Cli;

/// <summary><c>simulate</c>: draft terms over the past sales of a campaign's window, or over the sales of a file, with nothing saved.</summary>
/// <remarks>Exit code 0 when it ran, 1 when the terms or the sales cannot be read or name nothing that is known.</remarks>
internal static class SimulateCommand
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        Option<Guid> campaign = new("--campaign") { Description = "The campaign whose partner and window count.", Required = true };
        Option<FileInfo> file = new("--terms") { Description = "A file with the draft terms as JSON (docs/terms.schema.json).", Required = true };
        Option<FileInfo?> salesFile = new("--sales")
        {
            Description = "A file with up to 500 sales as a JSON array, as POST /v1/sales takes each; past sales when left out.",
        };
        Option<Guid> channelId = new("--channel") { Description = "The channel that would tell of the sales of the file." };
        Option<string?> assumed = new("--budget") { Description = "The budget to assume in RETO; a billion when left out." };
        Command command = new("simulate", "Try draft terms over past sales and save nothing. Settings follow as --Section:Key value.")
        {
            campaign, file, salesFile, channelId, assumed,
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

            CampaignId id = new(result.GetRequiredValue(campaign));
            TokenAmount budget = result.GetValue(assumed) is { } text ? TokenAmount.Parse(text) : SimulationRoutes.AmpleBudget;
            await using WebApplication application = RetoRewardsHost.CreateBuilder([.. result.UnmatchedTokens]).Build();
            SimulateTerms handler = application.Services.GetRequiredService<SimulateTerms>();
            await using RetoDbContext db = await application.Services.GetRequiredService<IDbContextFactory<RetoDbContext>>()
                .CreateDbContextAsync(cancellationToken);
            if (!await db.Set<CampaignRow>().AnyAsync(row => row.CampaignId == id, cancellationToken))
            {
                await Console.Error.WriteLineAsync($"There is no campaign {id}.");
                return 1;
            }

            if (result.GetValue(salesFile) is not { } told)
            {
                await WriteAsync(await handler.ExecuteAsync(id, terms, budget, cancellationToken));
                return 0;
            }

            ChannelId named = new(result.GetRequiredValue(channelId));
            ChannelRow? channel = await db.Set<ChannelRow>().SingleOrDefaultAsync(row => row.ChannelId == named, cancellationToken);
            if (channel is null)
            {
                await Console.Error.WriteLineAsync($"There is no channel {named}.");
                return 1;
            }

            (List<EventContent.OfSale>? sales, string? unread) = await ReadSalesAsync(application.Services, channel, told, cancellationToken);
            if (sales is null)
            {
                await Console.Error.WriteLineAsync($"The sales cannot be read: {unread}");
                return 1;
            }

            await WriteAsync(await handler.ExecuteAsync(id, terms, budget, channel, sales, cancellationToken));
            return 0;
        });
        return command;
    }

    private static async Task<(List<EventContent.OfSale>? Sales, string? Fault)> ReadSalesAsync(
        IServiceProvider services, ChannelRow channel, FileInfo file, CancellationToken cancellationToken)
    {
        JsonSerializerOptions json = services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        SaleRequest?[]? requests;
        try
        {
            requests = JsonSerializer.Deserialize<SaleRequest?[]>(await File.ReadAllBytesAsync(file.FullName, cancellationToken), json);
        }
        catch (JsonException malformed)
        {
            return (null, malformed.Message);
        }

        if (requests is not { Length: > 0 and <= RecordEvents.MaxSubmissions })
        {
            return (null, $"a file holds 1 to {RecordEvents.MaxSubmissions} sales.");
        }

        DateTimeOffset now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        List<EventContent.OfSale> sales = [];
        foreach (SaleRequest? request in requests)
        {
            (EventContent.OfSale? sale, SaleAnswer.Refused? refused) = QuoteRoutes.Read(
                channel, request is null ? null : request with { ChannelId = channel.ChannelId.Value }, now);
            if (sale is null)
            {
                return (null, $"sale {sales.Count + 1}: {refused!.Code}: {refused.Sentence}");
            }

            sales.Add(sale);
        }

        return (sales, null);
    }

    private static Task WriteAsync(Simulation simulation) =>
        Console.Out.WriteLineAsync(JsonSerializer.Serialize(SimulationAnswer.Of(simulation), Readable));
}
