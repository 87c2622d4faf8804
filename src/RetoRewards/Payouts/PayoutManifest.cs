using System.Globalization;
using System.Text.Json;
using RetoRewards.Rewards;

namespace RetoRewards.Payouts;

/// <summary>A batch's manifest: every line of it, in a file outside the database, from which receipts and balances can be made again.</summary>
internal static class PayoutManifest
{
    public const int Version = 1;

    /// <summary>Writes the file under its final name only when all of it is on the disk.</summary>
    public static async Task WriteAsync(
        string directory,
        PayoutBatchRow batch,
        IReadOnlyList<PayoutLineRow> lines,
        IReadOnlyDictionary<Domain.Rewards.RewardId, RewardRow> rewards,
        CancellationToken cancellationToken)
    {
        string folder = Path.Combine(Path.GetFullPath(directory), batch.CampaignId.ToString());
        Directory.CreateDirectory(folder);
        string path = PathOf(directory, batch);
        string unfinished = path + ".unfinished";
        await using (FileStream file = new(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            await using (Utf8JsonWriter json = new(file))
            {
                Write(json, batch, lines, rewards);
                await json.FlushAsync(cancellationToken);
            }

            await file.FlushAsync(cancellationToken);
            RandomAccess.FlushToDisk(file.SafeFileHandle);
        }

        File.Move(unfinished, path, overwrite: true);
        FolderFlush.Flush(folder);
    }

    /// <summary>Where a batch's manifest lies: a folder a campaign, the batches in their order.</summary>
    public static string PathOf(string directory, PayoutBatchRow batch) => Path.Combine(
        Path.GetFullPath(directory),
        batch.CampaignId.ToString(),
        string.Create(CultureInfo.InvariantCulture, $"{batch.Ordinal:D8}-{batch.PayoutBatchId}.json"));

    private static void Write(
        Utf8JsonWriter json,
        PayoutBatchRow batch,
        IReadOnlyList<PayoutLineRow> lines,
        IReadOnlyDictionary<Domain.Rewards.RewardId, RewardRow> rewards)
    {
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        json.WriteString("batch", batch.PayoutBatchId.ToString());
        json.WriteString("campaign", batch.CampaignId.ToString());
        json.WriteNumber("ordinal", batch.Ordinal);
        json.WriteNumber("firstReward", batch.FirstReward);
        json.WriteString("previousTag", Hex(batch.PreviousTag));
        json.WriteString("tag", Hex(batch.Tag));
        json.WriteString("receiptsRoot", Hex(batch.ReceiptsRoot));
        json.WriteString("total", batch.Total.BaseUnits.ToString(CultureInfo.InvariantCulture));
        json.WriteString("declaredSaleValue", batch.DeclaredSaleValue.BaseUnits.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("validUntil", batch.ValidUntil.ToUnixTimeSeconds());
        json.WriteStartArray("lines");
        foreach (PayoutLineRow line in lines)
        {
            RewardRow reward = rewards[line.RewardId];
            json.WriteStartObject();
            json.WriteNumber("number", line.RewardNumber);
            json.WriteString("reward", line.RewardId.ToString());
            json.WriteString("fingerprint", "0x" + reward.Fingerprint.ToString("x16", CultureInfo.InvariantCulture));
            json.WriteString("participant", line.ParticipantId.ToString());
            json.WriteString("wallet", line.Wallet.ToString());
            json.WriteString("netted", line.Netted.BaseUnits.ToString(CultureInfo.InvariantCulture));
            json.WriteString("paid", line.Paid.BaseUnits.ToString(CultureInfo.InvariantCulture));
            json.WriteString("text", ReceiptText.Of(reward, batch.PayoutBatchId, Planned(line)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Domain.Payouts.PlannedReward Planned(PayoutLineRow line) =>
        new((ulong)line.RewardNumber, line.RewardId, line.ParticipantId, line.Wallet, line.Netted, line.Paid);

    private static string Hex(byte[] bytes) => "0x" + Convert.ToHexStringLower(bytes);
}
