using System.Text;
using System.Text.Json;
using RetoRewards.Ethereum.Hashing;
using RetoRewards.Ethereum.Keystores;
using RetoRewards.Ethereum.Signing;
using RetoRewards.Ethereum.Wallets;

namespace RetoRewards.Ethereum.Tests.Keystores;

public sealed class KeystoreTests : IDisposable
{
    private const int FewIterations = 10;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keystores");
    private readonly Passphrase _passphrase = new("correct horse"u8);
    private readonly SecretKey _key = new(Keccak256.Hash("operator").ToArray());

    public void Dispose()
    {
        _key.Dispose();
        _passphrase.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Published_keystores_open_with_their_passphrase_and_with_no_other()
    {
        int opened = 0;
        foreach (JsonElement row in Vectors.Load("keystores"))
        {
            string json = row.GetProperty("keystore").GetRawText();
            using Passphrase right = new(Encoding.UTF8.GetBytes(row.Text("passphrase")));
            using Passphrase wrong = new(Encoding.UTF8.GetBytes(row.Text("passphrase") + " "));
            if (row.Text("kdf") == "scrypt" && !Scrypt.IsAvailable)
            {
                Assert.Contains("scrypt", Assert.Throws<KeystoreException>(() => Keystore.DecryptKey(json, right)).Message, StringComparison.Ordinal);
                continue;
            }

            // RFC 7914 demands n below 2^(16 r). This old vector has n = 2^18 with r = 1, and OpenSSL refuses it.
            if (row.Text("name") == "ethereum/tests scrypt_test")
            {
                Assert.Contains("out of range", Assert.Throws<KeystoreException>(() => Keystore.DecryptKey(json, right)).Message, StringComparison.Ordinal);
                continue;
            }

            using SecretKey key = Keystore.DecryptKey(json, right);
            opened++;
            Assert.Equal((row.Text("name"), row.Text("address")), (row.Text("name"), key.Address.ToLowerHex()));
            Assert.Equal(row.TryGetProperty("privateKey", out JsonElement secret) ? secret.GetString() : Hex.Encode(key.Reveal()), Hex.Encode(key.Reveal()));
            Assert.Contains("passphrase is wrong", Assert.Throws<KeystoreException>(() => Keystore.DecryptKey(json, wrong)).Message, StringComparison.Ordinal);
        }

        Assert.Equal(Scrypt.IsAvailable ? 5 : 1, opened);
    }

    [Fact]
    public async Task A_key_that_was_written_signs_again_when_opened()
    {
        string path = In("operator.json");
        Keystore.WriteKey(path, _key, _passphrase);

        using KeystoreSigner signer = KeystoreSigner.Open([path], _passphrase);

        Assert.Equal([_key.Address], signer.Accounts);
        Signature signature = await signer.SignAsync(_key.Address, Hash32.Zero, CancellationToken.None);
        Assert.True(signature.TryRecover(Hash32.Zero, out Address account) && account == _key.Address);
        await Assert.ThrowsAsync<UnknownAccountException>(() => signer.SignAsync(Address.Zero, Hash32.Zero, CancellationToken.None));
        string text = await File.ReadAllTextAsync(path);
        Assert.DoesNotContain(Convert.ToHexStringLower(_key.Reveal()), text + signer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"\"c\":{Keystore.DefaultIterations}", text, StringComparison.Ordinal);
        Assert.Contains(_key.Address.ToLowerHex()[2..], text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mnemonic_that_was_written_reads_back_and_is_not_taken_for_a_key()
    {
        string path = In("master.json");
        string keyPath = In("key.json");
        Mnemonic mnemonic = Mnemonic.Parse("legal winner thank year wave sausage worth useful legal winner thank yellow");
        Keystore.WriteMnemonic(path, mnemonic, _passphrase);
        Keystore.WriteKey(keyPath, _key, _passphrase);

        Assert.Equal(mnemonic.RevealPhrase(), Keystore.ReadMnemonic(path, _passphrase).RevealPhrase());
        Assert.Throws<KeystoreException>(() => Keystore.ReadKey(path, _passphrase));
        Assert.Throws<KeystoreException>(() => Keystore.ReadMnemonic(keyPath, _passphrase));
    }

    [Fact]
    public void Two_keystores_of_one_key_share_nothing()
    {
        using JsonDocument first = JsonDocument.Parse(Keystore.EncryptKey(_key, _passphrase, FewIterations));
        using JsonDocument second = JsonDocument.Parse(Keystore.EncryptKey(_key, _passphrase, FewIterations));

        foreach (string member in (string[])["ciphertext", "mac", "cipherparams", "kdfparams"])
        {
            Assert.NotEqual(first.RootElement.GetProperty("crypto").GetProperty(member).GetRawText(), second.RootElement.GetProperty("crypto").GetProperty(member).GetRawText());
        }
    }

    [Theory]
    [InlineData("\"version\":3", "\"version\":2")]
    [InlineData("aes-128-ctr", "aes-128-cbc")]
    [InlineData("\"kdf\":\"pbkdf2\"", "\"kdf\":\"bcrypt\"")]
    [InlineData("hmac-sha256", "hmac-sha1")]
    [InlineData("\"c\":10", "\"c\":0")]
    [InlineData("\"c\":10", "\"c\":10000001")]
    [InlineData("\"c\":10", "\"c\":11")]
    [InlineData("\"dklen\":32", "\"dklen\":16")]
    [InlineData("\"iv\":\"", "\"iv\":\"00")]
    [InlineData("\"salt\":\"", "\"salt\":\"0")]
    [InlineData("\"mac\":\"", "\"mac\":\"00")]
    [InlineData("\"ciphertext\":\"", "\"ciphertext\":\"00")]
    [InlineData("\"crypto\":", "\"cryptic\":")]
    [InlineData("{\"version\"", "[\"version\"")]
    public void A_keystore_that_is_changed_anywhere_is_refused(string part, string instead)
    {
        string json = Keystore.EncryptKey(_key, _passphrase, FewIterations);
        string changed = json.Replace(part, instead, StringComparison.Ordinal);
        Assert.NotEqual(json, changed);

        Assert.Throws<KeystoreException>(() => Keystore.DecryptKey(changed, _passphrase));
    }

    [Fact]
    public void A_keystore_that_names_anothers_address_is_refused()
    {
        string json = Keystore.EncryptKey(_key, _passphrase, FewIterations)
            .Replace(_key.Address.ToLowerHex()[2..], new string('1', 40), StringComparison.Ordinal);

        Assert.Contains("another's key", Assert.Throws<KeystoreException>(() => Keystore.DecryptKey(json, _passphrase)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"n\":3", false)]
    [InlineData("{\"n\":1073741824", false)]
    [InlineData("{\"n\":-2", false)]
    [InlineData("{\"n\":1024", true)]
    public void Scrypt_parameters_out_of_range_are_refused(string parameters, bool inRange)
    {
        string json = "{\"version\":3,\"crypto\":{\"cipher\":\"aes-128-ctr\",\"cipherparams\":{\"iv\":\"" + new string('0', 32)
            + "\"},\"ciphertext\":\"" + new string('0', 64) + "\",\"kdf\":\"scrypt\",\"kdfparams\":" + parameters
            + ",\"r\":8,\"p\":1,\"dklen\":32,\"salt\":\"00\"},\"mac\":\"00\"}}";

        KeystoreException thrown = Assert.Throws<KeystoreException>(() => Keystore.DecryptKey(json, _passphrase));

        Assert.Contains(!Scrypt.IsAvailable ? "write it again" : inRange ? "passphrase is wrong" : "out of range", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite, true)]
    [InlineData(UnixFileMode.UserRead, true)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, false)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead, false)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, false)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite, false)]
    public void Secrets_are_read_only_where_nobody_else_may_read_them(UnixFileMode mode, bool taken)
    {
        string keystore = In("key.json");
        string passphrase = In("passphrase");
        SecretFile.Write(keystore, Encoding.UTF8.GetBytes(Keystore.EncryptKey(_key, _passphrase, FewIterations)));
        SecretFile.Write(passphrase, "correct horse\n"u8);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Mode(keystore));
        SetMode(keystore, mode);
        SetMode(passphrase, mode);

        if (taken)
        {
            using Passphrase read = Passphrase.FromFile(passphrase);
            using SecretKey key = Keystore.ReadKey(keystore, read);
            Assert.Equal(_key.Address, key.Address);
        }
        else
        {
            Assert.Contains("0600 or 0400", Assert.Throws<KeystoreException>(() => Keystore.ReadKey(keystore, _passphrase)).Message, StringComparison.Ordinal);
            Assert.Throws<KeystoreException>(() => Passphrase.FromFile(passphrase));
            Assert.Throws<KeystoreException>(() => KeystoreSigner.Open([keystore], _passphrase));
        }
    }

    [Fact]
    public void A_file_that_is_there_is_not_overwritten_and_one_that_is_not_cannot_be_read()
    {
        string path = In("key.json");
        SecretFile.Write(path, "first"u8);

        Assert.Throws<KeystoreException>(() => Keystore.WriteKey(path, _key, _passphrase));
        Assert.Equal("first", File.ReadAllText(path));
        Assert.Throws<KeystoreException>(() => Keystore.ReadKey(In("nothing"), _passphrase));
        Assert.Throws<KeystoreException>(() => Keystore.ReadKey(In("no/folder"), _passphrase));
    }

    [Fact]
    public void A_passphrase_comes_from_a_file_or_the_environment_and_hides_itself()
    {
        string variable = $"RETO_TEST_{Guid.NewGuid():N}";
        string path = In("passphrase");
        SecretFile.Write(path, "two words\r\n"u8);
        SecretFile.Write(In("empty"), "\n"u8);

        using Passphrase fromFile = Passphrase.FromFile(path);
        Assert.Equal("two words"u8, fromFile.Reveal());
        Assert.Throws<KeystoreException>(() => Passphrase.FromFile(In("empty")));
        Assert.Throws<KeystoreException>(() => Passphrase.FromEnvironment(variable));
        Environment.SetEnvironmentVariable(variable, "of the environment");
        Passphrase fromEnvironment = Passphrase.FromEnvironment(variable);
        Environment.SetEnvironmentVariable(variable, null);
        ReadOnlySpan<byte> held = fromEnvironment.Reveal();
        Assert.Equal("of the environment"u8, held);
        Assert.Equal("passphrase (redacted)", fromEnvironment.ToString());
        fromEnvironment.Dispose();
        Assert.False(held.ContainsAnyExcept((byte)0));
        Assert.Throws<ObjectDisposedException>(() => fromEnvironment.Reveal().Length);
    }

    private static UnixFileMode Mode(string path) =>
        OperatingSystem.IsWindows() ? throw new PlatformNotSupportedException("These tests run on Unix.") : File.GetUnixFileMode(path);

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
