using System.Numerics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RetoRewards.Chain;
using RetoRewards.Chain.Local;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Sales;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Contracts;
using RetoRewards.Rewards;
using RetoRewards.Sales;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Rewards;

/// <summary>Rates from an on-chain price feed, read from a mock aggregator on a local chain.</summary>
[Collection(LocalChain.Collection)]
public sealed class PriceFeedStageTests(LocalChain chain)
{
    private static readonly DateTimeOffset Noon = Shop.Noon;

    [Fact]
    [Trait("Behaviour", "F24")]
    public async Task A_believed_answer_becomes_a_rate_until_it_is_too_old_and_without_one_a_sale_waits()
    {
        LocalAccount owner = chain.Accounts.At(chain.Node, LocalAccounts.Owner);
        ContractArtifact artifact = ContractArtifact.Parse(await File.ReadAllTextAsync(
            Path.Combine(RepositoryFiles.Root(), "artifacts", "contracts", "mocks", "PriceFeed.sol", "PriceFeed.json")));
        Address address = await owner.DeployAsync(artifact, [8, "RETO / EUR"], CancellationToken.None);
        Contract feed = new(chain.Node, address, artifact.Abi);
        Task AnswerAsync(BigInteger answer, DateTimeOffset at) =>
            owner.CallAsync(feed, "setAnswer", [answer, at.ToUnixTimeSeconds()], CancellationToken.None);

        await using Shop shop = await Shop.OpenAsync();
        (ParticipantId referrer, string code) = await shop.EnrolAsync();
        PriceFeedOptions options = new();
        options.Feeds.Add(new PriceFeedOptions.PriceFeed
        {
            Currency = "EUR",
            Address = address.ToString(),
            Decimals = 8,
            Least = "1000000",
            Most = "100000000",
            MaxAge = TimeSpan.FromHours(1),
        });
        ReadPriceFeeds stage = new(
            new PriceFeeds(chain.Node), shop.Contexts, shop.Database.Gate, new RecordConversionRate(shop.Clock),
            Options.Create(options), shop.Clock, NullLogger<ReadPriceFeeds>.Instance);
        SaleSubmission sale = Shop.Sale("1", "10.00", code, "c1");
        await shop.TellAsync(sale with { Draft = sale.Draft with { CurrencyCode = "EUR" } });
        await shop.RewardAllAsync();
        Assert.Equal(Outcome.RateMissing, (await shop.RowsAsync<SaleEventRow>())[0].Outcome);

        // No round yet, then zero, negative, below and above the bounds, and stale: none of them is believed.
        await RunAsync(0);
        foreach ((BigInteger answer, DateTimeOffset at) in new (BigInteger, DateTimeOffset)[]
        {
            (0, Noon), (-5_000_000, Noon), (999_999, Noon), (100_000_001, Noon), (5_000_000, Noon.AddHours(-2)), (5_000_000, Noon.AddHours(3)),
        })
        {
            await AnswerAsync(answer, at);
            await RunAsync(0);
        }

        // 0.05 EUR for a RETO: 20 RETO for a euro.
        await AnswerAsync(5_000_000, shop.Clock.Now);
        await RunAsync(1);
        await RunAsync(0);
        shop.Clock.Now += RewardSale.WaitingRest;
        await shop.RewardAllAsync();
        Assert.Equal("20", await SaleEventsTests.PendingAsync(shop, referrer));
        ConversionRateRow rate = (await shop.RowsAsync<ConversionRateRow>()).Single(row => row.Currency == "EUR");
        Assert.Equal($"feed:{options.Feeds[0].Contract}", rate.Source);

        shop.Clock.Now += TimeSpan.FromHours(2);
        SaleSubmission later = Shop.Sale("2", "10.00", code, "c1");
        await shop.TellAsync(later with { Draft = later.Draft with { CurrencyCode = "EUR" } });
        await shop.RewardAllAsync();
        Assert.Equal(Outcome.RateMissing, await SaleEventsTests.OutcomeAsync(shop, "event-2"));

        async Task RunAsync(int recorded)
        {
            shop.Clock.Now += options.Interval;
            Assert.Equal(recorded, await stage.RunOnceAsync(CancellationToken.None));
        }
    }
}
