using System.Text;
using System.Text.Json;
using RetoRewards.Domain.Campaigns;

namespace RetoRewards.Campaigns;

/// <summary>Terms as a request carries them.</summary>
internal static class TermsDocument
{
    /// <summary>Reads the terms of a request; what is wrong goes to <paramref name="checks"/>.</summary>
    public static Terms? Read(FieldChecks checks, string pointer, JsonElement? json)
    {
        if (json is not { ValueKind: JsonValueKind.Object } document)
        {
            checks.Add(pointer, "required", "Terms are a JSON object; docs/terms.schema.json describes it.");
            return null;
        }

        if (!TermsJson.TryRead(Encoding.UTF8.GetBytes(document.GetRawText()), out Terms? terms, out string? fault))
        {
            checks.Add(pointer, "terms_malformed", fault);
        }

        return terms;
    }
}
