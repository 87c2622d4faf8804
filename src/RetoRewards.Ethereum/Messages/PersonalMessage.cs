using System.Globalization;
using System.Text;
using RetoRewards.Ethereum.Hashing;

namespace RetoRewards.Ethereum.Messages;

/// <summary>Messages that wallets sign for people to read (EIP-191, version 0x45), such as a sign-in (EIP-4361).</summary>
public static class PersonalMessage
{
    private const string Prefix = "\u0019Ethereum Signed Message:\n";

    /// <summary>The digest of a text that is signed as UTF-8.</summary>
    /// <param name="text">The text as the wallet showed it, to the character.</param>
    /// <returns>The digest to sign or to recover from.</returns>
    public static Hash32 Hash(string text) => Hash(Encoding.UTF8.GetBytes(text));

    /// <summary>The digest of bytes.</summary>
    /// <param name="message">The bytes signed.</param>
    /// <returns>The digest to sign or to recover from.</returns>
    public static Hash32 Hash(ReadOnlySpan<byte> message)
    {
        string head = Prefix + message.Length.ToString(CultureInfo.InvariantCulture);
        return Keccak256.Hash((byte[])[.. Encoding.ASCII.GetBytes(head), .. message]);
    }
}
