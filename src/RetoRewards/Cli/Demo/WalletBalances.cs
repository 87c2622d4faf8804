using System.Numerics;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Ledger;
using RetoRewards.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Cli.Demo;

/// <summary>What the ledger has paid each wallet beside what the token says the wallet holds.</summary>
/// <param name="Wallets">Wallets of all participants, also of those who earned nothing.</param>
/// <param name="PaidBaseUnits">What the ledger calls paid, in all.</param>
/// <param name="OwedBaseUnits">What the ledger has promised and not paid.</param>
/// <param name="DifferenceBaseUnits">Sum of the wallets' differences without their signs.</param>
internal sealed record WalletBalances(int Wallets, BigInteger PaidBaseUnits, BigInteger OwedBaseUnits, BigInteger DifferenceBaseUnits)
{
    /// <summary>Balances asked of the node in one request.</summary>
    private const int MaxInOneCall = 100;

    /// <remarks>The wallets are new and nobody moves tokens out of them, so that balance and paid must be equal.</remarks>
    public static async Task<WalletBalances> CompareAsync(
        DemoWorld world, CampaignId campaign, IProgress<double> progress, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await world.Services.GetRequiredService<IDbContextFactory<RetoDbContext>>()
            .CreateDbContextAsync(cancellationToken);
        Dictionary<ParticipantId, WalletAddress> wallets = await db.Set<WalletRow>()
            .ToDictionaryAsync(row => row.ParticipantId, row => row.Address, cancellationToken);
        LedgerAccountRow[] accounts = await db.Set<LedgerAccountRow>()
            .Where(row => row.CampaignId == campaign).ToArrayAsync(cancellationToken);
        Dictionary<WalletAddress, BigInteger> paid = wallets.Values.ToDictionary(address => address, _ => BigInteger.Zero);
        BigInteger owed = 0;
        foreach (LedgerAccountRow row in accounts)
        {
            if (!AccountName.TryParse(row.Name, out AccountName name))
            {
                throw new InvalidOperationException($"The ledger has an account named {row.Name}.");
            }

            BigInteger balance = (BigInteger)row.Balance.BaseUnits;
            if (name.Kind == AccountKind.Paid && name.Participant is { } participant)
            {
                paid[wallets[participant]] += balance;
            }
            else if (name.Kind is AccountKind.Pending or AccountKind.Payable or AccountKind.InFlight)
            {
                owed += balance;
            }
        }

        BigInteger difference = 0;
        int compared = 0;
        foreach (KeyValuePair<WalletAddress, BigInteger>[] some in paid.Chunk(MaxInOneCall))
        {
            BigInteger[] held = await HeldAsync(world, [.. some.Select(one => one.Key)], cancellationToken);
            difference += some.Zip(held).Aggregate(BigInteger.Zero, (sum, one) => sum + BigInteger.Abs(one.First.Value - one.Second));
            compared += some.Length;
            progress.Report((double)compared / paid.Count);
        }

        return new WalletBalances(paid.Count, paid.Values.Aggregate(BigInteger.Zero, BigInteger.Add), owed, difference);
    }

    private static async Task<BigInteger[]> HeldAsync(DemoWorld world, WalletAddress[] wallets, CancellationToken cancellationToken)
    {
        AbiFunction balanceOf = world.Contracts.Token.Abi.Function("balanceOf");
        RpcCall[] calls =
        [
            .. wallets.Select(wallet => RpcCall.To(
                "eth_call",
                new Dictionary<string, string>
                {
                    ["to"] = world.Contracts.Token.Address.ToLowerHex(),
                    ["data"] = Hex.Encode(balanceOf.Encode(new Address(wallet.ToBytes()))),
                },
                "latest")),
        ];
        IReadOnlyList<RpcReply> replies = await world.Node.SendBatchAsync(calls, cancellationToken);
        return [.. replies.Select(reply => balanceOf.DecodeResult(Hex.Decode(reply.Require().GetString()!)).Get<BigInteger>(0))];
    }
}
