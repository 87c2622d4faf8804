using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Chain;

/// <summary>What a node's answer to signed bytes proves.</summary>
internal enum SendAnswer
{
    /// <summary>The node has them, or may have them: look on chain.</summary>
    Unknown,

    /// <summary>The account cannot pay the fee: no node of this state takes them.</summary>
    OutOfGas,

    /// <summary>The nonce is used up: by these bytes, another attempt of ours, or a stranger. The chain tells.</summary>
    NonceUsed,

    /// <summary>Other bytes with this nonce wait at the node and pay nearly as much.</summary>
    Underpriced,
}

/// <summary>Reads the words of nodes. Only what is known to mean that the bytes were not taken proves anything.</summary>
internal static class SendAnswers
{
    /// <remarks>The wordings are those of geth, Nethermind, Besu, Erigon, Hardhat and anvil.</remarks>
    public static SendAnswer Classify(RpcError error)
    {
        string words = error.Message;
        if (Says(words, "insufficient funds") || Says(words, "enough funds") || Says(words, "upfront cost"))
        {
            return SendAnswer.OutOfGas;
        }

        if (Says(words, "nonce too low") || Says(words, "nonce is too low") || Says(words, "nonce has already been used")
            || Says(words, "OldNonce"))
        {
            return SendAnswer.NonceUsed;
        }

        return Says(words, "underpriced") || Says(words, "ReplacementNotAllowed") ? SendAnswer.Underpriced : SendAnswer.Unknown;
    }

    private static bool Says(string words, string part) => words.Contains(part, StringComparison.OrdinalIgnoreCase);
}
