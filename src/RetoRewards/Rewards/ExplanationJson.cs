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
