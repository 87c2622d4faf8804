using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using RetoRewards.Chain.Batches;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Payouts;

namespace RetoRewards.Payouts;

/// <summary>A reward as a manifest tells it.</summary>
internal sealed record ManifestLine(long Number, long Fingerprint, WalletAddress Wallet, TokenAmount Paid, string Text);

/// <summary>A manifest whose lines give the very root, fingerprints and words that the chain carries.</summary>
internal sealed record ManifestFound(PayoutBatchId Batch, IReadOnlyList<ManifestLine> Lines);

/// <summary>Finds the manifest of a batch that the database does not know, and believes it only if the chain bears it out.</summary>
internal sealed class ReadPayoutManifest(IOptions<PayoutOptions> options, ILogger<ReadPayoutManifest> logger)
{
    private readonly string directory = Path.GetFullPath(options.Value.ManifestDirectory);

    /// <returns>Null when there is none, or it says other than the chain does.</returns>
    public async Task<ManifestFound?> FindAsync(CampaignId campaign, PayBatch paid, byte[] tag, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(directory, campaign.ToString());
        if (!Directory.Exists(folder))
        {
            return null;
        }

        string wanted = "0x" + Convert.ToHexStringLower(tag);
        foreach (string path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            string text = await File.ReadAllTextAsync(path, cancellationToken);
            if (text.Contains(wanted, StringComparison.Ordinal) && Read(path, text, wanted) is { } found)
            {
                return IsBorneOut(found, paid) ? found : null;
            }
        }

        return null;
    }

    private static bool IsBorneOut(ManifestFound found, PayBatch paid)
    {
        ILookup<WalletAddress, ManifestLine> byWallet = found.Lines.ToLookup(line => line.Wallet);
        List<byte[]> leaves = [.. paid.ReadWords().Select(word => ReceiptTree.Leaf(
            word, [.. byWallet[word.Wallet].OrderBy(line => line.Number)
                .Select(line => new ReceiptLine(line.Number, line.Fingerprint, line.Paid, line.Text))]))];
        return ReceiptTree.Root(leaves).AsSpan().SequenceEqual(paid.ReceiptsRoot)
            && PayBatch.Pack([.. found.Lines.Select(line => line.Fingerprint)]).AsSpan().SequenceEqual(paid.Fingerprints);
    }

    private ManifestFound? Read(string path, string text, string wantedTag)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            return root.GetProperty("tag").GetString() == wantedTag && PayoutBatchId.TryParse(root.GetProperty("batch").GetString(), out PayoutBatchId batch)
                ? new ManifestFound(batch, [.. root.GetProperty("lines").EnumerateArray().Select(Line).OrderBy(line => line.Number)])
                : null;
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or FormatException or OverflowException or InvalidOperationException)
        {
            logger.LogWarning(broken, "The manifest {Path} cannot be read and is passed over", path);
            return null;
        }
    }

    private static ManifestLine Line(JsonElement line) => new(
        line.GetProperty("number").GetInt64(),
        unchecked((long)ulong.Parse(line.GetProperty("fingerprint").GetString()!.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
        WalletAddress.FromBytes(Convert.FromHexString(line.GetProperty("wallet").GetString()!.AsSpan(2))),
        TokenAmount.FromBaseUnits(UInt128.Parse(line.GetProperty("paid").GetString()!, CultureInfo.InvariantCulture)),
        line.GetProperty("text").GetString()!);
}
