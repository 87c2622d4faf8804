using System.Security.Cryptography;
using System.Text;

namespace RetoRewards.Ethereum.Wallets;

/// <summary>A mnemonic of English words (BIP-39) from which a tree of wallets grows. It never writes itself.</summary>
public sealed class Mnemonic
{
    private const int BitsPerWord = 11;
    private const int SeedIterations = 2_048;
    private const int SeedLength = 64;

    private readonly string _phrase;

    private Mnemonic(string phrase)
    {
        _phrase = phrase;
    }

    /// <summary>Reads a mnemonic and checks its words and checksum.</summary>
    /// <param name="phrase">12, 15, 18, 21 or 24 lower-case English words with whitespace between them.</param>
    /// <returns>The mnemonic.</returns>
    /// <exception cref="FormatException">Another number of words, an unknown word (its place is told, not the word), or a wrong checksum.</exception>
    public static Mnemonic Parse(string phrase)
    {
        string[] words = phrase.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is not (12 or 15 or 18 or 21 or 24))
        {
            throw new FormatException($"A mnemonic has 12, 15, 18, 21 or 24 words, not {words.Length}.");
        }

        byte[] entropy = Entropy(words);
        string expected = Phrase(entropy);
        CryptographicOperations.ZeroMemory(entropy);
        return string.Equals(expected, string.Join(' ', words), StringComparison.Ordinal)
            ? new Mnemonic(expected)
            : throw new FormatException("The checksum of the mnemonic is wrong: a word is mistyped or misplaced.");
    }

    /// <summary>The mnemonic of given entropy.</summary>
    /// <param name="entropy">16, 20, 24, 28 or 32 random bytes; the caller zeroes them.</param>
    /// <returns>The mnemonic.</returns>
    /// <exception cref="ArgumentException">Another number of bytes.</exception>
    public static Mnemonic FromEntropy(ReadOnlySpan<byte> entropy) =>
        entropy.Length is 16 or 20 or 24 or 28 or 32
            ? new Mnemonic(Phrase(entropy))
            : throw new ArgumentException("Entropy has 16, 20, 24, 28 or 32 bytes.", nameof(entropy));

    /// <summary>A new mnemonic of 24 words from the platform's random numbers.</summary>
    /// <returns>The mnemonic.</returns>
    public static Mnemonic Generate()
    {
        Span<byte> entropy = stackalloc byte[32];
        RandomNumberGenerator.Fill(entropy);
        Mnemonic mnemonic = FromEntropy(entropy);
        CryptographicOperations.ZeroMemory(entropy);
        return mnemonic;
    }

    /// <summary>The words with single spaces, to be written down by a person once; it is the key to everything below.</summary>
    /// <returns>The secret phrase.</returns>
    public string RevealPhrase() => _phrase;

    /// <summary>The root of the tree of wallets.</summary>
    /// <param name="passphrase">
    /// A second secret, or empty; ASCII only: BIP-39 wants Unicode in its NFKD form, which the platform does not compute
    /// while globalization is invariant, and a passphrase taken otherwise would silently give other wallets.
    /// </param>
    /// <returns>The root; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The passphrase is not ASCII.</exception>
    public ExtendedPrivateKey ToRoot(string passphrase)
    {
        byte[] seed = ToSeed(passphrase);
        try
        {
            return ExtendedPrivateKey.FromSeed(seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>That it is a mnemonic, never its words.</summary>
    /// <returns>A text that may be logged.</returns>
    public override string ToString() => "mnemonic (redacted)";

    internal byte[] ToSeed(string passphrase)
    {
        if (!Ascii.IsValid(passphrase))
        {
            throw new ArgumentException("A mnemonic's passphrase must be ASCII.", nameof(passphrase));
        }

        return Rfc2898DeriveBytes.Pbkdf2(
            Encoding.ASCII.GetBytes(_phrase), Encoding.ASCII.GetBytes("mnemonic" + passphrase), SeedIterations, HashAlgorithmName.SHA512, SeedLength);
    }

    internal byte[] ToEntropy() => Entropy(_phrase.Split(' '));

    private static byte[] Entropy(string[] words)
    {
        byte[] bits = new byte[((words.Length * BitsPerWord) + 7) / 8];
        for (int i = 0; i < words.Length; i++)
        {
            if (!EnglishWords.TryFind(words[i], out int position))
            {
                throw new FormatException($"Word {i + 1} of the mnemonic is not in the English list.");
            }

            for (int bit = 0; bit < BitsPerWord; bit++)
            {
                int at = (i * BitsPerWord) + bit;
                bits[at / 8] |= (byte)(((position >> (BitsPerWord - 1 - bit)) & 1) << (7 - (at % 8)));
            }
        }

        // Each 32 bits of entropy bring one bit of checksum.
        byte[] entropy = bits[..(words.Length * BitsPerWord * 32 / 33 / 8)];
        CryptographicOperations.ZeroMemory(bits);
        return entropy;
    }

    private static string Phrase(ReadOnlySpan<byte> entropy)
    {
        byte[] bits = [.. entropy, SHA256.HashData(entropy)[0]];
        int count = ((entropy.Length * 8) + (entropy.Length / 4)) / BitsPerWord;
        string[] words = new string[count];
        for (int i = 0; i < count; i++)
        {
            int position = 0;
            for (int at = i * BitsPerWord; at < (i + 1) * BitsPerWord; at++)
            {
                position = (position << 1) | ((bits[at / 8] >> (7 - (at % 8))) & 1);
            }

            words[i] = EnglishWords.At(position);
        }

        CryptographicOperations.ZeroMemory(bits);
        return string.Join(' ', words);
    }
}
