using System.Buffers.Binary;
using System.Numerics;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Payouts;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Abi;

namespace RetoRewards.Chain.Batches;

/// <summary>The one call that pays: what it says, its calldata, and the gas that it may take.</summary>
/// <param name="CampaignNumber">The campaign's number in the contract.</param>
/// <param name="FirstReward">Number of its first reward.</param>
/// <param name="PreviousTag">The tag of the batch before.</param>
/// <param name="ValidUntilSeconds">Unix seconds after which the contract refuses it.</param>
/// <param name="DeclaredSaleValue">Base units; the value of the sales behind it.</param>
/// <param name="ReceiptsRoot">Root of its receipts.</param>
/// <param name="Fingerprints">8 bytes a reward.</param>
/// <param name="Words">32 bytes a wallet.</param>
/// <param name="Attestation">The attestor's signature; empty where the campaign demands none.</param>
internal sealed record PayBatch(
    long CampaignNumber,
    long FirstReward,
    byte[] PreviousTag,
    long ValidUntilSeconds,
    UInt128 DeclaredSaleValue,
    byte[] ReceiptsRoot,
    byte[] Fingerprints,
    byte[] Words,
    byte[] Attestation)
{
    /// <summary>Most wallets in a batch that the options may name; what its gas allows may be less.</summary>
    public const int MaxWords = 400;

    /// <summary>Most rewards in a batch that the options may name.</summary>
    public const int MaxRewards = 8_000;

    /// <summary>Most gas that a batch may take: 70 % of what the chain lets a transaction have (EIP-7825).</summary>
    public const long MaxGas = TransactionGasCap * 7 / 10;

    /// <summary>Most gas of any transaction since Osaka: 2^24.</summary>
    private const long TransactionGasCap = 16_777_216;

    private const long FixedGas = 120_000;
    private const long GasPerWord = 27_000;
    private const long GasPerReward = 360;
    private const long GasPerAttestation = 260_000;

    private static readonly AbiFunction Function = RetoContracts.CampaignsAbi.Function("payBatch");
    private static readonly AbiFunction TransferFunction = RetoContracts.TokenAbi.Function("transferBatch");
    private static readonly AbiFunction MintFunction = RetoContracts.TokenAbi.Function("mintReservedBatch");

    /// <summary>The gas limit by formula: the call may meet a state that is not there yet, so nobody can be asked.</summary>
    /// <remarks>Measured: 25,300 a new wallet; 132 a fingerprint; calldata at its floor price of 40 a byte (EIP-7623).</remarks>
    public long GasLimit =>
        FixedGas + (GasPerWord * (Words.Length / PayoutWord.Length)) + (GasPerReward * (Fingerprints.Length / sizeof(long)))
        + (Attestation.Length == 0 ? 0 : GasPerAttestation);

    /// <summary>The same formula for whoever plans.</summary>
    /// <param name="attested">Whether the campaign demands an attestation.</param>
    public static PayoutGas Gas(bool attested) =>
        new(FixedGas + (attested ? GasPerAttestation : 0), GasPerWord, GasPerReward, MaxGas);

    /// <summary>The token's own call for these words, as the campaigns make it.</summary>
    public static byte[] TokenCalldata(IReadOnlyList<PayoutWord> words, bool isMint) =>
        (isMint ? MintFunction : TransferFunction).Encode((object)Pack(words).Chunk(PayoutWord.Length)
            .Select(word => (object)new BigInteger(word, isUnsigned: true, isBigEndian: true)).ToArray());

    public byte[] Calldata() => Function.Encode(
        CampaignNumber,
        FirstReward,
        new Hash32(PreviousTag),
        ValidUntilSeconds,
        (BigInteger)DeclaredSaleValue,
        new Hash32(ReceiptsRoot),
        Fingerprints,
        Words.Chunk(PayoutWord.Length).Select(word => (object)new BigInteger(word, isUnsigned: true, isBigEndian: true)).ToArray(),
        Attestation);

    /// <summary>Reads the calldata of a payment, as whoever rebuilds from the chain does.</summary>
    /// <exception cref="AbiException">It is no such call.</exception>
    public static PayBatch Read(ReadOnlySpan<byte> calldata)
    {
        AbiValues values = Function.DecodeArguments(calldata);
        byte[] words = [.. values.GetList<BigInteger>("words").SelectMany(Word)];
        return new PayBatch(
            values.Get<long>("campaignId"),
            values.Get<long>("firstReward"),
            values.Get<Hash32>("previousTag").ToArray(),
            (long)BigInteger.Min(long.MaxValue, values.Get<BigInteger>("validUntil")),
            (UInt128)values.Get<BigInteger>("declaredSaleValue"),
            values.Get<Hash32>("receiptsRoot").ToArray(),
            values.Get<byte[]>("fingerprints"),
            words,
            values.Get<byte[]>("attestation"));
    }

    /// <summary>Fingerprints as the call carries them: 8 bytes each, in the order of the numbers.</summary>
    public static byte[] Pack(IReadOnlyList<long> fingerprints)
    {
        byte[] bytes = new byte[fingerprints.Count * sizeof(long)];
        for (int index = 0; index < fingerprints.Count; index++)
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(index * sizeof(long)), fingerprints[index]);
        }

        return bytes;
    }

    /// <summary>Words as the call carries them: 32 bytes each.</summary>
    public static byte[] Pack(IReadOnlyList<PayoutWord> words)
    {
        byte[] bytes = new byte[words.Count * PayoutWord.Length];
        for (int index = 0; index < words.Count; index++)
        {
            words[index].WriteTo(bytes.AsSpan(index * PayoutWord.Length));
        }

        return bytes;
    }

    /// <summary>What the words say: wallet and amount, in their order.</summary>
    public IReadOnlyList<PayoutWord> ReadWords() => ReadWords(Words);

    /// <inheritdoc cref="ReadWords()"/>
    /// <param name="words">32 bytes a wallet.</param>
    public static IReadOnlyList<PayoutWord> ReadWords(byte[] words) =>
        [.. words.Chunk(PayoutWord.Length).Select(word => new PayoutWord(
            WalletAddress.FromBytes(word.AsSpan(0, WalletAddress.Length)),
            TokenAmount.FromBaseUnits(BinaryPrimitives.ReadUInt128BigEndian(word.AsSpan(16)) & TokenAmount.MaxBaseUnits)))];

    private static byte[] Word(BigInteger value)
    {
        byte[] word = new byte[PayoutWord.Length];
        byte[] digits = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        digits.CopyTo(word, word.Length - digits.Length);
        return word;
    }
}
