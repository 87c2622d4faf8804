using System.Security.Cryptography;
using Nethereum.Model;
using Nethereum.Signer;
using Nethereum.Signer.Crypto;
using Nethereum.Web3.Accounts;
using Nethereum.Web3.Accounts.Managed;
using Org.BouncyCastle.Math;
using RetoRewards.Ethereum.Hashing;
using RetoRewards.Ethereum.Signing;
using RetoRewards.Nethereum.Signing;
using Account = Nethereum.Web3.Accounts.Account;
using Signature = RetoRewards.Ethereum.Signing.Signature;

namespace RetoRewards.Ethereum.Tests.Conformance;

/// <summary>External signers of Nethereum's behind the seam, and what they may do wrong.</summary>
public sealed class VaultSignerTests
{
    private const string ShortSecret = "0x00aa9f0d3c1be3a9d7c4a2b1908f7e6d5c4b3a29180716050403020100ffeedd";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly Hash32 Digest = Keccak256.Hash("digest");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_vaults_signature_comes_in_Ethereums_form_whichever_form_it_had(bool high)
    {
        using NethereumSigner local = new(new EthECKey(ShortSecret));
        VaultSigner signer = await OpenAsync(new TestVault(ShortSecret) { High = high });

        Signature signature = await signer.SignAsync(signer.Accounts.Single(), Digest, CancellationToken.None);

        Assert.Equal(local.Accounts, signer.Accounts);
        Assert.Equal(await local.SignAsync(signer.Accounts.Single(), Digest, CancellationToken.None), signature);
        Assert.True(signature.TryRecover(Digest, out Address recovered) && recovered == signer.Accounts.Single());
        await Assert.ThrowsAsync<UnknownAccountException>(() => signer.SignAsync(Address.Zero, Digest, CancellationToken.None));
    }

    [Fact]
    public async Task A_vault_that_stays_silent_is_left_when_the_caller_cancels_or_the_deadline_passes()
    {
        TestVault vault = new(ShortSecret);
        VaultSigner patient = await OpenAsync(vault);
        VaultSigner hasty = await VaultSigner.OpenAsync(vault, TimeSpan.FromMilliseconds(500), TimeProvider.System, CancellationToken.None);
        vault.Silent = true;
        using CancellationTokenSource cancel = new();

        Task<Signature> asked = patient.SignAsync(patient.Accounts.Single(), Digest, cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.WaitAsync(Patience));
        await Assert.ThrowsAsync<TimeoutException>(() => hasty.SignAsync(hasty.Accounts.Single(), Digest, CancellationToken.None));
    }

    [Fact]
    public async Task What_is_no_signature_of_the_account_is_not_handed_on()
    {
        TestVault vault = new(ShortSecret);
        VaultSigner signer = await OpenAsync(vault);
        vault.SignAs(Keccak256.Hash("another").ToString());

        await Assert.ThrowsAsync<CryptographicException>(() => signer.SignAsync(signer.Accounts.Single(), Digest, CancellationToken.None));
    }

    [Fact]
    public async Task A_signer_that_signs_no_hashes_is_refused_when_it_is_opened()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => OpenAsync(new TestVault(ShortSecret, ExternalSignerTransactionFormat.RLP)));
        await Assert.ThrowsAsync<ArgumentException>(() => OpenAsync(new TestVault(ShortSecret, ExternalSignerTransactionFormat.Transaction)));
    }

    [Fact]
    public async Task Accounts_of_Nethereums_are_taken_where_they_sign_hashes()
    {
        ISigner local = await NethereumAccounts.SignerOfAsync(new Account(ShortSecret), Patience, TimeProvider.System, CancellationToken.None);
        ISigner external = await NethereumAccounts.SignerOfAsync(
            new ExternalAccount(new TestVault(ShortSecret)), Patience, TimeProvider.System, CancellationToken.None);

        Assert.Equal(local.Accounts, external.Accounts);
        Assert.Equal(
            await local.SignAsync(local.Accounts.Single(), Digest, CancellationToken.None),
            await external.SignAsync(local.Accounts.Single(), Digest, CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentException>(() => NethereumAccounts.SignerOfAsync(
            new ManagedAccount(local.Accounts.Single().ToString(), "password"), Patience, TimeProvider.System, CancellationToken.None));
    }

    private static Task<VaultSigner> OpenAsync(TestVault vault) =>
        VaultSigner.OpenAsync(vault, Patience, TimeProvider.System, CancellationToken.None);

    /// <summary>A key vault as Nethereum's ones for AWS and Azure are built: it signs hashes and gives r and s.</summary>
    private sealed class TestVault(string secret, ExternalSignerTransactionFormat format = ExternalSignerTransactionFormat.Hash) : EthExternalSignerBase
    {
        private static readonly BigInteger Order = new("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

        private readonly EthECKey _key = new(secret);
        private EthECKey _signs = new(secret);

        public bool High { get; init; }

        public bool Silent { get; set; }

        public override bool Supported1559 => true;

        public override ExternalSignerTransactionFormat ExternalSignerTransactionFormat { get; protected set; } = format;

        public override bool CalculatesV { get; protected set; } = true;

        public void SignAs(string other) => _signs = new EthECKey(other);

        public override Task SignAsync(LegacyTransactionChainId transaction) => throw new NotSupportedException();

        public override Task SignAsync(LegacyTransaction transaction) => throw new NotSupportedException();

        public override Task SignAsync(Transaction1559 transaction) => throw new NotSupportedException();

        public override Task SignAsync(Transaction7702 transaction) => throw new NotSupportedException();

        protected override Task<byte[]> GetPublicKeyAsync() => Task.FromResult(_key.GetPubKey());

        protected override async Task<ECDSASignature> SignExternallyAsync(byte[] bytes)
        {
            if (Silent)
            {
                await Task.Delay(Timeout.Infinite);
            }

            EthECDSASignature signed = _signs.Sign(bytes);
            BigInteger s = new(1, signed.S);
            return new ECDSASignature(new BigInteger(1, signed.R), High ? Order.Subtract(s) : s);
        }
    }
}
