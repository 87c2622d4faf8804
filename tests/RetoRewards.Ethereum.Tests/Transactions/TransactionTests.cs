using System.Globalization;
using System.Numerics;
using System.Text.Json;
using RetoRewards.Ethereum.Curve;
using RetoRewards.Ethereum.Hashing;
using RetoRewards.Ethereum.Signing;
using RetoRewards.Ethereum.Tests.Curve;
using RetoRewards.Ethereum.Transactions;

namespace RetoRewards.Ethereum.Tests.Transactions;

public sealed class TransactionTests
{
    [Theory]
    [MemberData(nameof(Curves.Names), MemberType = typeof(Curves))]
    public async Task Published_transactions_are_coded_hashed_and_signed(string name)
    {
        ISecp256k1 curve = Curves.Named(name);
        foreach (JsonElement row in Vectors.Load("transactions"))
        {
            using SecretKey key = new(row.Bytes("privateKey"), curve);
            using LocalSigner signer = new(key);
            Eip1559Transaction transaction = Unsigned(row.GetProperty("transaction"));
            Assert.Equal(Keccak256.Hash(row.Bytes("unsignedLondon")), transaction.SigningHash());

            SignedTransaction signed = await transaction.SignAsync(signer, key.Address, CancellationToken.None);

            DecodedTransaction decoded = DecodedTransaction.Read(signed.Raw);
            Assert.Equal((key.Address, signed.Hash), (decoded.From, decoded.Hash));
            if (curve is NativeSecp256k1)
            {
                Assert.Equal((row.Text("name"), row.Text("signedLondon")), (row.Text("name"), Hex.Encode(signed.Raw.Span)));
            }
            else
            {
                Assert.Equal(transaction.SigningHash(), Unsigned(row.GetProperty("transaction")).SigningHash());
                Assert.Equal(row.Text("signedLondon"), Hex.Encode(transaction.WithSignature(DecodedTransaction.Read(row.Bytes("signedLondon")).Signature).Raw.Span));
            }
        }
    }

    [Theory]
    [InlineData("signedLegacy", 0)]
    [InlineData("signedEip155", 0)]
    [InlineData("signedBerlin", 1)]
    [InlineData("signedLondon", 2)]
    public void Published_transactions_of_every_type_are_read_back_with_their_sender(string form, int type)
    {
        // Where the chain id is 0 there is no EIP-155 form, and the vector's is empty.
        JsonElement[] rows = [.. Vectors.Load("transactions").Where(row => row.Text(form).Length > 2)];
        Assert.Equal(form == "signedEip155" ? 75 : 150, rows.Length);
        foreach (JsonElement row in rows)
        {
            using SecretKey key = new(row.Bytes("privateKey"));
            Eip1559Transaction expected = Unsigned(row.GetProperty("transaction"));
            BigInteger gasPrice = Number(row.GetProperty("transaction"), "gasPrice");

            DecodedTransaction decoded = DecodedTransaction.Read(row.Bytes(form));

            Assert.Equal((row.Text("name"), key.Address, type), (row.Text("name"), decoded.From, decoded.Type));
            Assert.Equal((expected.Nonce, expected.GasLimit, expected.Value, expected.To), ((long)decoded.Nonce, (long)decoded.GasLimit, decoded.Value, decoded.To));
            Assert.Equal(Hex.Encode(expected.Data.Span), Hex.Encode(decoded.Data.Span));
            Assert.Equal(type == 2 ? expected.MaxFeePerGas : gasPrice, decoded.MaxFeePerGas);
            Assert.Equal(type == 2 ? expected.MaxPriorityFeePerGas : gasPrice, decoded.MaxPriorityFeePerGas);
            Assert.Equal(Keccak256.Hash(row.Bytes(form)), decoded.Hash);
            Assert.Equal(form == "signedLegacy" ? null : expected.ChainId, (long?)decoded.ChainId);
            if (type > 0)
            {
                Assert.Equal(expected.AccessList.SelectMany(entry => entry.Slots), decoded.AccessList.SelectMany(entry => entry.Slots));
                Assert.Equal(expected.AccessList.Select(entry => entry.Account), decoded.AccessList.Select(entry => entry.Account));
            }
        }
    }

    // Source: EIP-155, example.
    [Fact]
    public void The_example_of_Eip_155_is_read()
    {
        DecodedTransaction decoded = DecodedTransaction.Read(Hex.Decode(
            "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83"));
        using SecretKey key = new(Enumerable.Repeat((byte)0x46, 32).ToArray());

        Assert.Equal((key.Address, BigInteger.One, new BigInteger(9)), (decoded.From, decoded.ChainId!.Value, decoded.Nonce));
        Assert.Equal(BigInteger.Pow(10, 18), decoded.Value);
    }

    [Fact]
    public void Contract_addresses_follow_from_sender_and_nonce()
    {
        foreach (JsonElement row in Vectors.Load("created-contracts"))
        {
            Assert.Equal(row.Text("address"), Address.Parse(row.Text("sender")).ContractCreatedAt(row.GetProperty("nonce").GetInt64()).ToString());
        }
    }

    [Fact]
    public void Malformed_transactions_are_refused()
    {
        JsonElement row = Vectors.Load("transactions")[0];
        byte[] good = row.Bytes("signedLondon");
        for (int length = 0; length < good.Length; length++)
        {
            Assert.Throws<FormatException>(() => DecodedTransaction.Read(good.AsMemory(0, length)));
        }

        Assert.Throws<FormatException>(() => DecodedTransaction.Read((byte[])[.. good, 0]));
        Assert.Throws<FormatException>(() => DecodedTransaction.Read((byte[])[3, .. good[1..]]));
        Assert.Throws<FormatException>(() => DecodedTransaction.Read((byte[])[1, .. good[1..]]));
        Assert.Throws<FormatException>(() => DecodedTransaction.Read(row.Bytes("unsignedLondon")));
    }

    [Fact]
    public async Task A_signer_refuses_an_account_whose_key_it_does_not_hold()
    {
        using LocalSigner signer = new(new SecretKey(Keccak256.Hash("one").ToArray()));
        Eip1559Transaction transaction = Unsigned(Vectors.Load("transactions")[0].GetProperty("transaction"));

        await Assert.ThrowsAsync<UnknownAccountException>(() => transaction.SignAsync(signer, Address.Zero, CancellationToken.None));
        Assert.DoesNotContain(Convert.ToHexString(Keccak256.Hash("one").ToArray()), signer.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private static Eip1559Transaction Unsigned(JsonElement row) =>
        new()
        {
            ChainId = (long)Number(row, "chainId"),
            Nonce = (long)Number(row, "nonce"),
            MaxFeePerGas = Number(row, "maxFeePerGas"),
            MaxPriorityFeePerGas = Number(row, "maxPriorityFeePerGas"),
            GasLimit = (long)Number(row, "gasLimit"),
            To = row.TryGetProperty("to", out JsonElement to) && to.ValueKind == JsonValueKind.String ? Address.Parse(to.GetString()!) : null,
            Value = Number(row, "value"),
            Data = row.TryGetProperty("data", out JsonElement data) ? Hex.Decode(data.GetString()!) : [],
            AccessList = row.TryGetProperty("accessList", out JsonElement list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(Entry)] : [],
        };

    private static AccessListEntry Entry(JsonElement entry) =>
        new(Address.Parse(entry.Text("address")), [.. entry.GetProperty("storageKeys").EnumerateArray().Select(slot => Hash32.Parse(slot.GetString()!))]);

    private static BigInteger Number(JsonElement row, string member)
    {
        if (!row.TryGetProperty(member, out JsonElement value))
        {
            return BigInteger.Zero;
        }

        return value.ValueKind == JsonValueKind.Number
            ? value.GetInt64()
            : BigInteger.Parse("0" + value.GetString()![2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
