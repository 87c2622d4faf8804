using System.Globalization;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales.Files;

/// <summary>Says everything that is wrong with a mapping, before it reads a file.</summary>
internal static class ColumnMappingCheck
{
    /// <summary>Most lookups, refusals, formats of moments and ways to say that a value is absent.</summary>
    public const int MaxEntries = 20;

    /// <summary>Longest name of a column, and longest constant or sentence.</summary>
    public const int MaxTextLength = 200;

    private static readonly string[] Separators = [",", ";", "\t", "|"];
    private static readonly string[] Conditions = ["startsWith", "startsWithoutDigit", "equals", "isZero", "isAbsent"];

    public static void Check(FieldChecks checks, ColumnMappingDocument mapping)
    {
        CheckFields(checks, mapping);
        CheckForms(checks, mapping);
        CheckLookups(checks, mapping);
        for (int index = 0; index < Math.Min(mapping.Refuse.Count, MaxEntries); index++)
        {
            CheckRefusal(checks, $"/refuse/{index}", mapping.Refuse[index]);
        }
    }

    /// <summary>The outcome of a refusal's code; null when the code is none of a refusal.</summary>
    public static Outcome? OutcomeOf(string? code) =>
        Outcomes.All.Where(outcome => outcome.Kind() == OutcomeKind.Refused && outcome.Code() == code).Select(outcome => (Outcome?)outcome)
            .FirstOrDefault();

    private static void CheckFields(FieldChecks checks, ColumnMappingDocument mapping)
    {
        foreach ((string kind, IReadOnlyDictionary<string, string> fields) in
            new[] { ("columns", mapping.Columns), ("constants", mapping.Constants) })
        {
            foreach ((string field, string value) in fields)
            {
                if (!MappedFields.All.Contains(field))
                {
                    checks.Add($"/{kind}/{field}", "field_unknown", $"The fields of a sale are: {string.Join(", ", MappedFields.All)}.");
                }

                checks.Text($"/{kind}/{field}", value, MaxTextLength);
            }
        }

        foreach (string field in MappedFields.Needed.Where(field => !mapping.Columns.ContainsKey(field) && !mapping.Constants.ContainsKey(field)))
        {
            checks.Add($"/columns/{field}", "required", $"Say which column holds the {field}.");
        }

        if (mapping.Columns.ContainsKey(MappedFields.Code) && mapping.Columns.ContainsKey(MappedFields.Referrer))
        {
            checks.Add("/columns/referrer", "field_conflict", "A file tells codes or referrers, not both.");
        }

        checks.OptionalText("/eventId", mapping.EventId, MaxTextLength);
        if (mapping.EventId is not null && !mapping.EventId.Contains('{', StringComparison.Ordinal))
        {
            checks.Add("/eventId", "column_missing", "An event id without a column in braces would be the same for every row.");
        }
    }

    private static void CheckForms(FieldChecks checks, ColumnMappingDocument mapping)
    {
        if (!Separators.Contains(mapping.Separator))
        {
            checks.Add("/separator", "separator_unknown", "The separator is a comma, a semicolon, a tab or a bar.");
        }

        if (mapping.DecimalSeparator is not ("." or ","))
        {
            checks.Add("/decimalSeparator", "separator_unknown", "The decimal separator is a point or a comma.");
        }

        if (mapping.Offset is not null && !TryReadOffset(mapping.Offset, out _))
        {
            checks.Add("/offset", "offset_malformed", "An offset is written as +03:00 or -05:30.");
        }

        if (mapping.Rounding is not ("refuse" or "halfEven"))
        {
            checks.Add("/rounding", "rounding_unknown", "The rounding is refuse or halfEven.");
        }

        foreach ((string name, int count) in new[]
        {
            ("moments", mapping.Moments.Count), ("absent", mapping.Absent.Count), ("lookups", mapping.Lookups.Count), ("refuse", mapping.Refuse.Count),
        })
        {
            if (count > MaxEntries)
            {
                checks.Add($"/{name}", "too_many", $"At most {MaxEntries} fit here.");
            }
        }

        foreach (string form in mapping.Moments.Concat(mapping.Absent).Take(MaxEntries * 2))
        {
            checks.Text("/moments", form, MaxTextLength);
        }
    }

    private static void CheckLookups(FieldChecks checks, ColumnMappingDocument mapping)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        for (int index = 0; index < Math.Min(mapping.Lookups.Count, MaxEntries); index++)
        {
            LookupDocument lookup = mapping.Lookups[index];
            string pointer = $"/lookups/{index}";
            string name = checks.Name($"{pointer}/name", lookup.Name, MaxTextLength);
            if (name.Contains('.', StringComparison.Ordinal) || !names.Add(name))
            {
                checks.Add($"{pointer}/name", "name_taken", "The name of a lookup is its own and has no dot.");
            }

            string file = checks.Text($"{pointer}/file", lookup.File, MaxTextLength);
            if (file != Path.GetFileName(file) || file is "." or "..")
            {
                checks.Add($"{pointer}/file", "file_malformed", "The file is a name without a folder: it stands beside the main file.");
            }

            checks.Text($"{pointer}/key", lookup.Key, MaxTextLength);
            checks.Text($"{pointer}/by", lookup.By, MaxTextLength);
        }
    }

    private static void CheckRefusal(FieldChecks checks, string pointer, RefusalDocument refusal)
    {
        checks.Text($"{pointer}/column", refusal.Column, MaxTextLength);
        checks.OptionalText($"{pointer}/sentence", refusal.Sentence, MaxTextLength);
        if (!Conditions.Contains(refusal.When))
        {
            checks.Add($"{pointer}/when", "condition_unknown", $"The condition is one of {string.Join(", ", Conditions)}.");
        }

        if (refusal.When is "startsWith" or "equals")
        {
            checks.Text($"{pointer}/value", refusal.Value, MaxTextLength);
        }

        if (OutcomeOf(refusal.Outcome) is null)
        {
            checks.Add($"{pointer}/outcome", "outcome_unknown", "The outcome is the code of a refusal, such as refused:not_a_sale.");
        }
    }

    /// <summary>Reads <c>+03:00</c>.</summary>
    public static bool TryReadOffset(string text, out TimeSpan offset)
    {
        offset = default;
        if (text.Length != 6 || text[0] is not ('+' or '-')
            || !TimeSpan.TryParseExact(text.AsSpan(1), "hh\\:mm", CultureInfo.InvariantCulture, out TimeSpan size)
            || size > TimeSpan.FromHours(14))
        {
            return false;
        }

        offset = text[0] == '-' ? -size : size;
        return true;
    }
}
