namespace RetoRewards.Referrals.Links;

/// <summary>A campaign's landing address, checked again before anybody is sent there.</summary>
/// <param name="Prefix">Everything that comes before the click id, with its parameter.</param>
/// <param name="Suffix">The fragment, if there is one.</param>
internal sealed record Landing(string Prefix, string Suffix)
{
    /// <summary>The parameter that carries the click id.</summary>
    public const string Parameter = "reto_click";

    /// <summary>Checks an address: absolute, https (plain http for this machine itself), no user, no control character or line end
    /// even when escaped, and on the operator's list where there is one.</summary>
    /// <returns>Null when nobody may be sent there.</returns>
    public static Landing? Of(string address, IEnumerable<string> allowedHosts)
    {
        string[] allowed = [.. allowedHosts];
        if (address.Any(character => char.IsControl(character) || char.IsWhiteSpace(character))
            || !Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
            || uri.UserInfo.Length > 0
            || !(uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            || address.Contains("%0d", StringComparison.OrdinalIgnoreCase)
            || address.Contains("%0a", StringComparison.OrdinalIgnoreCase)
            || (allowed.Length > 0 && !allowed.Any(host => Fits(uri.IdnHost, host))))
        {
            return null;
        }

        string whole = uri.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.Fragment, UriFormat.UriEscaped);
        string separator = uri.Query.Length == 0 ? "?" : "&";
        return new Landing($"{whole}{separator}{Parameter}=", uri.Fragment);
    }

    private static bool Fits(string host, string allowed) => allowed.StartsWith("*.", StringComparison.Ordinal)
        ? host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)
        : host.Equals(allowed, StringComparison.OrdinalIgnoreCase);
}
