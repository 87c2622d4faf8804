using System.Text.Json;
using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Curve;
using RetoRewards.Ethereum.Hashing;
using RetoRewards.Ethereum.Messages;
using RetoRewards.Ethereum.Signing;
using RetoRewards.Ethereum.Tests.Curve;

namespace RetoRewards.Ethereum.Tests.Messages;

public sealed class MessageTests
{
    // Source: EIP-712, assets/eip-712/Example.js in its Solidity form (name, version, chainId, verifyingContract).
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

    [Theory]
    [MemberData(nameof(Curves.Names), MemberType = typeof(Curves))]
    public void The_mail_of_Eip_712_hashes_and_its_signature_recovers(string name)
    {
        TypedData mail = TypedData.Parse(Mail);
        using SecretKey cow = new(Keccak256.Hash("cow").ToArray(), Curves.Named(name));

        Assert.Equal("Mail(Person from,Person to,string contents)Person(string name,address wallet)", mail.EncodeType("Mail"));
        Assert.Equal("0xf2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f", mail.DomainSeparator().ToString());
        Assert.Equal("0xc52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e", mail.MessageHash().ToString());
        Assert.Equal("0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2", mail.Hash().ToString());
        Signature published = Signature.FromBytes(Hex.Decode(
            "0x4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b915621c"));
        Assert.True(published.TryRecover(mail.Hash(), out Address signer));
        Assert.Equal("0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826", signer.ToString());
        Signature ours = cow.Sign(mail.Hash());
        Assert.True(ours.TryRecover(mail.Hash(), out Address again) && again == signer);
        Assert.Equal(Curves.Named(name) is NativeSecp256k1, ours == published);
    }

    // Source: EIP-712, assets/eip-712/Example.js, whose domain has a member that the text does not name.
    [Fact]
    public void A_domain_spelled_out_in_the_types_is_taken_as_it_stands()
    {
        string json = Mail
            .Replace("""{"name":"verifyingContract","type":"address"}]""", """{"name":"httpOrigin","type":"string"},{"name":"verifyingContract","type":"address"}]""", StringComparison.Ordinal)
            .Replace("""chainId":1,""", """chainId":1,"httpOrigin":"https://ether-mail.eth",""", StringComparison.Ordinal);

        Assert.Equal("0xa5f5fa6b05af38f2e9d2889ac36f5a4ba31e20646781d23739de458d86d6593e", TypedData.Parse(json).Hash().ToString());
    }

    [Fact]
    public void The_same_mail_described_in_code_has_the_same_hash()
    {
        TypedData mail = new(
            new TypedDataDomain { Name = "Ether Mail", Version = "1", ChainId = 1, VerifyingContract = Address.Parse("0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC") },
            new Dictionary<string, IReadOnlyList<TypedField>>
            {
                ["Person"] = [new("name", "string"), new("wallet", "address")],
                ["Mail"] = [new("from", "Person"), new("to", "Person"), new("contents", "string")],
            },
            "Mail",
            new Dictionary<string, object?>
            {
                ["from"] = new Dictionary<string, object?> { ["name"] = "Cow", ["wallet"] = Address.Parse("0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826") },
                ["to"] = new Dictionary<string, object?> { ["name"] = "Bob", ["wallet"] = Address.Parse("0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB") },
                ["contents"] = "Hello, Bob!",
            });

        Assert.Equal(TypedData.Parse(Mail).Hash(), mail.Hash());
    }

    [Fact]
    public void Published_typed_data_has_the_published_digests()
    {
        foreach (JsonElement row in Vectors.Load("typed-data"))
        {
            string json = $$"""{"types":{{row.GetProperty("types")}},"primaryType":"{{row.Text("primaryType")}}","domain":{{row.GetProperty("domain")}},"message":{{row.GetProperty("data")}}}""";

            Assert.Equal((row.Text("name"), row.Text("digest")), (row.Text("name"), TypedData.Parse(json).Hash().ToString()));
        }
    }

    [Theory]
    [InlineData("\"contents\":\"Hello, Bob!\"", "\"contents\":7")]
    [InlineData("\"contents\":\"Hello, Bob!\"", "\"content\":\"Hello, Bob!\"")]
    [InlineData("\"chainId\":1", "\"chainId\":\"0x\"")]
    [InlineData("\"chainId\":1", "\"chainId\":-1")]
    [InlineData("\"chainId\":1", "\"chainId\":1.5")]
    [InlineData("\"wallet\":\"0xCD2a", "\"wallet\":\"0xCD2b")]
    [InlineData("\"primaryType\":\"Mail\"", "\"primaryType\":\"Letter\"")]
    [InlineData("\"to\",\"type\":\"Person\"", "\"to\",\"type\":\"Persons\"")]
    [InlineData("\"to\":{\"name\":\"Bob\"", "\"to\":[],\"x\":{\"name\":\"Bob\"")]
    [InlineData("\"message\"", "\"massage\"")]
    [InlineData("{\"types\"", "[\"types\"")]
    public void Typed_data_that_does_not_fit_its_types_is_refused(string part, string instead)
    {
        string json = Mail.Replace(part, instead, StringComparison.Ordinal);
        Assert.NotEqual(Mail, json);

        Assert.Throws<AbiException>(() => TypedData.Parse(json).Hash());
    }

    // Source: ethers.js documentation and tests of hashMessage; the digest of "hello world" is widely published.
    [Fact]
    public void A_personal_message_hashes_with_its_length_in_bytes()
    {
        Assert.Equal("0xd9eba16ed0ecae432b71fe008c98cc872bb4cc214d3220a36f365326cf807d68", PersonalMessage.Hash("hello world").ToString());
        Assert.Equal("0xa1de988600a42c4b4ab089b619297c17d53cffae5d5120d82d8a92d0bb3b78f2", PersonalMessage.Hash("Hello World").ToString());
        Assert.Equal(PersonalMessage.Hash("caf\u00e9"), PersonalMessage.Hash([0x63, 0x61, 0x66, 0xc3, 0xa9]));
    }

    [Theory]
    [InlineData(64, 27)]
    [InlineData(66, 27)]
    [InlineData(65, 29)]
    [InlineData(65, 2)]
    public void A_signature_of_another_length_or_v_is_refused(int length, byte v)
    {
        byte[] bytes = new byte[length];
        bytes[^1] = v;

        Assert.Throws<FormatException>(() => Signature.FromBytes(bytes));
    }

    [Fact]
    public void A_signature_reads_back_from_its_bytes_whichever_v_it_carries()
    {
        using SecretKey key = new(Keccak256.Hash("cow").ToArray());
        Signature signature = key.Sign(Keccak256.Hash("digest"));
        byte[] bytes = signature.ToArray();

        Assert.Equal(signature, Signature.FromBytes(bytes));
        bytes[64] -= 27;
        Assert.Equal(signature, Signature.FromBytes(bytes));
    }
}
