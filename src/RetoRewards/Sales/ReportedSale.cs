using System.Globalization;
using System.Text;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales;

/// <summary>Reads what the contract says of a reported sale.</summary>
internal static class ReportedSale
{
    /// <summary>Whether the report is of this campaign's number in this campaign's contract.</summary>
    public static bool IsOf(ChainEventRow row, CampaignRow campaign) =>
        campaign.ChainContract is { } contract
        && row.Contract.AsSpan().SequenceEqual(contract)
        && ChainEventArguments.Of(row).Number("campaignId") == campaign.ChainCampaignId;

    /// <summary>The name space of a campaign's reported numbers: its contract and its number there.</summary>
    public static string NameSpaceOf(CampaignRow campaign) => string.Create(
        CultureInfo.InvariantCulture, $"0x{Convert.ToHexStringLower(campaign.ChainContract!)}:{campaign.ChainCampaignId}");

    /// <summary>The sale's number: its text where the 32 bytes are one, else the bytes in hexadecimal digits.</summary>
    /// <remarks>A text has at most 32 characters and the digits are 64, so the two never meet.</remarks>
    public static string NumberOf(ChainEventRow row)
    {
        byte[] id = ChainEventArguments.Of(row).Hash("saleId");
        return AsText(id) ?? Convert.ToHexStringLower(id);
    }

    /// <summary>The sale as the intake takes it; null when the report holds no currency or an amount beyond all bounds.</summary>
    public static SaleSubmission? Read(ChainEventRow row)
    {
        ChainEventArguments arguments = ChainEventArguments.Of(row);
        string number = NumberOf(row);
        byte[] currencyBytes = arguments.Hash("currency");
        if (!Currency.TryFind(Encoding.ASCII.GetString(currencyBytes), out Currency? currency)
            || !UInt128.TryParse(arguments.Text("amountMinorUnits"), CultureInfo.InvariantCulture, out UInt128 minorUnits)
            || minorUnits > Money.MaxMinorUnits)
        {
            return null;
        }

        decimal amount = (decimal)(ulong)minorUnits / currency.MinorUnitsPerUnit;
        byte[] customer = arguments.Hash("customer");
        DateTimeOffset soldAt = DateTimeOffset.FromUnixTimeSeconds(arguments.Number("soldAt"));
        return new SaleSubmission(
            "reported:" + number,
            new SaleDraft(null, number, soldAt, currency.Code, [new SaleDraftLine(null, null, 1, amount)]),
            null,
            IsZero(customer) ? null : "0x" + Convert.ToHexStringLower(customer))
        {
            CodeCandidates = AsText(arguments.Hash("code")) is { } code ? [code] : [],
        };
    }

    /// <summary>Printable ASCII, padded with zero bytes on the right; null when it is something else, or nothing.</summary>
    private static string? AsText(byte[] bytes)
    {
        int length = bytes.AsSpan().IndexOf((byte)0) is var end && end < 0 ? bytes.Length : end;
        return length > 0
            && bytes.AsSpan(0, length).IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0
            && IsZero(bytes[length..])
            ? Encoding.ASCII.GetString(bytes, 0, length)
            : null;
    }

    private static bool IsZero(byte[] bytes) => bytes.AsSpan().IndexOfAnyExcept((byte)0) < 0;
}
