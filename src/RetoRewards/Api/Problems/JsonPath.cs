using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RetoRewards.Api.Problems;

/// <summary>Turns the serializer's path, such as <c>$.sales[3].currency</c>, into a JSON pointer, such as <c>/sales/3/currency</c>.</summary>
internal static class JsonPath
{
    private const string QuotedStart = "['";
    private const string QuotedEnd = "']";

    public static string ToPointer(string? path)
    {
        StringBuilder pointer = new();
        string rest = path is ['$', .. string tail] ? tail : string.Empty;
        while (rest.Length > 0)
        {
            (string step, rest) = Next(rest);
            pointer.Append('/').Append(
                step.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
        }

        return pointer.ToString();
    }

    /// <summary>What is wrong, without the serializer's talk of types.</summary>
    public static string Explain(JsonException exception)
    {
        string place = exception.LineNumber is { } line
            ? string.Create(CultureInfo.InvariantCulture, $" Line {line + 1}, byte {exception.BytePositionInLine + 1}.")
            : string.Empty;
        return Fault(exception.Message) + place;
    }

    private static string Fault(string message)
    {
        bool Says(string part) => message.Contains(part, StringComparison.OrdinalIgnoreCase);

        return message switch
        {
            _ when Says("could not be mapped") => "This member is not known here.",
            _ when Says("duplicate") => "A member stands twice.",
            _ when Says("depth") => "The body is nested too deeply.",
            _ when Says("could not be converted") => "The value has the wrong type.",
            _ => "This is not well-formed JSON.",
        };
    }

    /// <summary>Takes one step off a path: <c>.name</c>, <c>[3]</c> or <c>['odd name']</c>.</summary>
    private static (string Step, string Remainder) Next(string path)
    {
        if (path.StartsWith(QuotedStart, StringComparison.Ordinal))
        {
            int close = path.IndexOf(QuotedEnd, StringComparison.Ordinal);
            return close < 0 ? (path, string.Empty) : (path[QuotedStart.Length..close], path[(close + QuotedEnd.Length)..]);
        }

        if (path[0] == '[')
        {
            int close = path.IndexOf(']', StringComparison.Ordinal);
            return close < 0 ? (path, string.Empty) : (path[1..close], path[(close + 1)..]);
        }

        int end = path.AsSpan(1).IndexOfAny('.', '[') + 1;
        return end == 0 ? (path[1..], string.Empty) : (path[1..end], path[end..]);
    }
}
