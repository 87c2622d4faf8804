namespace RetoRewards.Ethereum.Wallets;

/// <summary>Derives the addresses of a tree of wallets (BIP-32), with or without the keys to them.</summary>
public interface IWalletDerivation
{
    /// <summary>The address at a path below this node of the tree.</summary>
    /// <param name="path">A path relative to this node; an empty one is the node itself.</param>
    /// <returns>The address.</returns>
    /// <exception cref="WalletDerivationException">
    /// A hardened step where only the public key is known, or the one step in 2^127 that has no child: take the next index.
    /// </exception>
    Address AddressAt(DerivationPath path);
}
