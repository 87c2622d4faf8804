using System.Text.Json;
using RetoRewards.Ethereum.Curve;
using RetoRewards.Ethereum.Hashing;
using RetoRewards.Ethereum.Messages;
using RetoRewards.Ethereum.Signing;
using RetoRewards.Ethereum.Transactions;

namespace RetoRewards.Ethereum.Tests.Conformance;

/// <summary>What every implementation of <see cref="ISigner"/> does.</summary>
public sealed class SignerConformanceTests
{
    // Source: EIP-712, assets/eip-712/Example.js in its Solidity form.
    private const string Mail =
        """
        {"types":{
          "EIP712Domain":[{"name":"name","type":"string"},{"name":"version","type":"string"},{"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"}],
          "Person":[{"name":"name","type":"string"},{"name":"wallet","type":"address"}],
          "Mail":[{"name":"from","type":"Person"},{"name":"to","type":"Person"},{"name":"contents","type":"string"}]},
        "primaryType":"Mail",
        "domain":{"name":"Ether Mail","version":"1","chainId":1,"verifyingContract":"0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"},
        "message":{
          "from":{"name":"Cow","wallet":"0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"},
          "to":{"name":"Bob","wallet":"0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"},
          "contents":"Hello, Bob!"}}
        """;

    private const string MailSignature =
        "0x4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b915621c";

    /// <summary>Keys that lose bytes where somebody handles them as numbers: the first byte, three bytes, all but the last.</summary>
    public static TheoryData<string> ShortKeys =>
    [
        "0x00aa9f0d3c1be3a9d7c4a2b1908f7e6d5c4b3a29180716050403020100ffeedd",
        "0x0000003c1be3a9d7c4a2b1908f7e6d5c4b3a29180716050403020100ffeeddcc",
        "0x0000000000000000000000000000000000000000000000000000000000000001",
    ];

    [Fact]
    public async Task Published_transactions_come_out_to_the_byte()
    {
        foreach (JsonElement row in Vectors.Load("transactions"))
        {
            ISigner signer = ClientUnderTest.Signer(row.Bytes("privateKey"));
            DecodedTransaction published = DecodedTransaction.Read(row.Bytes("signedLondon"));
            Hash32 digest = Keccak256.Hash(row.Bytes("unsignedLondon"));

            Signature signature = await signer.SignAsync(signer.Accounts.Single(), digest, CancellationToken.None);

            Assert.True(signature.TryRecover(digest, out Address recovered), row.Text("name"));
            Assert.Equal(published.From, recovered);
            if (ClientUnderTest.IsDeterministic)
            {
                Assert.Equal((row.Text("name"), published.Signature), (row.Text("name"), signature));
            }
        }
    }

    [Fact]
    public void Published_keys_have_the_published_accounts()
    {
        foreach (JsonElement row in Vectors.Load("accounts"))
        {
            Assert.Equal(row.Text("address"), ClientUnderTest.Signer(row.Bytes("privateKey")).Accounts.Single().ToString());
        }
    }

    [Theory]
    [MemberData(nameof(ShortKeys))]
    public async Task A_key_that_starts_with_zeros_signs_as_any_other_does(string secret)
    {
        ISigner signer = ClientUnderTest.Signer(Hex.Decode(secret));
        using LocalSigner ours = new(new SecretKey(Hex.Decode(secret)));
        Assert.Equal(ours.Accounts, signer.Accounts);
        for (int round = 0; round < 20; round++)
        {
            Hash32 digest = Keccak256.Hash($"round {round}");

            Signature signature = await signer.SignAsync(signer.Accounts.Single(), digest, CancellationToken.None);

            Assert.True(signature.TryRecover(digest, out Address recovered) && recovered == signer.Accounts.Single());
            if (ClientUnderTest.IsDeterministic && Secp256k1.Default is NativeSecp256k1)
            {
                Assert.Equal(await ours.SignAsync(signer.Accounts.Single(), digest, CancellationToken.None), signature);
            }
        }
    }

    // Source: the vectors of deterministic ECDSA on secp256k1 with SHA-256 that wallets share; the key is 1.
    [Fact]
    public async Task The_key_one_signs_the_shared_vector()
    {
        ISigner signer = ClientUnderTest.Signer(Hex.Decode($"0x{new string('0', 63)}1"));
        Hash32 digest = new(System.Security.Cryptography.SHA256.HashData("Satoshi Nakamoto"u8));

        Signature signature = await signer.SignAsync(signer.Accounts.Single(), digest, CancellationToken.None);

        Assert.True(signature.TryRecover(digest, out Address recovered) && recovered == signer.Accounts.Single());
        if (ClientUnderTest.IsDeterministic)
        {
            Assert.Equal("0x934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8", signature.R.ToString());
            Assert.Equal("0x2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5", signature.S.ToString());
        }
    }

    [Fact]
    public async Task Typed_data_has_its_published_digest_and_its_published_signature()
    {
        ISigner cow = ClientUnderTest.Signer(Keccak256.Hash("cow").ToArray());

        Hash32 digest = ClientUnderTest.TypedDataHash(Mail);
        Signature signature = await cow.SignAsync(cow.Accounts.Single(), digest, CancellationToken.None);

        Assert.Equal("0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2", digest.ToString());
        Assert.Equal(TypedData.Parse(Mail).Hash(), digest);
        Assert.True(signature.TryRecover(digest, out Address signer));
        Assert.Equal("0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826", signer.ToString());
        Assert.Equal(ClientUnderTest.IsDeterministic, signature.ToString() == MailSignature);
    }

    [Fact]
    public async Task An_account_without_a_key_here_is_refused_and_a_cancelled_signature_is_not_made()
    {
        ISigner signer = ClientUnderTest.Signer(Keccak256.Hash("key").ToArray());
        Address stranger = Address.Parse("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed");

        UnknownAccountException unknown = await Assert.ThrowsAsync<UnknownAccountException>(
            () => signer.SignAsync(stranger, Hash32.Zero, CancellationToken.None));
        Assert.Equal(stranger, unknown.Account);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => signer.SignAsync(signer.Accounts.Single(), Hash32.Zero, new CancellationToken(canceled: true)));
    }
}
