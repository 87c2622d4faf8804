using System.Diagnostics;
using System.Globalization;
using RetoRewards.Chain.Local;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Hashing;
using RetoRewards.Ethereum.Signing;
using RetoRewards.Ethereum.Wallets;

namespace RetoRewards.Bench.Client;

/// <summary>A way to sign or to derive, by its name.</summary>
/// <param name="Sign">Signs a digest; null for one that only derives.</param>
/// <param name="Wallets">Derives addresses; null for one that only signs.</param>
internal sealed record ClientUnderBench(string Name, Func<Hash32, Task>? Sign, IWalletDerivation? Wallets);

/// <summary>How many signatures and wallets a second one core makes: by our own client, and in a build with Nethereum by that as well.</summary>
internal static class ClientBench
{
    /// <summary>Runs every client in every round, one after the other, and prints the median of the rounds.</summary>
    public static async Task RunAsync(int signatures, int wallets, int rounds, TextWriter output)
    {
        using ExtendedPrivateKey root = Mnemonic.Parse(LocalAccounts.Mnemonic).ToRoot("");
        using ExtendedPrivateKey account = root.Derive(DerivationPath.Account(0));
        using ExtendedPrivateKey tree = root.Derive(DerivationPath.Parse("m/44'/60'/0'"));
        using SecretKey key = account.ToSecretKey();
        using LocalSigner own = new(account.ToSecretKey());
        Address signer = key.Address;
        ClientUnderBench[] clients =
        [
            new("own client", digest => own.SignAsync(signer, digest, CancellationToken.None), tree.ToPublic()),
            .. OtherClients.Of(key, tree.ToPublic()),
        ];

        Dictionary<string, List<(double Signatures, double Wallets)>> measured = clients.ToDictionary(client => client.Name, _ => new List<(double, double)>());
        for (int round = 0; round <= rounds; round++)
        {
            foreach (ClientUnderBench client in clients)
            {
                double signed = client.Sign is { } sign ? await RateAsync(signatures, at => sign(Keccak256.Hash($"{round} {at}"))) : double.NaN;
                double derived = client.Wallets is { } derivation ? await RateAsync(wallets, at => DeriveAsync(derivation, round, at)) : double.NaN;

                // The first round only warms up.
                if (round > 0)
                {
                    measured[client.Name].Add((signed, derived));
                }
            }
        }

        await output.WriteLineAsync("client                                       signatures/s  wallets/s (two steps below an xpub)");
        foreach (ClientUnderBench client in clients)
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{client.Name,-44} {Median(measured[client.Name].Select(one => one.Signatures)),12:N0}  {Median(measured[client.Name].Select(one => one.Wallets)),12:N0}"));
        }
    }

    private static Task DeriveAsync(IWalletDerivation wallets, int round, int at)
    {
        _ = wallets.AddressAt(new DerivationPath((uint)round, (uint)at));
        return Task.CompletedTask;
    }

    private static async Task<double> RateAsync(int count, Func<int, Task> once)
    {
        long start = Stopwatch.GetTimestamp();
        for (int at = 0; at < count; at++)
        {
            await once(at);
        }

        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
