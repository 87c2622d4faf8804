using System.Text.Json;
using RetoRewards.Ethereum.Abi;

namespace RetoRewards.Ethereum.Contracts;

/// <summary>A compiled contract as Hardhat writes it.</summary>
/// <param name="Name">The contract's name.</param>
/// <param name="Abi">Its ABI.</param>
/// <param name="Bytecode">Its creation code; none of an interface.</param>
/// <param name="DeployedBytecode">The code that then lies on the chain, before immutables are set; none of an interface.</param>
public sealed record ContractArtifact(string Name, ContractAbi Abi, ReadOnlyMemory<byte> Bytecode, ReadOnlyMemory<byte> DeployedBytecode)
{
    /// <summary>Reads an artifact.</summary>
    /// <param name="json">The text of Hardhat's file, format <c>hh-sol-artifact-1</c>.</param>
    /// <returns>The artifact.</returns>
    /// <exception cref="AbiException">Malformed JSON, a lacking member, or bytecode with libraries yet to be linked.</exception>
    public static ContractArtifact Parse(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            return new ContractArtifact(
                AbiJson.Text(root, "contractName", ""),
                ContractAbi.Read(root.TryGetProperty("abi", out JsonElement abi) ? abi : default),
                Code(root, "bytecode"),
                Code(root, "deployedBytecode"));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new AbiException("The artifact is not the JSON that Hardhat writes.", exception);
        }
    }

    private static byte[] Code(JsonElement root, string member) =>
        Hex.TryDecode(AbiJson.Text(root, member, "0x"), out byte[] code)
            ? code
            : throw new AbiException($"The artifact's {member} is not hexadecimal: a library may still have to be linked.");
}
