using RetoRewards.Chain.Local;

namespace RetoRewards.Chain.Keys;

/// <summary>Keeps the public development mnemonic on local chains.</summary>
internal static class DevelopmentMnemonic
{
    /// <exception cref="ChainRefusedException">The words are the public ones and the chain is not a local one.</exception>
    public static void RefuseElsewhere(string words, long chainId)
    {
        string normal = string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (string.Equals(normal, LocalAccounts.Mnemonic, StringComparison.OrdinalIgnoreCase) && chainId != LocalAccounts.ChainId)
        {
            throw new ChainRefusedException(
                $"Keys:Mnemonic is the well-known development mnemonic, which anyone can spend from. "
                + $"It is accepted on chain {LocalAccounts.ChainId} only, and this is chain {chainId}.");
        }
    }
}
