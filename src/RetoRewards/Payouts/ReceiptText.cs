using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using RetoRewards.Domain.Payouts;
using RetoRewards.Rewards;

namespace RetoRewards.Payouts;

/// <summary>The text of a receipt's line, whose hash the chain binds: what was earned, why, and what of it was paid.</summary>
/// <remarks>
/// It names the reward by its random id, which whoever does not know it cannot guess, so the hash tells a stranger nothing.
/// The members and their order are part of the receipt and never change within a version.
/// </remarks>
internal static class ReceiptText
{
    public const int Version = 1;

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(RewardRow reward, PayoutBatchId batch, PlannedReward line)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Compact))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("reward", reward.RewardId.ToString());
            // So that the same rewards planned again have another root, and with it another tag.
            json.WriteString("batch", batch.ToString());
            json.WriteString("campaign", reward.CampaignId.ToString());
            // A flat reward by period has neither.
            json.WriteString("sale", reward.SaleId?.ToString());
            json.WriteString("event", reward.SaleEventId?.ToString());
            json.WriteNumber("terms", reward.TermsVersion);
            json.WriteNumber("rule", reward.Rule);
            json.WriteString("role", reward.Role.ToString());
            json.WriteNumber("ordinal", reward.Ordinal);
            json.WriteNumber("baseMinorUnits", reward.BaseMinorUnits);
            json.WriteString("uncut", reward.Uncut.BaseUnits.ToString(CultureInfo.InvariantCulture));
            json.WriteString("amount", reward.Amount.BaseUnits.ToString(CultureInfo.InvariantCulture));
            json.WriteString("netted", line.Netted.BaseUnits.ToString(CultureInfo.InvariantCulture));
            json.WriteString("paid", line.Paid.BaseUnits.ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
