using Polly;
using Polly.Retry;

namespace RetoRewards.Ethereum.Nodes;

/// <summary>Repeats what fails with a fault, with a growing, jittered wait. For calls that change nothing (<see cref="ReadMethods"/>).</summary>
internal static class ReadRetry
{
    public static ResiliencePipeline Of(HttpNodeOptions options, TimeProvider clock) =>
        options.MaxReadRetries == 0
            ? ResiliencePipeline.Empty
            : new ResiliencePipelineBuilder { Name = "ethereum-reads", TimeProvider = clock }
                .AddRetry(new RetryStrategyOptions
                {
                    ShouldHandle = new PredicateBuilder().Handle<RpcFaultException>(),
                    MaxRetryAttempts = options.MaxReadRetries,
                    Delay = options.RetryDelay,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                })
                .Build();
}
