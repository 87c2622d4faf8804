using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using RetoRewards.Chain.Batches;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Payouts;
using RetoRewards.Ethereum;
using RetoRewards.Payouts;

namespace RetoRewards.Tests.Chain.Batches;

/// <summary>Both sides of the seam read tests/vectors/payout-batches.json: here the service's, in tests/contracts the contract's.</summary>
public sealed class PayoutBatchVectorTests
{
    private static readonly JsonElement Vectors = JsonDocument.Parse(File.ReadAllText(VectorPath())).RootElement;

    public static TheoryData<string> Batches => [.. Vectors.GetProperty("batches").EnumerateArray().Select(one => Text(one, "name"))];

    [Fact]
    public void Tag_before_the_first_batch_names_chain_contract_and_campaign()
    {
        Address contract = Address.Parse(Text(Vectors, "contract"));
        long chainId = long.Parse(Text(Vectors, "chainId"));
        JsonElement[] known = [.. Vectors.GetProperty("genesisTags").EnumerateArray()];

        Assert.All(
            known.Where(one => ulong.Parse(Text(one, "campaignId")) <= long.MaxValue),
            one => Assert.Equal(Text(one, "tag"), Hex(BatchTag.First(chainId, contract, long.Parse(Text(one, "campaignId"))))));
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public void Root_words_fingerprints_and_tag_are_the_contracts(string name)
    {
        JsonElement vector = Vectors.GetProperty("batches").EnumerateArray().Single(one => Text(one, "name") == name);
        JsonElement[] wallets = [.. vector.GetProperty("wallets").EnumerateArray()];
        PayoutWord[] words = [.. wallets.Select(Word)];
        byte[][] leaves = [.. wallets.Select((wallet, index) => ReceiptTree.Leaf(words[index], Lines(wallet)))];
        byte[] packed = PayBatch.Pack(words);
        byte[] root = ReceiptTree.Root(leaves);
        byte[] tag = BatchTag.Of(
            Bytes(vector, "previousTag"),
            ulong.Parse(Text(vector, "campaignId")),
            vector.GetProperty("firstReward").GetInt64(),
            root,
            Bytes(vector, "fingerprints"),
            packed);

        Assert.Equal(Texts(vector, "leaves"), leaves.Select(Hex));
        Assert.Equal(Texts(vector, "words"), packed.Chunk(PayoutWord.Length).Select(Hex));
        Assert.Equal(Text(vector, "receiptsRoot"), Hex(root));
        Assert.Equal(Text(vector, "tag"), Hex(tag));
        for (int index = 0; index < leaves.Length; index++)
        {
            Assert.Equal(
                vector.GetProperty("proofs")[index].EnumerateArray().Select(one => (Text(one, "side"), Text(one, "hash"))),
                ReceiptTree.Proof(leaves, index).Select(step => (step.IsLeft ? "left" : "right", Hex(step.Hash))));
        }
    }

    [Fact]
    public void Calldata_reads_back_as_it_was_written()
    {
        PayoutWord word = new(WalletAddress.FromBytes([.. Enumerable.Range(1, 20).Select(one => (byte)one)]), TokenAmount.MaxValue);
        PayBatch call = new(
            7, 12, [.. Enumerable.Repeat((byte)3, 32)], 1_800_000_000, UInt128.One << 100, [.. Enumerable.Repeat((byte)4, 32)],
            PayBatch.Pack([-1L, 2L]), PayBatch.Pack([word]), [9]);

        PayBatch read = PayBatch.Read(call.Calldata());

        Assert.Equal(
            (call.CampaignNumber, call.FirstReward, call.ValidUntilSeconds, call.DeclaredSaleValue),
            (read.CampaignNumber, read.FirstReward, read.ValidUntilSeconds, read.DeclaredSaleValue));
        Assert.Equal(call.PreviousTag, read.PreviousTag);
        Assert.Equal(call.ReceiptsRoot, read.ReceiptsRoot);
        Assert.Equal(call.Fingerprints, read.Fingerprints);
        Assert.Equal(call.Attestation, read.Attestation);
        Assert.Equal([word], read.ReadWords());
    }

    [Fact]
    public void Gas_limit_of_a_batch_of_the_default_size_stays_under_seven_tenths_of_a_transactions_cap()
    {
        PayoutOptions options = new();
        PayBatch batch = new(
            1, 1, [], 0, 0, [], new byte[options.MaxRewards * 8], new byte[options.MaxWallets * PayoutWord.Length], new byte[65]);

        Assert.InRange(batch.GasLimit, 1, 16_777_216 * 7 / 10);
        Assert.Equal(batch.GasLimit, PayBatch.Gas(attested: true).Of(options.MaxWallets, options.MaxRewards));
    }

    private static PayoutWord Word(JsonElement wallet) => new(
        WalletAddress.FromBytes(Bytes(wallet, "recipient")), TokenAmount.FromBaseUnits(UInt128.Parse(Text(wallet, "amount"))));

    private static List<ReceiptLine> Lines(JsonElement wallet) =>
    [
        .. wallet.GetProperty("lines").EnumerateArray().Select(line => new ReceiptLine(
            line.GetProperty("number").GetInt64(),
            (long)(ulong)new BigInteger(Bytes(line, "fingerprint"), isUnsigned: true, isBigEndian: true),
            TokenAmount.FromBaseUnits(UInt128.Parse(Text(line, "amount"))),
            Text(line, "text"))),
    ];

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static IEnumerable<string> Texts(JsonElement element, string name) =>
        element.GetProperty(name).EnumerateArray().Select(one => one.GetString()!);

    private static byte[] Bytes(JsonElement element, string name) => Convert.FromHexString(Text(element, name)[2..]);

    private static string Hex(byte[] bytes) => "0x" + Convert.ToHexStringLower(bytes);

    private static string VectorPath([CallerFilePath] string here = "") => Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "vectors", "payout-batches.json"));
}
