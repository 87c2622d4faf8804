using System.Numerics;
using RetoRewards.Campaigns;
using RetoRewards.Chain.Local;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Ethereum;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Sales;

namespace RetoRewards.Cli.Demo;

/// <summary>The partner of the demonstration: takes part, buys RETO at the exchange, funds a campaign and launches it.</summary>
internal sealed class DemoPartner(DemoWorld world)
{
    /// <summary>RETO that the partner buys and deposits.</summary>
    public const long DepositTokens = 100_000_000;

    /// <summary>What the referrer of a sale earns of it.</summary>
    public const int RewardBps = 500;

    /// <summary>The most that a batch may pay of the declared value of its sales; the contract enforces it.</summary>
    private const uint MaxShareBps = 1_000;

    private const int GraceSeconds = 30 * 86_400;
    private const int WindowDaysAhead = 365;

    /// <summary>Base units of RETO a minor unit of each currency, fixed for the demonstration.</summary>
    private static readonly (string Currency, string TokensPerUnit)[] Rates = [("GBP", "10"), ("EUR", "8.5"), ("USD", "7.5")];

    public required PartnerRow Row { get; init; }

    public required CampaignRow Campaign { get; init; }

    public required CampaignTermsRow Terms { get; init; }

    public required ChannelRow Channel { get; init; }

    /// <summary>Makes partner, campaign, channel and rates in the service, by the handlers that the API calls.</summary>
    /// <param name="firstSoldAt">How far the first terms reach back: a partner may reward sales already made.</param>
    public static Task<DemoPartner> JoinAsync(DemoWorld world, DateTimeOffset firstSoldAt, CancellationToken cancellationToken) =>
        world.Gate.WriteAsync(
            WritePriority.Intake,
            async write =>
            {
                IServiceProvider services = world.Services;
                DateTimeOffset startsAt = new(firstSoldAt.UtcDateTime.Date, TimeSpan.Zero);
                DateTimeOffset endsAt = TimeProvider.System.GetUtcNow().AddDays(WindowDaysAhead);
                endsAt = endsAt.AddTicks(-(endsAt.Ticks % TimeSpan.TicksPerSecond));
                PartnerRow partner = Require(services.GetRequiredService<CreatePartner>().Execute(
                    write, new CreatePartnerRequest("Demonstration partner", world.Partner.Address.ToString())));
                CampaignCreated created = Require(await services.GetRequiredService<CreateCampaign>().ExecuteAsync(
                    write,
                    Caller.Administrator,
                    new CreateCampaignRequest(
                        partner.PartnerId.Value, "Demonstration", "https://example.com/", startsAt, endsAt, TermsFrom(startsAt))));
                ChannelRow channel = Require(await services.GetRequiredService<CreateChannel>().ExecuteAsync(
                    write, Caller.Administrator, new CreateChannelRequest(partner.PartnerId.Value, "file", null)));
                foreach ((string currency, string tokens) in Rates)
                {
                    await services.GetRequiredService<RecordConversionRate>().ExecuteAsync(
                        write,
                        ConversionRate.TokensPerUnit(Currency.Find(currency), TokenAmount.Parse(tokens), "demonstration, fixed", startsAt));
                }

                return new DemoPartner(world) { Row = partner, Campaign = created.Campaign, Terms = created.Terms, Channel = channel };
            },
            cancellationToken);

    /// <summary>Buys RETO at the local exchange and creates and funds the campaign on chain, as the partner's own account.</summary>
    public async Task FundAsync(CancellationToken cancellationToken)
    {
        LocalAccount account = world.Partner;
        LocalContracts contracts = world.Contracts;
        BigInteger amount = DepositTokens * ContractDeployer.Reto;
        object?[] campaign =
        [
            0,
            Campaign.StartsAt.ToUnixTimeSeconds(),
            Campaign.EndsAt.ToUnixTimeSeconds(),
            GraceSeconds,
            new Hash32(Terms.Hash),
            Terms.InForceFrom.ToUnixTimeSeconds(),
            amount,
            amount,
            MaxShareBps,
            Address.Zero,
        ];
        await account.CallAsync(
            contracts.Exchange, "buy", [], DepositTokens * ContractDeployer.WeiPerReto, cancellationToken);
        await account.CallAsync(contracts.Token, "approve", [contracts.Campaigns.Address, amount], cancellationToken);
        await account.CallAsync(contracts.Campaigns, "createCampaign", [campaign], cancellationToken);
        await account.CallAsync(contracts.Campaigns, "fund", [1, amount], cancellationToken);
    }

    /// <summary>Waits until the service has seen the deposit on chain, then launches the campaign.</summary>
    public async Task LaunchAsync(CancellationToken cancellationToken)
    {
        await world.DrainAllAsync(() => Task.CompletedTask, cancellationToken);
        Require(await world.Gate.WriteAsync(
            WritePriority.Intake,
            write => world.Services.GetRequiredService<ChangeCampaignState>().ExecuteAsync(
                write, Caller.Administrator, Campaign.CampaignId, null, new ChangeCampaignStateRequest(CampaignState.Live)),
            cancellationToken));
    }

    /// <summary>The value, where a refusal would be a fault of the demonstration's own making.</summary>
    public static T Require<T>(Outcome<T> outcome) => outcome switch
    {
        Outcome<T>.Done done => done.Value,
        Outcome<T>.Refused refused => throw new InvalidOperationException(
            $"The service refused the demonstration's own request: {refused.Why.Sentence} "
            + string.Join(' ', refused.Why.Fields.Select(field => $"{field.Pointer}: {field.Sentence}"))),
        _ => throw new InvalidOperationException("An outcome is done or refused."),
    };

    private static System.Text.Json.JsonElement TermsFrom(DateTimeOffset inForceFrom)
    {
        Terms terms = new(
            version: 1,
            inForceFrom,
            hold: TimeSpan.Zero,
            lateness: Domain.Campaigns.Terms.MaxLateness,
            [Rule.Purchase(1, level: 1, Rate.Percentage(RewardBps))]);
        return System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(TermsJson.Write(terms));
    }
}
