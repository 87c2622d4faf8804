using System.Globalization;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Persistence;

/// <summary>Stores an instant as whole microseconds since 1970-01-01 UTC, which sorts and compares in SQL.</summary>
internal sealed class InstantConverter() : ValueConverter<DateTimeOffset, long>(
    instant => (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond,
    microseconds => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond));

/// <summary>Stores an id as its 16 bytes in big-endian order, so that time-ordered ids append to their index.</summary>
internal sealed class GuidConverter() : ValueConverter<Guid, byte[]>(
    id => id.ToByteArray(true), bytes => new Guid(bytes, true))
{
    /// <summary>From the 16 bytes back to PostgreSQL's uuid, which sorts as they do.</summary>
    internal sealed class Reversed() : ValueConverter<byte[], Guid>(bytes => new Guid(bytes, true), id => id.ToByteArray(true));
}

/// <summary>Stores a token amount as 29 digits with leading zeros: exact, and in the order of the numbers.</summary>
internal sealed class TokenAmountConverter() : ValueConverter<TokenAmount, string>(
    amount => amount.BaseUnits.ToString("D29", CultureInfo.InvariantCulture),
    text => TokenAmount.FromBaseUnits(UInt128.Parse(text, CultureInfo.InvariantCulture)))
{
    /// <summary>The digits of 2^96 - 1.</summary>
    public const int Digits = 29;
}

/// <summary>Stores a signed balance as 30 characters that sort as the numbers do.</summary>
/// <remarks>
/// A balance of zero or more is 'p' and its 29 digits; a negative one is 'n' and the complement of its 29 digits to all nines,
/// so that a larger debt sorts before a smaller one and every debt before every credit.
/// </remarks>
internal sealed class LedgerBalanceConverter() : ValueConverter<LedgerBalance, string>(
    balance => Write(balance.BaseUnits), text => new LedgerBalance(Read(text)))
{
    /// <summary>A sign and 29 digits.</summary>
    public const int Length = 30;

    private static readonly Int128 AllNines = Int128.Parse(new string('9', 29), CultureInfo.InvariantCulture);

    private static string Write(Int128 value) => value >= 0
        ? "p" + value.ToString("D29", CultureInfo.InvariantCulture)
        : "n" + (AllNines + value).ToString("D29", CultureInfo.InvariantCulture);

    private static Int128 Read(string text)
    {
        Int128 digits = Int128.Parse(text.AsSpan(1), CultureInfo.InvariantCulture);
        return text[0] == 'p' ? digits : digits - AllNines;
    }
}

internal sealed class WalletAddressConverter() : ValueConverter<WalletAddress, byte[]>(
    address => address.ToBytes(), bytes => WalletAddress.FromBytes(bytes));

internal sealed class PartnerIdConverter() : ValueConverter<PartnerId, byte[]>(
    id => id.Value.ToByteArray(true), bytes => new PartnerId(new Guid(bytes, true)));

internal sealed class CampaignIdConverter() : ValueConverter<CampaignId, byte[]>(
    id => id.Value.ToByteArray(true), bytes => new CampaignId(new Guid(bytes, true)));

internal sealed class ParticipantIdConverter() : ValueConverter<ParticipantId, byte[]>(
    id => id.Value.ToByteArray(true), bytes => new ParticipantId(new Guid(bytes, true)));

internal sealed class CustomerIdConverter() : ValueConverter<CustomerId, byte[]>(
    id => id.Value.ToByteArray(true), bytes => new CustomerId(new Guid(bytes, true)));

internal sealed class ChannelIdConverter() : ValueConverter<ChannelId, byte[]>(
    id => id.Value.ToByteArray(true), bytes => new ChannelId(new Guid(bytes, true)));

internal sealed class SaleEventIdConverter() : ValueConverter<SaleEventId, byte[]>(
    id => id.Value.ToByteArray(true), bytes => new SaleEventId(new Guid(bytes, true)));

internal sealed class SaleIdConverter() : ValueConverter<SaleId, byte[]>(
    id => id.Value.ToByteArray(true), bytes => new SaleId(new Guid(bytes, true)));

internal sealed class RewardIdConverter() : ValueConverter<RewardId, byte[]>(
    id => id.Value.ToByteArray(true), bytes => new RewardId(new Guid(bytes, true)));

internal sealed class PayoutBatchIdConverter() : ValueConverter<PayoutBatchId, byte[]>(
    id => id.Value.ToByteArray(true), bytes => new PayoutBatchId(new Guid(bytes, true)));
