using System.Numerics;
using Microsoft.Extensions.Options;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Messages;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Ethereum.Signing;

namespace RetoRewards.Chain.Batches;

/// <summary>What a campaign's attestor signs of a batch, and the check of its signature, as the contract makes it.</summary>
internal sealed class Attestations(IEthereumNode node, IOptions<ChainOptions> options)
{
    /// <summary>Longest signature taken; a contract wallet's may carry several.</summary>
    public const int MaxSignatureBytes = 4_096;

    /// <summary>The gas that the contract leaves a wallet for its answer.</summary>
    private const long WalletGas = 200_000;

    /// <summary>What isValidSignature answers when the signature is valid (ERC-1271).</summary>
    private const uint ValidAnswer = 0x1626ba7e;

    private static readonly AbiFunction IsValidSignature = ContractAbi.Parse(
        """
        [{"type":"function","name":"isValidSignature","stateMutability":"view",
          "inputs":[{"name":"hash","type":"bytes32"},{"name":"signature","type":"bytes"}],"outputs":[{"name":"","type":"bytes4"}]}]
        """).Function("isValidSignature");

    private static readonly Dictionary<string, IReadOnlyList<TypedField>> Types = new()
    {
        ["BatchAttestation"] =
        [
            new TypedField("campaignId", "uint64"),
            new TypedField("tag", "bytes32"),
            new TypedField("validUntil", "uint64"),
            new TypedField("declaredSaleValue", "uint128"),
        ],
    };

    public long ChainId => options.Value.ChainId;

    /// <summary>The EIP-712 digest of a batch, in the domain of the contract that checks it.</summary>
    public Hash32 Digest(Address contract, long campaignNumber, byte[] tag, long validUntilSeconds, UInt128 declaredSaleValue) => new TypedData(
        new TypedDataDomain { Name = "RetoCampaigns", Version = "1", ChainId = ChainId, VerifyingContract = contract },
        Types,
        "BatchAttestation",
        new Dictionary<string, object?>
        {
            ["campaignId"] = new BigInteger(campaignNumber),
            ["tag"] = tag,
            ["validUntil"] = new BigInteger(validUntilSeconds),
            ["declaredSaleValue"] = (BigInteger)declaredSaleValue,
        }).Hash();

    /// <summary>Whether the contract would take the signature: by recovery for an ordinary account, by asking a contract wallet (ERC-1271).</summary>
    /// <exception cref="RpcFaultException">The node could not be asked.</exception>
    public async Task<bool> IsValidAsync(Address contract, Address attestor, Hash32 digest, byte[] signature, CancellationToken cancellationToken)
    {
        byte[] code = await node.GetCodeAsync(attestor, BlockTag.Latest, cancellationToken);
        return code.Length == 0
            ? IsRecovered(attestor, digest, signature)
            : await IsConfirmedAsync(contract, attestor, digest, signature, cancellationToken);
    }

    // The contract's library takes v as 27 or 28 only, where wallets may also write 0 or 1.
    private static bool IsRecovered(Address attestor, Hash32 digest, byte[] signature) =>
        signature.Length == Signature.Length
        && signature[^1] is 27 or 28
        && Signature.FromBytes(signature).TryRecover(digest, out Address signer)
        && signer == attestor;

    private async Task<bool> IsConfirmedAsync(
        Address contract, Address attestor, Hash32 digest, byte[] signature, CancellationToken cancellationToken)
    {
        CallRequest call = new()
        {
            From = contract,
            To = attestor,
            Data = IsValidSignature.Encode(digest, signature),
            // What the contract gives it, and what a call costs by itself.
            GasLimit = WalletGas + 21_000 + (16L * (signature.Length + 132)),
        };
        try
        {
            byte[] answer = await node.CallAsync(call, BlockTag.Latest, null, cancellationToken);
            return answer.Length >= Hash32.Length
                && System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(answer) == ValidAnswer
                && answer.AsSpan(sizeof(uint), Hash32.Length - sizeof(uint)).IndexOfAnyExcept((byte)0) < 0;
        }
        catch (RpcRefusedException)
        {
            // The wallet reverted or ran out of gas, which the contract takes as a no.
            return false;
        }
    }
}
