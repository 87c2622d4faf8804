using System.ComponentModel.DataAnnotations;

namespace RetoRewards.Chain.Keys;

/// <summary>Where the service's keys come from: encrypted keystores, or on a local chain a development mnemonic.</summary>
internal sealed class KeyOptions : IValidatableObject
{
    public const string Section = "Keys";

    /// <summary>The environment variable that holds the keystores' passphrase when no file is named.</summary>
    public const string PassphraseVariable = "RETO_PASSPHRASE";

    /// <summary>The words of a development mnemonic, from which everything is derived. Empty where keystores are used.</summary>
    public string Mnemonic { get; set; } = "";

    /// <summary>Index of the operator's account below <c>m/44'/60'/0'/0</c> of the development mnemonic. Default 1: 0 deploys.</summary>
    [Range(0, int.MaxValue)]
    public int OperatorAccount { get; set; } = 1;

    /// <summary>Keystore file with the master mnemonic of participants' wallets and of the fingerprint key.</summary>
    public string MasterKeystore { get; set; } = "";

    /// <summary>Keystore files of master mnemonics that were in use before, the newest first: their wallets stay their participants', and
    /// rewards paid under them are recognised. At most 16.</summary>
    [MaxLength(16)]
    public string[] EarlierMasterKeystores { get; set; } = [];

    /// <summary>The same for development mnemonics. Empty where keystores are used.</summary>
    [MaxLength(16)]
    public string[] EarlierMnemonics { get; set; } = [];

    /// <summary>Keystore file with the operator's own key, which is no child of the master mnemonic.</summary>
    public string OperatorKeystore { get; set; } = "";

    /// <summary>File with the keystores' passphrase; when empty it is taken from <see cref="PassphraseVariable"/>.</summary>
    public string PassphraseFile { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        bool keystores = MasterKeystore.Length > 0 && OperatorKeystore.Length > 0;
        bool any = MasterKeystore.Length > 0 || OperatorKeystore.Length > 0;
        if (Mnemonic.Length > 0 ? any : !keystores)
        {
            yield return new ValidationResult(
                "Give Keys:MasterKeystore and Keys:OperatorKeystore, or Keys:Mnemonic alone on a local chain.", [nameof(Mnemonic)]);
        }
    }

    public override string ToString() => "keys (redacted)";
}
