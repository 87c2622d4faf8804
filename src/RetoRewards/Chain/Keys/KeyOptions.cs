using System.ComponentModel.DataAnnotations;

namespace RetoRewards.Chain.Keys;

/// <summary>Where the service's keys come from. Secrets come from the environment or a secret store and have no default.</summary>
internal sealed class KeyOptions
{
    public const string Section = "Keys";

    /// <summary>The words of a development mnemonic. Everything is derived from it: operator, internal wallets, fingerprint key.</summary>
    [Required]
    public string Mnemonic { get; set; } = "";

    /// <summary>Index of the operator's account below <c>m/44'/60'/0'/0</c> of the development mnemonic. Default 1: 0 deploys.</summary>
    [Range(0, int.MaxValue)]
    public int OperatorAccount { get; set; } = 1;

    public override string ToString() => "keys (redacted)";
}
