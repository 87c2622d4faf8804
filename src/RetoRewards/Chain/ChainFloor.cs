using Microsoft.Extensions.Options;
using RetoRewards.Chain.Batches;
using RetoRewards.Chain.Client;
using RetoRewards.Chain.Keys;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Persistence;

namespace RetoRewards.Chain;

internal static class ChainFloor
{
    /// <summary>The chain's followers and sender. Their stages run before the rooms' ones, which act on what they find.</summary>
    public static IServiceCollection AddChain(this IServiceCollection services)
    {
        services.AddOptions<ChainOptions>().BindConfiguration(ChainOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<KeyOptions>().BindConfiguration(KeyOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ServiceKeys>();
        services.AddSingleton(provider => provider.GetRequiredService<ServiceKeys>().Wallets);
        services.AddSingleton<RetoContracts>();
        services.AddSingleton(provider => Node(
            provider.GetRequiredService<IOptions<ChainOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IEthereumNode>(provider => provider.GetRequiredService<FailoverNode>());
        services.AddSingleton<ChainIdentity>();
        services.AddSingleton<ChainLogs>();
        services.AddSingleton<ChainFork>();
        services.AddSingleton<BatchPreflight>();
        services.AddSingleton<PriceFeeds>();
        services.AddSingleton<CampaignLimitsReader>();
        services.AddSingleton<Attestations>();
        services.AddSingleton<PaidBatches>();
        services.AddSingleton<ReceiptDoubts>();
        services.AddSingleton<TransactionDesk>();
        services.AddSingleton<ResumeLane>();
        services.AddSingleton<TokenTransfers>();
        services.AddSingleton<IStage, FillNonceGaps>();
        services.AddSingleton<IStage, ReplaceTransactions>();
        services.AddSingleton<IStage, SendTransactions>();
        services.AddSingleton<IStage, FollowChain>();
        services.AddSingleton<IStage, ObserveTransactions>();
        return services;
    }

    private static FailoverNode Node(ChainOptions options, TimeProvider clock)
    {
        // The client applies its own deadline to each call and follows no redirects: an endpoint is where the operator said it is.
        SocketsHttpHandler handler = new() { AllowAutoRedirect = false };
        return new FailoverNode(
            [
                .. options.Endpoints.Select((url, index) => KeyValuePair.Create<string, IEthereumNode>(
                    $"endpoint-{index}",
                    new MeasuredNode(
                        EthereumClient.Node(handler, new HttpNodeOptions { Endpoint = new Uri(url), Deadline = options.CallDeadline }, clock),
                        clock))),
            ],
            new FailoverOptions { ChainId = options.ChainId, ReadRetries = options.ReadRetries },
            clock);
    }
}
