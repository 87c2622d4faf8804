using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using RetoRewards.Ethereum.Hashing;
using RetoRewards.Ethereum.Signing;
using RetoRewards.Ethereum.Wallets;

namespace RetoRewards.Ethereum.Keystores;

/// <summary>Encrypted keystores of version 3, as wallets write them (Web3 Secret Storage).</summary>
/// <remarks>
/// Written with PBKDF2 (HMAC-SHA-256) and AES-128 in counter mode; the authentication is Keccak-256 over part of the derived key
/// and the ciphertext. Read with PBKDF2, and with scrypt where OpenSSL's library loads. Besides a secret key, a keystore may hold
/// the entropy of a mnemonic: the same form with 16 to 32 bytes and no address.
/// </remarks>
public static class Keystore
{
    /// <summary>Rounds of PBKDF2 by default; the OWASP recommendation of 2023 for HMAC-SHA-256.</summary>
    public const int DefaultIterations = 600_000;

    private const int Version = 3;
    private const int KeyLength = 32;
    private const int CipherKeyLength = 16;
    private const int BlockLength = 16;
    private const int MinSecretLength = 16;
    private const int MaxSecretLength = 64;
    private const int MaxIterations = 10_000_000;

    private static readonly JsonSerializerOptions Options = new()
    {
        // Old wallets write "Crypto".
        PropertyNameCaseInsensitive = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = 8,
    };

    /// <summary>Opens a keystore that holds a secret key.</summary>
    /// <param name="path">A file with the permissions 0600 or 0400.</param>
    /// <param name="passphrase">Its passphrase.</param>
    /// <returns>The key; the caller disposes it.</returns>
    /// <exception cref="KeystoreException">The file cannot be read, others may read it, it is malformed, or the passphrase is wrong.</exception>
    public static SecretKey ReadKey(string path, Passphrase passphrase) => DecryptKey(Encoding.UTF8.GetString(SecretFile.Read(path)), passphrase);

    /// <summary>Opens a keystore that holds the entropy of a mnemonic.</summary>
    /// <param name="path">A file with the permissions 0600 or 0400.</param>
    /// <param name="passphrase">Its passphrase.</param>
    /// <returns>The mnemonic.</returns>
    /// <exception cref="KeystoreException">The file cannot be read, others may read it, it is malformed, or the passphrase is wrong.</exception>
    public static Mnemonic ReadMnemonic(string path, Passphrase passphrase)
    {
        byte[] entropy = Decrypt(Encoding.UTF8.GetString(SecretFile.Read(path)), passphrase, out string? address);
        try
        {
            return address is null ? Mnemonic.FromEntropy(entropy) : throw new KeystoreException($"{path} holds a single key and no mnemonic.");
        }
        catch (ArgumentException exception)
        {
            throw new KeystoreException($"{path} does not hold the entropy of a mnemonic.", exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(entropy);
        }
    }

    /// <summary>Writes a secret key to a new file with the permissions 0600.</summary>
    /// <param name="path">A file that is not there yet.</param>
    /// <param name="key">The key.</param>
    /// <param name="passphrase">The passphrase to read it with.</param>
    /// <exception cref="KeystoreException">The file is there already or cannot be written.</exception>
    public static void WriteKey(string path, SecretKey key, Passphrase passphrase) =>
        SecretFile.Write(path, Encoding.UTF8.GetBytes(EncryptKey(key, passphrase, DefaultIterations)));

    /// <summary>Writes the entropy of a mnemonic to a new file with the permissions 0600.</summary>
    /// <param name="path">A file that is not there yet.</param>
    /// <param name="mnemonic">The mnemonic.</param>
    /// <param name="passphrase">The passphrase to read it with.</param>
    /// <exception cref="KeystoreException">The file is there already or cannot be written.</exception>
    public static void WriteMnemonic(string path, Mnemonic mnemonic, Passphrase passphrase)
    {
        byte[] entropy = mnemonic.ToEntropy();
        try
        {
            SecretFile.Write(path, Encoding.UTF8.GetBytes(Encrypt(entropy, null, passphrase, DefaultIterations)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(entropy);
        }
    }

    /// <summary>Decrypts a secret key.</summary>
    /// <param name="json">The text of a keystore.</param>
    /// <param name="passphrase">Its passphrase.</param>
    /// <returns>The key; the caller disposes it.</returns>
    /// <exception cref="KeystoreException">It is malformed, the passphrase is wrong, or the key is not of the address it names.</exception>
    public static SecretKey DecryptKey(string json, Passphrase passphrase)
    {
        byte[] secret = Decrypt(json, passphrase, out string? address);
        try
        {
            SecretKey key = new(secret);
            if (address is not null && (!Address.TryParse(address, out Address named) || named != key.Address))
            {
                key.Dispose();
                throw new KeystoreException($"The keystore names the address {address} and holds another's key.");
            }

            return key;
        }
        catch (ArgumentException exception)
        {
            throw new KeystoreException("The keystore does not hold a secret key.", exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Encrypts a secret key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="passphrase">The passphrase to read it with.</param>
    /// <param name="iterations">Rounds of PBKDF2, 1 to 10,000,000; fewer than <see cref="DefaultIterations"/> are for tests.</param>
    /// <returns>The text of a keystore.</returns>
    public static string EncryptKey(SecretKey key, Passphrase passphrase, int iterations) =>
        Encrypt(key.Reveal(), key.Address.ToLowerHex()[2..], passphrase, iterations);

    internal static string Encrypt(ReadOnlySpan<byte> secret, string? address, Passphrase passphrase, int iterations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(iterations, MaxIterations);
        byte[] salt = RandomNumberGenerator.GetBytes(KeyLength);
        byte[] iv = RandomNumberGenerator.GetBytes(BlockLength);
        byte[] derived = Rfc2898DeriveBytes.Pbkdf2(passphrase.Reveal(), salt, iterations, HashAlgorithmName.SHA256, KeyLength);
        byte[] ciphertext = Counter(derived, iv, secret);
        KeystoreJson keystore = new()
        {
            Version = Version,
            Id = Guid.NewGuid().ToString(),
            Address = address,
            Crypto = new KeystoreJson.CryptoPart
            {
                Cipher = "aes-128-ctr",
                CipherParameters = new KeystoreJson.CipherPart { Iv = Convert.ToHexStringLower(iv) },
                Ciphertext = Convert.ToHexStringLower(ciphertext),
                Kdf = "pbkdf2",
                KdfParameters = new KeystoreJson.KdfPart { KeyLength = KeyLength, Iterations = iterations, Prf = "hmac-sha256", Salt = Convert.ToHexStringLower(salt) },
                Mac = Convert.ToHexStringLower(Mac(derived, ciphertext)),
            },
        };
        CryptographicOperations.ZeroMemory(derived);
        return JsonSerializer.Serialize(keystore, Options);
    }

    private static byte[] Decrypt(string json, Passphrase passphrase, out string? address)
    {
        KeystoreJson keystore = Parse(json);
        KeystoreJson.CryptoPart crypto = keystore.Crypto ?? throw Malformed("crypto");
        if (keystore.Version != Version || crypto.Cipher != "aes-128-ctr")
        {
            throw new KeystoreException($"The keystore is of version {keystore.Version} with cipher {crypto.Cipher}: only version 3 with aes-128-ctr can be read.");
        }

        byte[] iv = Bytes(crypto.CipherParameters?.Iv, "iv");
        byte[] ciphertext = Bytes(crypto.Ciphertext, "ciphertext");
        if (iv.Length != BlockLength || ciphertext.Length is < MinSecretLength or > MaxSecretLength)
        {
            throw Malformed("ciphertext");
        }

        byte[] derived = Derive(crypto, passphrase);
        try
        {
            if (!CryptographicOperations.FixedTimeEquals(Mac(derived, ciphertext), Bytes(crypto.Mac, "mac")))
            {
                throw new KeystoreException("The passphrase is wrong, or the keystore is damaged.");
            }

            address = string.IsNullOrEmpty(keystore.Address) ? null : keystore.Address;
            return Counter(derived, iv, ciphertext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    private static byte[] Derive(KeystoreJson.CryptoPart crypto, Passphrase passphrase)
    {
        KeystoreJson.KdfPart parameters = crypto.KdfParameters ?? throw Malformed("kdfparams");
        byte[] salt = Bytes(parameters.Salt, "salt");
        if (parameters.KeyLength != KeyLength)
        {
            throw Malformed("dklen");
        }

        if (crypto.Kdf == "pbkdf2" && parameters.Prf == "hmac-sha256" && parameters.Iterations is > 0 and <= MaxIterations)
        {
            return Rfc2898DeriveBytes.Pbkdf2(passphrase.Reveal(), salt, parameters.Iterations, HashAlgorithmName.SHA256, KeyLength);
        }

        if (crypto.Kdf != "scrypt")
        {
            throw new KeystoreException($"The keystore's key derivation {crypto.Kdf} with {parameters.Prf} cannot be read.");
        }

        if (!Scrypt.IsAvailable)
        {
            throw new KeystoreException("The keystore uses scrypt, which this platform does not offer: write it again with pbkdf2.");
        }

        byte[] derived = new byte[KeyLength];
        return parameters is { N: > 1, R: > 0, P: > 0 }
            && Scrypt.TryDerive(passphrase.Reveal(), salt, (ulong)parameters.N, (ulong)parameters.R, (ulong)parameters.P, derived)
                ? derived
                : throw new KeystoreException("The keystore's scrypt parameters are out of range.");
    }

    /// <summary>AES-128 in counter mode, which the platform lacks: the encrypted counter over the data.</summary>
    private static byte[] Counter(ReadOnlySpan<byte> derived, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> data)
    {
        using Aes aes = Aes.Create();
        aes.SetKey(derived[..CipherKeyLength]);
        int blocks = (data.Length + BlockLength - 1) / BlockLength;
        byte[] counters = new byte[blocks * BlockLength];
        UInt128 counter = BinaryPrimitives.ReadUInt128BigEndian(iv);
        for (int block = 0; block < blocks; block++)
        {
            BinaryPrimitives.WriteUInt128BigEndian(counters.AsSpan(block * BlockLength), unchecked(counter + (UInt128)block));
        }

        byte[] stream = aes.EncryptEcb(counters, PaddingMode.None);
        byte[] result = new byte[data.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = (byte)(data[i] ^ stream[i]);
        }

        CryptographicOperations.ZeroMemory(stream);
        return result;
    }

    private static byte[] Mac(ReadOnlySpan<byte> derived, ReadOnlySpan<byte> ciphertext) =>
        Keccak256.Hash((byte[])[.. derived[CipherKeyLength..KeyLength], .. ciphertext]).ToArray();

    private static KeystoreJson Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<KeystoreJson>(json, Options) ?? throw Malformed("content");
        }
        catch (JsonException exception)
        {
            throw new KeystoreException("The keystore is not the JSON of a keystore.", exception);
        }
    }

    private static byte[] Bytes(string? text, string member) => Hex.TryDecode(text, out byte[] bytes) ? bytes : throw Malformed(member);

    private static KeystoreException Malformed(string member) => new($"The keystore is malformed: its {member} is lacking or out of range.");
}
