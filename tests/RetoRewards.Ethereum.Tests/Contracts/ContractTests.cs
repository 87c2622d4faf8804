using System.Text.Json;
using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Contracts;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Ethereum.Tests.Nodes;

namespace RetoRewards.Ethereum.Tests.Contracts;

public sealed class ContractTests
{
    private const string Artifact =
        """
        {"_format":"hh-sol-artifact-1","contractName":"Vault","abi":[
          {"type":"constructor","inputs":[{"name":"cap","type":"uint256"}]},
          {"type":"function","name":"balanceOf","inputs":[{"name":"who","type":"address"}],"outputs":[{"name":"amount","type":"uint256"}]},
          {"type":"error","name":"NotOperator","inputs":[{"name":"caller","type":"address"}]}],
         "bytecode":"0x6001","deployedBytecode":"0x6002","linkReferences":{}}
        """;

    private static readonly Address Vault = Address.Parse("0x00000000000000000000000000000000000000cc");

    [Fact]
    public async Task A_contract_is_read_by_the_names_of_its_artifact()
    {
        ContractArtifact artifact = ContractArtifact.Parse(Artifact);
        (IEthereumNode node, ScriptedHandler asked) = Node(request => ScriptedHandler.Result(request, $"\"0x{new string('0', 63)}9\""));
        Contract contract = new(node, Vault, artifact.Abi);

        AbiValues values = await contract.CallAsync("balanceOf", [Vault], BlockTag.Latest, CancellationToken.None);

        Assert.Equal(9, values.Get<int>("amount"));
        JsonElement call = asked.Requests[0].GetProperty("params")[0];
        Assert.Equal($"0x70a08231{new string('0', 62)}cc", call.Text("data"));
        Assert.Equal(Vault.ToLowerHex(), call.Text("to"));
        Assert.Equal(("Vault", "0x6002"), (artifact.Name, Hex.Encode(artifact.DeployedBytecode.Span)));
        Assert.Equal($"0x6001{new string('0', 63)}5", Hex.Encode(artifact.Abi.EncodeConstructor(artifact.Bytecode, 5)));
    }

    [Fact]
    public async Task A_revert_that_the_abi_names_is_thrown_by_its_name_and_any_other_as_it_is()
    {
        string revert = Hex.Encode(ContractAbi.Parse("""[{"type":"function","name":"NotOperator","inputs":[{"name":"c","type":"address"}]}]""").Function("NotOperator").Encode(Vault));
        ContractAbi abi = ContractArtifact.Parse(Artifact).Abi;
        (IEthereumNode named, _) = Node(request => ScriptedHandler.Error(request, $$"""{"code":3,"message":"execution reverted","data":"{{revert}}"}"""));
        (IEthereumNode other, _) = Node(request => ScriptedHandler.Error(request, """{"code":3,"message":"execution reverted","data":"0x01020304"}"""));

        ContractRevertedException thrown = await Assert.ThrowsAsync<ContractRevertedException>(
            () => new Contract(named, Vault, abi).TryAsync(Vault, "balanceOf", [Vault], BlockTag.Latest, CancellationToken.None));
        Assert.Equal(("NotOperator", Vault), (thrown.Decoded.Name, thrown.Decoded.Values.Get<Address>("caller")));
        Assert.Contains("NotOperator(0x", thrown.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ContractRevertedException>(
            () => new Contract(named, Vault, abi).EstimateGasAsync(Vault, "balanceOf", [Vault], CancellationToken.None));
        RpcRefusedException plain = await Assert.ThrowsAsync<RpcRefusedException>(
            () => new Contract(other, Vault, abi).CallAsync("balanceOf", [Vault], BlockTag.Latest, CancellationToken.None));
        Assert.Equal("0x01020304", Hex.Encode(plain.Error.Data.Span));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"abi":[],"bytecode":"0x60__$aaaa$__01"}""")]
    [InlineData("""{"abi":[{"type":"function","name":"f","inputs":[{"name":"a","type":"uint7"}]}]}""")]
    [InlineData("""{"abi":[7]}""")]
    public void An_artifact_that_is_none_or_is_not_linked_is_refused(string json) => Assert.Throws<AbiException>(() => ContractArtifact.Parse(json));

    private static (IEthereumNode Node, ScriptedHandler Asked) Node(Func<JsonElement, HttpResponseMessage> answer)
    {
        ScriptedHandler handler = ScriptedHandler.Always(answer);
        HttpNodeOptions options = new() { Endpoint = new Uri("http://node.example"), MaxReadRetries = 0 };
        return (new HttpEthereumNode(new HttpClient(handler), options, TimeProvider.System), handler);
    }
}
