using System.Numerics;
using RetoRewards.Chain.Local;
using RetoRewards.Ethereum.Contracts;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Tests.Chain.Local;

[Collection(LocalChain.Collection)]
public sealed class ContractDeployerTests(LocalChain chain)
{
    [Fact]
    public async Task Deployed_contracts_know_each_other_and_the_operator()
    {
        LocalContracts contracts = await chain.DeployAsync(CancellationToken.None);

        Assert.Equal(contracts.Token.Address, await ReadAsync<Ethereum.Address>(contracts.Campaigns, "token"));
        Assert.Equal(chain.Accounts.AddressOf(LocalAccounts.Operator), await ReadAsync<Ethereum.Address>(contracts.Campaigns, "operator"));
        Assert.Equal(
            ContractDeployer.InitialSupply, await ReadAsync<BigInteger>(contracts.Token, "balanceOf", contracts.Exchange.Address));
    }

    [Fact]
    public async Task A_partner_buys_tokens_for_ether()
    {
        LocalContracts contracts = await chain.DeployAsync(CancellationToken.None);
        LocalAccount partner = chain.Accounts.At(chain.Node, LocalAccounts.FirstPartner);

        await partner.CallAsync(contracts.Exchange, "buy", [], 1_000 * ContractDeployer.WeiPerReto, CancellationToken.None);

        Assert.Equal(1_000 * ContractDeployer.Reto, await ReadAsync<BigInteger>(contracts.Token, "balanceOf", partner.Address));
    }

    [Fact]
    public async Task A_refusal_of_a_contract_is_named()
    {
        LocalContracts contracts = await chain.DeployAsync(CancellationToken.None);
        LocalAccount partner = chain.Accounts.At(chain.Node, LocalAccounts.FirstPartner);

        ContractRevertedException refused = await Assert.ThrowsAsync<ContractRevertedException>(
            () => partner.CallAsync(contracts.Exchange, "buy", [], CancellationToken.None));

        Assert.Contains("LocalExchange_NothingBought", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<T> ReadAsync<T>(Contract contract, string function, params object?[] arguments) =>
        (await contract.CallAsync(function, arguments, BlockTag.Latest, CancellationToken.None)).Get<T>(0);
}
