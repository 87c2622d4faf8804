using System.Numerics;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Contracts;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Chain.Local;

/// <summary>Where the contracts of one deployment lie.</summary>
/// <param name="Block">The block before the first of them, from which the chain is to be followed.</param>
internal sealed record LocalContracts(Contract Token, Contract Campaigns, Contract Exchange, long Block);

/// <summary>Puts the token, the campaigns and a stand-in for an exchange on a local chain.</summary>
internal sealed class ContractDeployer(IEthereumNode node)
{
    /// <summary>Base units of one RETO.</summary>
    public static readonly BigInteger Reto = BigInteger.Pow(10, 18);

    /// <summary>Price of one RETO at the exchange: a million RETO for one ETH.</summary>
    public static readonly BigInteger WeiPerReto = BigInteger.Pow(10, 12);

    /// <summary>All that exists at first; it belongs to the exchange.</summary>
    public static readonly BigInteger InitialSupply = 10_000_000_000 * Reto;

    /// <summary>The most that may ever exist; below 2^96 base units.</summary>
    private static readonly BigInteger Cap = 50_000_000_000 * Reto;

    /// <summary>How long a change of operator, minters or looser limits is announced before.</summary>
    private const uint ChangeDelaySeconds = 86_400;

    /// <param name="owner">Deploys, and owns both contracts; also the pauser.</param>
    /// <param name="operatorAccount">The account that pays batches.</param>
    public async Task<LocalContracts> DeployAsync(LocalAccount owner, Address operatorAccount, CancellationToken cancellationToken)
    {
        long block = await node.GetBlockNumberAsync(cancellationToken);
        Contract token = await DeployAsync(
            owner, EmbeddedArtifacts.Token, [owner.Address, owner.Address, InitialSupply, Cap, ChangeDelaySeconds], cancellationToken);
        Contract campaigns = await DeployAsync(
            owner,
            EmbeddedArtifacts.Campaigns,
            [token.Address, owner.Address, operatorAccount, owner.Address, ChangeDelaySeconds],
            cancellationToken);
        Contract exchange = await DeployAsync(owner, EmbeddedArtifacts.Exchange, [token.Address, WeiPerReto], cancellationToken);
        await owner.CallAsync(token, "transfer", [exchange.Address, InitialSupply], cancellationToken);
        return new LocalContracts(token, campaigns, exchange, block);
    }

    private async Task<Contract> DeployAsync(
        LocalAccount owner, ContractArtifact artifact, object?[] arguments, CancellationToken cancellationToken) =>
        new(node, await owner.DeployAsync(artifact, arguments, cancellationToken), artifact.Abi);
}
