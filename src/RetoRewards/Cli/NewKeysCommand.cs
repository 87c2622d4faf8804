using System.CommandLine;
using System.Security.Cryptography;
using RetoRewards.Chain.Keys;
using RetoRewards.Ethereum.Keystores;
using RetoRewards.Ethereum.Signing;
using RetoRewards.Ethereum.Wallets;

namespace RetoRewards.Cli;

/// <summary><c>new-keys</c>: makes an operator's key and a master key, in encrypted keystores of their own.</summary>
internal static class NewKeysCommand
{
    private const int KeyLength = 32;

    public static Command Create()
    {
        Option<string> folder = new("--folder") { Description = "Where operator.json and master.json are to lie; neither may be there yet.", Required = true };
        Option<string> passphraseFile = new("--passphrase-file")
        {
            Description = $"File with the passphrase, readable by its owner alone; else {KeyOptions.PassphraseVariable} is read.",
        };
        Command command = new("new-keys", "Make an operator's key and a master key, each in an encrypted keystore.") { folder, passphraseFile };
        command.SetAction(result => Run(
            result.GetRequiredValue(folder), result.GetValue(passphraseFile), result.InvocationConfiguration.Output, result.InvocationConfiguration.Error));
        return command;
    }

    /// <returns>0 when both were made; 1 when a file is there already or the passphrase cannot be read.</returns>
    public static int Run(string folder, string? passphraseFile, TextWriter output, TextWriter errors)
    {
        byte[] secret = RandomNumberGenerator.GetBytes(KeyLength);
        try
        {
            using Passphrase passphrase = passphraseFile is null
                ? Passphrase.FromEnvironment(KeyOptions.PassphraseVariable)
                : Passphrase.FromFile(passphraseFile);
            Directory.CreateDirectory(folder);
            using SecretKey key = new(secret);
            Keystore.WriteKey(Path.Combine(folder, "operator.json"), key, passphrase);
            Keystore.WriteMnemonic(Path.Combine(folder, "master.json"), Mnemonic.Generate(), passphrase);
            output.WriteLine($"The operator's account is {key.Address}. Keep both files and the passphrase apart from the database, each twice.");
            return 0;
        }
        catch (KeystoreException refused)
        {
            errors.WriteLine(refused.Message);
            return 1;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}
