using System.Diagnostics.CodeAnalysis;
using RetoRewards.Domain.Payouts;
using RetoRewards.Ethereum;

namespace RetoRewards;

/// <summary>Checks the fields of a request and keeps every fault, so that one answer names them all.</summary>
internal sealed class FieldChecks
{
    /// <summary>Most faults that one answer names.</summary>
    public const int MaxErrors = 50;

    private readonly List<FieldError> errors = [];

    /// <summary>The refusal that names every fault; null while there is none.</summary>
    public Refusal? Refusal => errors.Count == 0
        ? null
        : new Refusal(RefusalKind.Malformed, "fields_invalid", "Some fields are missing or have the wrong form; see errors.")
        {
            Fields = errors,
        };

    public void Add(string pointer, string code, string sentence)
    {
        if (errors.Count < MaxErrors)
        {
            errors.Add(new FieldError(pointer, code, sentence));
        }
    }

    /// <summary>A text that must be there: not blank, no control characters, no blanks around it.</summary>
    public string Text(string pointer, [NotNull] string? value, int maxLength)
    {
        value ??= string.Empty;
        if (value.Length == 0)
        {
            Add(pointer, "required", "This field is required.");
        }
        else
        {
            CheckText(pointer, value, maxLength);
        }

        return value;
    }

    /// <summary>A text that may be left out, and otherwise has the form that <see cref="Text"/> demands.</summary>
    public string? OptionalText(string pointer, string? value, int maxLength)
    {
        if (value is not null)
        {
            CheckText(pointer, value, maxLength);
        }

        return value;
    }

    /// <summary>A name for machines: letters, digits, dot, dash and underscore of ASCII.</summary>
    public string Name(string pointer, string? value, int maxLength)
    {
        string text = Text(pointer, value, maxLength);
        if (text.Any(character => !(char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_')))
        {
            Add(pointer, "name_malformed", "Only the letters a to z, digits, dot, dash and underscore may stand in a name.");
        }

        return text;
    }

    /// <summary>An Ethereum address: 0x and 40 hexadecimal digits; with mixed case its EIP-55 checksum must be right.</summary>
    public WalletAddress Wallet(string pointer, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            Add(pointer, "required", "This field is required.");
            return default;
        }

        if (!Address.TryParse(value, out Address address))
        {
            Add(pointer, "address_malformed", "An address is 0x and 40 hexadecimal digits, with its checksum where case is mixed.");
            return default;
        }

        if (address.IsZero)
        {
            Add(pointer, "address_zero", "The zero address is nobody's.");
            return default;
        }

        return WalletAddress.FromBytes(address.ToArray());
    }

    /// <summary>An absolute address of the web; plain http only for this machine itself.</summary>
    public string WebAddress(string pointer, string? value, int maxLength)
    {
        string text = Text(pointer, value, maxLength);
        bool good = Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
            && uri.UserInfo.Length == 0
            && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            && !text.Any(char.IsWhiteSpace);
        if (text.Length > 0 && !good)
        {
            Add(pointer, "url_malformed", "An absolute https address without user and password is needed.");
        }

        return text;
    }

    /// <summary>A value that must be there.</summary>
    public T Required<T>(string pointer, T? value)
        where T : struct
    {
        if (value is null)
        {
            Add(pointer, "required", "This field is required.");
        }

        return value ?? default;
    }

    private void CheckText(string pointer, string value, int maxLength)
    {
        if (value.Length > maxLength)
        {
            Add(pointer, "too_long", $"At most {maxLength} characters fit here.");
        }
        else if (string.IsNullOrWhiteSpace(value))
        {
            Add(pointer, "blank", "This field may not be blank.");
        }
        else if (value.Any(char.IsControl) || char.IsWhiteSpace(value[0]) || char.IsWhiteSpace(value[^1]))
        {
            Add(pointer, "text_malformed", "Control characters and blanks at either end are not taken.");
        }
    }
}
