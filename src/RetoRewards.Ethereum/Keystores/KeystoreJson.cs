using System.Text.Json.Serialization;

namespace RetoRewards.Ethereum.Keystores;

/// <summary>The JSON of a keystore of version 3 (Web3 Secret Storage).</summary>
internal sealed record KeystoreJson
{
    [JsonPropertyName("version")]
    public int Version { get; init; }

    [JsonPropertyName("id")]
    public string? Id { get; init; }

    [JsonPropertyName("address")]
    public string? Address { get; init; }

    [JsonPropertyName("crypto")]
    public CryptoPart? Crypto { get; init; }

    internal sealed record CryptoPart
    {
        [JsonPropertyName("cipher")]
        public string? Cipher { get; init; }

        [JsonPropertyName("cipherparams")]
        public CipherPart? CipherParameters { get; init; }

        [JsonPropertyName("ciphertext")]
        public string? Ciphertext { get; init; }

        [JsonPropertyName("kdf")]
        public string? Kdf { get; init; }

        [JsonPropertyName("kdfparams")]
        public KdfPart? KdfParameters { get; init; }

        [JsonPropertyName("mac")]
        public string? Mac { get; init; }
    }

    internal sealed record CipherPart
    {
        [JsonPropertyName("iv")]
        public string? Iv { get; init; }
    }

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
    internal sealed record KdfPart
    {
        [JsonPropertyName("dklen")]
        public int KeyLength { get; init; }

        [JsonPropertyName("salt")]
        public string? Salt { get; init; }

        [JsonPropertyName("c")]
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public int Iterations { get; init; }

        [JsonPropertyName("prf")]
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public string? Prf { get; init; }

        [JsonPropertyName("n")]
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public int N { get; init; }

        [JsonPropertyName("r")]
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public int R { get; init; }

        [JsonPropertyName("p")]
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public int P { get; init; }
    }
}
