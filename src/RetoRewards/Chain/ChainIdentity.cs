using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Chain.Local;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Persistence;

namespace RetoRewards.Chain;

/// <summary>Makes sure that the node serves the chain that this database belongs to, by id and by the first block's hash.</summary>
internal sealed class ChainIdentity(
    IEthereumNode node, IDbContextFactory<RetoDbContext> contexts, WriteGate gate, IOptions<ChainOptions> options)
{
    private readonly ChainOptions options = options.Value;
    private volatile bool known;

    /// <summary>Checks once a process, and remembers a chain that is met for the first time.</summary>
    /// <exception cref="ChainRefusedException">The node serves another chain.</exception>
    public async Task RequireAsync(CancellationToken cancellationToken)
    {
        if (!known)
        {
            await CheckAsync(cancellationToken);
            known = true;
        }
    }

    /// <summary>Checks now, whatever was found before: when blocks that were followed are gone, the chain itself may be.</summary>
    /// <exception cref="ChainRefusedException">The node serves another chain.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        long chainId = await node.GetChainIdAsync(cancellationToken);
        if (chainId != options.ChainId)
        {
            throw new ChainRefusedException(
                $"The node serves chain {chainId} and Chain:ChainId is {options.ChainId}. Correct Chain:Endpoints or Chain:ChainId.");
        }

        byte[] genesis = (await BlockAsync(0, cancellationToken)).Hash.ToArray();
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        ChainRow? stored = await db.Set<ChainRow>().SingleOrDefaultAsync(row => row.ChainId == chainId, cancellationToken);
        if (stored is null)
        {
            await RememberAsync(genesis, cancellationToken);
        }
        else if (!genesis.AsSpan().SequenceEqual(stored.GenesisHash))
        {
            throw new ChainRefusedException(chainId == LocalAccounts.ChainId
                ? "The local chain was restarted: it starts with another block than the one this database belongs to, and nothing of this "
                    + "database exists on it. Deploy again with 'npx hardhat run scripts/deploy.js --network localhost' and start with an "
                    + "empty database and the new addresses, or run 'demo', which does all of it."
                : $"The node's chain {chainId} starts with another block than the one this database belongs to. Correct Chain:Endpoints, or "
                    + "start with an empty database.");
        }
    }

    private async Task RememberAsync(byte[] genesis, CancellationToken cancellationToken)
    {
        // What lies before the first block to follow is taken on trust.
        long before = Math.Max(0, options.StartBlock - 1);
        Block first = await BlockAsync(before, cancellationToken);
        await gate.WriteAsync(
            WritePriority.Stage,
            write =>
            {
                write.InsertOne(new ChainRow
                {
                    ChainId = options.ChainId,
                    GenesisHash = genesis,
                    HeadNumber = first.Number,
                    HeadHash = first.Hash.ToArray(),
                    FinalNumber = first.Number,
                    HaltedBecause = null,
                });
                write.InsertOne(new ChainBlockRow
                {
                    ChainId = options.ChainId,
                    Number = first.Number,
                    Hash = first.Hash.ToArray(),
                    ParentHash = first.ParentHash.ToArray(),
                    TimestampSeconds = first.Timestamp,
                    IsCanonical = true,
                });
                return Task.CompletedTask;
            },
            cancellationToken);
    }

    private async Task<Block> BlockAsync(long number, CancellationToken cancellationToken) =>
        await node.GetBlockAsync(BlockTag.At(number), cancellationToken)
            ?? throw new RpcFaultException(RpcFault.Rubbish, $"The node has no block {number} yet.");
}
