using System.Numerics;
using System.Text.Json.Nodes;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Transactions;

namespace RetoRewards.Tests.Faults.Proxy;

/// <summary>A pool of transactions with the rules of geth's, which local nodes do not enforce, and a hand on when they are mined.</summary>
/// <remarks>
/// geth's defaults: a replacement must raise both fees by 10 % (PriceBump), an account may have 16 transactions that could be mined
/// (AccountSlots) and 64 that wait for a nonce before them (AccountQueue).
/// </remarks>
internal sealed class GethPool
{
    private const int PriceBumpPercent = 10;
    private const int AccountSlots = 16;
    private const int AccountQueue = 64;

    private readonly SemaphoreSlim one = new(1, 1);
    private readonly SortedDictionary<long, Held> held = [];

    /// <summary>While true transactions are taken and not passed on to the node.</summary>
    public bool Withholds { get; set; }

    /// <summary>Refusals given so far, the oldest first.</summary>
    public List<string> Refusals { get; } = [];

    /// <summary>The most transactions that were held at once.</summary>
    public int Most { get; private set; }

    public int Count => held.Count;

    /// <returns>The hash, or why it is not taken.</returns>
    public async Task<(string? Hash, string? Refusal)> TakeAsync(FaultProxy proxy, string raw)
    {
        await one.WaitAsync();
        try
        {
            Hex.TryDecode(raw, out byte[] bytes);
            DecodedTransaction transaction = DecodedTransaction.Read(bytes);
            Held taken = new(raw, transaction);
            long count = await CountAsync(proxy, transaction.From);
            Forget(count);
            if (Refuse(taken, count) is { } refusal)
            {
                Refusals.Add(refusal);
                return (null, refusal);
            }

            held[(long)transaction.Nonce] = taken;
            Most = Math.Max(Most, held.Count);
            if (!Withholds)
            {
                await PassOnAsync(proxy, count);
            }

            return (transaction.Hash.ToString(), null);
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Passes on what is held, in the order of the nonces and only as far as they follow one another.</summary>
    public async Task ReleaseAsync(FaultProxy proxy)
    {
        Withholds = false;
        if (held.Count > 0)
        {
            await PassOnAsync(proxy, await CountAsync(proxy, held.First().Value.Transaction.From));
        }
    }

    /// <summary>Loses what is held, as a node that restarts does.</summary>
    public void Drop() => held.Clear();

    /// <summary>Loses one of them.</summary>
    public void Drop(long nonce) => held.Remove(nonce);

    /// <summary>The nonces that are held.</summary>
    public long[] Nonces => [.. held.Keys];

    private string? Refuse(Held taken, long count)
    {
        long nonce = (long)taken.Transaction.Nonce;
        if (nonce < count)
        {
            return $"nonce too low: next nonce {count}, tx nonce {nonce}";
        }

        if (held.TryGetValue(nonce, out Held? before))
        {
            return before.Transaction.Hash == taken.Transaction.Hash ? "already known"
                : taken.Replaces(before) ? null : "replacement transaction underpriced";
        }

        bool executable = Enumerable.Range(0, (int)(nonce - count)).All(offset => held.ContainsKey(count + offset));
        int waiting = held.Count;
        return executable && waiting >= AccountSlots ? "txpool is full"
            : !executable && waiting >= AccountSlots + AccountQueue ? "account limit exceeded" : null;
    }

    private void Forget(long count)
    {
        foreach (long nonce in held.Keys.Where(nonce => nonce < count).ToArray())
        {
            held.Remove(nonce);
        }
    }

    private async Task PassOnAsync(FaultProxy proxy, long count)
    {
        while (held.Remove(count, out Held? next))
        {
            await proxy.ForwardAsync(Call("eth_sendRawTransaction", next.Raw));
            count++;
        }
    }

    private static async Task<long> CountAsync(FaultProxy proxy, Address sender)
    {
        JsonNode answer = await proxy.ForwardAsync(Call("eth_getTransactionCount", sender.ToLowerHex(), "latest"));
        return Convert.ToInt64(answer["result"]!.GetValue<string>(), 16);
    }

    private static string Call(string method, params string[] parameters) =>
        new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = 1,
            ["method"] = method,
            ["params"] = new JsonArray([.. parameters.Select(one => JsonValue.Create(one))]),
        }.ToJsonString();

    private sealed record Held(string Raw, DecodedTransaction Transaction)
    {
        public bool Replaces(Held before) =>
            IsRaised(before.Transaction.MaxFeePerGas, Transaction.MaxFeePerGas)
            && IsRaised(before.Transaction.MaxPriorityFeePerGas, Transaction.MaxPriorityFeePerGas);

        private static bool IsRaised(BigInteger from, BigInteger to) => to * 100 >= from * (100 + PriceBumpPercent);
    }
}
