using System.Security.Cryptography;
using System.Text;

namespace RetoRewards.Participants;

/// <summary>Turns a verified contact into a digest under a key of its own: two participants of one contact are known to be one person, and
/// nobody reads the contact from the table.</summary>
internal sealed class DigestContact(byte[] key)
{
    /// <summary>Longest contact, in characters.</summary>
    public const int MaxLength = 254;

    /// <summary>Bytes of a digest.</summary>
    public const int Bytes = 16;

    /// <summary>The digest of an e-mail address or a telephone number, without regard to case and to blanks; null for none.</summary>
    public byte[]? Of(string? contact)
    {
        string plain = string.Concat((contact ?? string.Empty).Normalize(NormalizationForm.FormKC).Where(character => !char.IsWhiteSpace(character)))
            .ToUpperInvariant();
        return plain.Length == 0 ? null : HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(plain))[..Bytes];
    }
}
