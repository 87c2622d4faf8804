using System.Security.Cryptography;
using System.Text;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales;

/// <summary>Keeps the secrets of webhooks encrypted: a copy of the database alone forges nothing.</summary>
/// <remarks>AES-256-GCM under a key derived from the master key: 12 bytes of nonce, 16 of tag, then the text. Bound to its channel.</remarks>
internal sealed class ChannelSecretBox(byte[] key)
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] key = [.. key];

    public byte[] Seal(ChannelId channel, string secret)
    {
        byte[] plain = Encoding.UTF8.GetBytes(secret);
        byte[] box = new byte[NonceLength + TagLength + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceLength));
        using AesGcm aes = new(key, TagLength);
        aes.Encrypt(
            box.AsSpan(0, NonceLength),
            plain,
            box.AsSpan(NonceLength + TagLength),
            box.AsSpan(NonceLength, TagLength),
            channel.Value.ToByteArray(bigEndian: true));
        CryptographicOperations.ZeroMemory(plain);
        return box;
    }

    /// <exception cref="CryptographicException">The box was sealed under another key or for another channel.</exception>
    public string Open(ChannelId channel, byte[] box)
    {
        byte[] plain = new byte[box.Length - NonceLength - TagLength];
        using AesGcm aes = new(key, TagLength);
        aes.Decrypt(
            box.AsSpan(0, NonceLength),
            box.AsSpan(NonceLength + TagLength),
            box.AsSpan(NonceLength, TagLength),
            plain,
            channel.Value.ToByteArray(bigEndian: true));
        return Encoding.UTF8.GetString(plain);
    }

    public override string ToString() => "channel secrets (redacted)";
}
