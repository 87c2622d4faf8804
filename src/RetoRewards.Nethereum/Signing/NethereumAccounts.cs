using Nethereum.RPC.Accounts;
using Nethereum.Signer;
using Nethereum.Web3.Accounts;
using RetoRewards.Ethereum.Signing;

namespace RetoRewards.Nethereum.Signing;

/// <summary>Turns Nethereum's accounts into signers.</summary>
public static class NethereumAccounts
{
    /// <summary>The signer of an account. Its transaction manager and its nonce service are not used: nonces are the caller's.</summary>
    /// <param name="account">An account with a key, or an external one; the latter need not be initialised.</param>
    /// <param name="deadline">How long an external signer may take for one answer; over zero.</param>
    /// <param name="clock">Measures the deadline.</param>
    /// <param name="cancellationToken">Ends the wait for an external signer.</param>
    /// <returns>The signer.</returns>
    /// <exception cref="ArgumentException">The account signs no hashes: a node's own account, say, or a hardware wallet's.</exception>
    /// <exception cref="TimeoutException">An external signer did not answer within the deadline.</exception>
    public static async Task<ISigner> SignerOfAsync(
        IAccount account, TimeSpan deadline, TimeProvider clock, CancellationToken cancellationToken) =>
        account switch
        {
            Account local => new NethereumSigner(new EthECKey(local.PrivateKey)),
            ExternalAccount external => await VaultSigner.OpenAsync(external.ExternalSigner, deadline, clock, cancellationToken),
            _ => throw new ArgumentException($"A {account.GetType().Name} signs no hashes.", nameof(account)),
        };
}
