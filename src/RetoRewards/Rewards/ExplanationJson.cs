using System.Buffers;
using System.Text;
using System.Text.Json;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Rewards;

namespace RetoRewards.Rewards;

/// <summary>The steps of a decision as JSON: an array of objects, members that say nothing left out.</summary>
internal static class ExplanationJson
{
    public static string Write(IReadOnlyList<ExplanationStep> steps)
    {
        if (steps.Count == 0)
        {
            return "[]";
        }

        ArrayBufferWriter<byte> buffer = new(128 * steps.Count);
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartArray();
            foreach (ExplanationStep step in steps)
            {
                WriteStep(writer, step);
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static ExplanationStep[] Read(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(ReadStep)];
    }

    private static ExplanationStep ReadStep(JsonElement step) => new(
        Enum.Parse<StepKind>(step.GetProperty("kind").GetString()!, ignoreCase: true),
        step.GetProperty("rule").GetInt32(),
        Enum.Parse<RewardRole>(step.GetProperty("role").GetString()!, ignoreCase: true),
        (int)Or(step, "line", -1),
        (int)Or(step, "rateIndex", -1),
        Or(step, "baseMinorUnits", 0),
        (int)Or(step, "shareBps", 0),
        (int)Or(step, "limit", 0),
        step.TryGetProperty("amount", out JsonElement amount) ? TokenAmount.Parse(amount.GetString()!) : TokenAmount.Zero);

    private static long Or(JsonElement step, string name, long nothing) =>
        step.TryGetProperty(name, out JsonElement value) ? value.GetInt64() : nothing;

    private static void WriteStep(Utf8JsonWriter writer, ExplanationStep step)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(step.Kind.ToString()));
        writer.WriteNumber("rule", step.Rule);
        writer.WriteString("role", JsonNamingPolicy.CamelCase.ConvertName(step.Role.ToString()));
        WriteUnless(writer, "line", step.Line, -1);
        WriteUnless(writer, "rateIndex", step.RateIndex, -1);
        WriteUnless(writer, "baseMinorUnits", step.BaseMinorUnits, 0);
        WriteUnless(writer, "shareBps", step.ShareBps, 0);
        WriteUnless(writer, "limit", step.Limit, 0);
        if (step.Amount != TokenAmount.Zero)
        {
            writer.WriteString("amount", step.Amount.ToString());
        }

        writer.WriteEndObject();
    }

    private static void WriteUnless(Utf8JsonWriter writer, string name, long value, long nothing)
    {
        if (value != nothing)
        {
            writer.WriteNumber(name, value);
        }
    }
}
