using System.Numerics;
using RetoRewards.Chain;
using RetoRewards.Chain.Batches;
using RetoRewards.Chain.Client;
using RetoRewards.Chain.Local;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Contracts;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Ethereum.Signing;
using RetoRewards.Ethereum.Tests.Conformance;
using RetoRewards.Ethereum.Wallets;

namespace RetoRewards.Tests.Chain.Client;

/// <summary>The part of the conformance suite that needs a chain, on the client that this build has (docs/nethereum.md).</summary>
[Collection(LocalChain.Collection)]
public sealed class ClientConformanceTests(LocalChain chain) : IDisposable
{
    private static readonly BigInteger Amount = 5 * ContractDeployer.Reto;

    private readonly SocketsHttpHandler handler = new() { AllowAutoRedirect = false };

    [Fact]
    public async Task Contracts_are_deployed_a_batch_is_paid_and_what_it_did_is_read_back()
    {
        (IEthereumNode node, LocalContracts contracts) = await DeployAsync();
        ITypedContract campaigns = TypedContracts.At(node, contracts.Campaigns.Address, Abi("RetoCampaigns"));
        ITypedContract token = TypedContracts.At(node, contracts.Token.Address, Abi("RetoToken"));
        Address wallet = EthereumClient.Wallets(Tree()).AddressAt(new DerivationPath(7, 2_147_483_647));
        PayBatch batch = await FundedBatchAsync(node, contracts, wallet);

        // The call that pays, coded by the typed contract, is the call that the service makes.
        object?[] arguments =
        [
            batch.CampaignNumber, batch.FirstReward, new Hash32(batch.PreviousTag), batch.ValidUntilSeconds, (BigInteger)batch.DeclaredSaleValue,
            new Hash32(batch.ReceiptsRoot), batch.Fingerprints, new[] { new BigInteger(batch.Words, isUnsigned: true, isBigEndian: true) }, batch.Attestation,
        ];
        Assert.Equal(Convert.ToHexString(batch.Calldata()), Convert.ToHexString(campaigns.Encode("payBatch", arguments)));

        TransactionReceipt receipt = await Account(node, LocalAccounts.Operator).CallAsync(
            contracts.Campaigns, "payBatch", arguments, CancellationToken.None);

        Hash32 tag = (await campaigns.CallAsync("lastTag", [1], BlockTag.Latest, CancellationToken.None)).Get<Hash32>(0);
        Assert.Equal(Amount, (await token.CallAsync("balanceOf", [wallet], BlockTag.At(receipt.BlockHash), CancellationToken.None)).Get<BigInteger>(0));
        Assert.NotNull(await node.GetBlockAsync(BlockTag.Finalized, CancellationToken.None));

        // A receipt is followed by its block: the logs of the block's hash hold the event.
        LogFilter filter = LogFilter.OfBlock(receipt.BlockHash) with
        {
            Addresses = [contracts.Campaigns.Address],
            Topics = RetoContracts.CampaignsAbi.Event("BatchPaid").Topics(1),
        };
        LogEntry log = Assert.Single(await node.GetLogsAsync(filter, CancellationToken.None));
        Assert.True(campaigns.TryDecode("BatchPaid", log, out AbiValues? paid));
        Assert.Equal((tag, Amount, 1L), (paid.Get<Hash32>("tag"), paid.Get<BigInteger>("total"), paid.Get<long>("count")));
        Assert.Equal(receipt.TransactionHash, log.TransactionHash);
    }

    [Fact]
    public async Task A_custom_error_comes_by_its_name_with_its_arguments()
    {
        (IEthereumNode node, LocalContracts contracts) = await DeployAsync();
        ITypedContract campaigns = TypedContracts.At(node, contracts.Campaigns.Address, Abi("RetoCampaigns"));
        ITypedContract token = TypedContracts.At(node, contracts.Token.Address, Abi("RetoToken"));

        ContractRevertedException stranger = await Assert.ThrowsAsync<ContractRevertedException>(
            () => campaigns.CallAsync("commitLiabilities", [1, 0, Hash32.Zero], BlockTag.Latest, CancellationToken.None));
        ContractRevertedException poor = await Assert.ThrowsAsync<ContractRevertedException>(
            () => token.CallAsync("transfer", [contracts.Campaigns.Address, 5], BlockTag.Latest, CancellationToken.None));

        Assert.Equal("RetoCampaigns_NotOperator", stranger.Decoded.Name);
        Assert.Equal("ERC20InsufficientBalance", poor.Decoded.Name);
        Assert.Equal(5, poor.Decoded.Values.Get<int>("needed"));
    }

    public void Dispose() => handler.Dispose();

    private static string Abi(string name) => System.Text.Json.JsonDocument
        .Parse(File.ReadAllText(Path.Combine(RepositoryFiles.Root(), "artifacts", "contracts", $"{name}.sol", $"{name}.json")))
        .RootElement.GetProperty("abi").GetRawText();

    private static ExtendedPublicKey Tree()
    {
        using ExtendedPrivateKey root = Mnemonic.Parse(LocalAccounts.Mnemonic).ToRoot("");
        using ExtendedPrivateKey account = root.Derive(DerivationPath.Parse("m/44'/60'/0'"));
        return account.ToPublic();
    }

    /// <summary>A development account whose key the client under test holds.</summary>
    private static LocalAccount Account(IEthereumNode node, uint index)
    {
        using ExtendedPrivateKey root = Mnemonic.Parse(LocalAccounts.Mnemonic).ToRoot("");
        using ExtendedPrivateKey account = root.Derive(DerivationPath.Account(index));
        ISigner signer = EthereumClient.Signer(account.ToSecretKey());
        return new LocalAccount(node, signer, signer.Accounts.Single(), LocalAccounts.ChainId);
    }

    private async Task<(IEthereumNode Node, LocalContracts Contracts)> DeployAsync()
    {
        IEthereumNode node = EthereumClient.Node(
            handler, new HttpNodeOptions { Endpoint = chain.Process.Endpoint, Deadline = TimeSpan.FromSeconds(60) }, TimeProvider.System);
        LocalContracts contracts = await new ContractDeployer(node).DeployAsync(
            Account(node, LocalAccounts.Owner), chain.Accounts.AddressOf(LocalAccounts.Operator), CancellationToken.None);
        return (node, contracts);
    }

    /// <summary>A campaign with funds, and its first batch of one reward.</summary>
    private static async Task<PayBatch> FundedBatchAsync(IEthereumNode node, LocalContracts contracts, Address wallet)
    {
        LocalAccount partner = Account(node, LocalAccounts.FirstPartner);
        long now = (await node.GetBlockAsync(BlockTag.Latest, CancellationToken.None))!.Timestamp;
        Hash32 terms = new(System.Security.Cryptography.SHA256.HashData("terms"u8));
        await partner.CallAsync(contracts.Exchange, "buy", [], 1_000 * ContractDeployer.WeiPerReto, CancellationToken.None);
        await partner.CallAsync(contracts.Token, "approve", [contracts.Campaigns.Address, Amount], CancellationToken.None);
        object?[] campaign =
            [0, now - 86_400, now + (365 * 86_400), 86_400, terms, now - 86_400, Amount, Amount, uint.MaxValue, Address.Zero];
        await partner.CallAsync(contracts.Campaigns, "createCampaign", [campaign], CancellationToken.None);
        await partner.CallAsync(contracts.Campaigns, "fund", [1, Amount], CancellationToken.None);
        byte[] word = new byte[Hash32.Length];
        wallet.CopyTo(word);
        Amount.ToByteArray(isUnsigned: true, isBigEndian: true).CopyTo(word.AsSpan(Hash32.Length - Amount.GetByteCount(isUnsigned: true)));
        long first = (await contracts.Campaigns.CallAsync("nextReward", [1], BlockTag.Latest, CancellationToken.None)).Get<long>(0);
        return new PayBatch(
            1, first, BatchTag.First(LocalAccounts.ChainId, contracts.Campaigns.Address, 1), now + 86_400, (UInt128)Amount, terms.ToArray(),
            [1, 2, 3, 4, 5, 6, 7, 8], word, []);
    }
}
