using RetoRewards.Chain.Keys;
using RetoRewards.Domain.Payouts;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Chain.Batches;

/// <summary>What to do with a batch that the contract would refuse.</summary>
internal enum BatchRefusalKind
{
    /// <summary>It passes by itself, or once somebody has acted: the batch waits as it is.</summary>
    Wait,

    /// <summary>The campaign's limits are tighter than when it was planned: it is dropped and planned again under them.</summary>
    PlanAgain,

    /// <summary>The attestor's signature is lacking, or is no longer the right one.</summary>
    NotAttested,

    /// <summary>The chain has paid something last that this database did not plan.</summary>
    TagsDiffer,

    /// <summary>Something in the words themselves: looked for by call.</summary>
    Words,
}

/// <summary>Why the contract would not take a batch.</summary>
/// <param name="Reason">The contract's own words, such as <c>RetoCampaigns_IsPaused(1790000000)</c>.</param>
internal sealed record BatchRefusal(BatchRefusalKind Kind, string Reason);

/// <summary>Tries a batch by call before it is signed, so that what must revert costs no gas and blocks no nonce.</summary>
internal sealed class BatchPreflight(IEthereumNode node, RetoContracts contracts, ServiceKeys keys)
{
    /// <summary>Most calls of one search for wallets that cannot be paid: enough for 16 of them among 400.</summary>
    public const int MaxSearchCalls = 512;

    /// <summary>Tries the batch on the newest state; meaningful only when no batch of its campaign is still on its way.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="contract">The campaign contract that it goes to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Why the contract would not take it; null when it would be paid.</returns>
    public async Task<BatchRefusal?> RefusalAsync(PayBatch batch, Address contract, CancellationToken cancellationToken)
    {
        CallRequest call = new()
        {
            From = keys.Operator,
            To = contract,
            Data = batch.Calldata(),
            GasLimit = batch.GasLimit,
        };
        string? reason = await Refusals.OfAsync(node, call, BlockTag.Latest, cancellationToken);
        return reason is null ? null : new BatchRefusal(Classify(reason), reason);
    }

    /// <summary>Sorts the contract's errors by what helps against them.</summary>
    public static BatchRefusalKind Classify(string reason) => reason.Split('(')[0] switch
    {
        "RetoCampaigns_IsPaused" or "RetoCampaigns_NotOperator" or "RetoCampaigns_UnknownCampaign" or "RetoCampaigns_WrongState"
            or "RetoToken_OverMintReservation" or "ERC20InsufficientBalance" => BatchRefusalKind.Wait,
        "RetoCampaigns_BatchExpired" or "RetoCampaigns_OverBudget" or "RetoCampaigns_OverRewardCeiling"
            or "RetoCampaigns_OverShareCeiling" or "RetoCampaigns_OverDailyAllowance" => BatchRefusalKind.PlanAgain,
        "RetoCampaigns_NotAttested" => BatchRefusalKind.NotAttested,
        "RetoCampaigns_WrongFirstReward" or "RetoCampaigns_WrongPreviousTag" => BatchRefusalKind.TagsDiffer,
        _ => BatchRefusalKind.Words,
    };

    /// <summary>Finds the wallets that the token will not pay, by halving: each try is a call of the token as if the campaigns made it.</summary>
    /// <remarks>
    /// Such a call needs neither the batch's place in the campaign's history nor an attestation, so any part of the words can be tried.
    /// Nothing is found when each half passes alone and only the whole does not: then the words are not the cause.
    /// </remarks>
    /// <returns>The wallets and the token's reason for each; none when nothing was found within <see cref="MaxSearchCalls"/>.</returns>
    public async Task<IReadOnlyList<(WalletAddress Wallet, string Reason)>> FindUnpayableAsync(
        IReadOnlyList<PayoutWord> words, Address contract, bool isMint, CancellationToken cancellationToken)
    {
        RetoDeployment deployment = contracts.All.Single(one => one.Campaigns == contract);
        List<(WalletAddress, string)> found = [];
        if (await TokenRefusalAsync([], deployment, isMint, cancellationToken) is not null)
        {
            // It pays nobody, not even no one: no wallet is to blame.
            return found;
        }

        Stack<(int First, int Count)> parts = [];
        if (words.Count > 0)
        {
            parts.Push((0, words.Count));
        }

        int calls = 0;
        while (parts.TryPop(out (int First, int Count) part) && calls++ < MaxSearchCalls)
        {
            PayoutWord[] tried = [.. words.Skip(part.First).Take(part.Count)];
            if (await TokenRefusalAsync(tried, deployment, isMint, cancellationToken) is not { } reason)
            {
                continue;
            }

            if (part.Count == 1)
            {
                found.Add((tried[0].Wallet, reason));
                continue;
            }

            int half = part.Count / 2;
            parts.Push((part.First + half, part.Count - half));
            parts.Push((part.First, half));
        }

        return found;
    }

    private async Task<string?> TokenRefusalAsync(
        PayoutWord[] words, RetoDeployment deployment, bool isMint, CancellationToken cancellationToken)
    {
        CallRequest call = new()
        {
            From = deployment.Campaigns,
            To = deployment.Token,
            Data = PayBatch.TokenCalldata(words, isMint),
            GasLimit = PayBatch.MaxGas,
        };
        string? reason = await Refusals.OfAsync(node, call, BlockTag.Latest, cancellationToken);
        // That there is too little of it says nothing of a wallet.
        return reason is null || Classify(reason) != BatchRefusalKind.Words ? null : reason;
    }
}
