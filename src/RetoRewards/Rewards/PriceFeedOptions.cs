using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Numerics;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Payouts;

namespace RetoRewards.Rewards;

/// <summary>The on-chain price feeds that rates are taken from, beside the operator's table.</summary>
internal sealed class PriceFeedOptions : IValidatableObject
{
    public const string Section = "PriceFeeds";

    /// <summary>How often the feeds are read. Range 1 second to 1 day, default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The feeds, at most one a currency; none by default.</summary>
    public IList<PriceFeed> Feeds { get; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (PriceFeed feed in Feeds.Where(feed => !feed.IsSound))
        {
            yield return new ValidationResult(
                $"The feed of {feed.Currency} needs a currency of ISO 4217, an address, decimals from 0 to {PriceFeedReading.MaxDecimals}, "
                + "bounds above zero in whole numbers of the feed's scale, and an age above zero.", [nameof(Feeds)]);
        }

        if (Feeds.DistinctBy(feed => feed.Currency).Count() != Feeds.Count)
        {
            yield return new ValidationResult("A currency has one feed.", [nameof(Feeds)]);
        }
    }

    /// <summary>A feed: the price of one RETO in a currency, and what of its answers is believed.</summary>
    internal sealed class PriceFeed
    {
        /// <summary>The currency, ISO 4217.</summary>
        public string Currency { get; set; } = string.Empty;

        /// <summary>The feed's contract.</summary>
        public string Address { get; set; } = string.Empty;

        /// <summary>The decimals that it must report.</summary>
        public int Decimals { get; set; } = 8;

        /// <summary>The smallest believable answer, in the feed's scale.</summary>
        public string Least { get; set; } = string.Empty;

        /// <summary>The largest believable answer, in the feed's scale.</summary>
        public string Most { get; set; } = string.Empty;

        /// <summary>How old an answer may be: the feed's heartbeat and a margin. Default 1 hour and 5 minutes.</summary>
        public TimeSpan MaxAge { get; set; } = new(1, 5, 0);

        /// <summary>How far ahead of our clock an answer may lie. Default 1 minute.</summary>
        public TimeSpan MaxAhead { get; set; } = TimeSpan.FromMinutes(1);

        public bool IsSound =>
            Domain.Amounts.Currency.TryFind(Currency, out _)
            && Ethereum.Address.TryParse(Address, out Ethereum.Address address) && !address.IsZero
            && Decimals is >= 0 and <= PriceFeedReading.MaxDecimals
            && TryRead(Least, out BigInteger least) && TryRead(Most, out BigInteger most) && least.Sign > 0 && least <= most
            && MaxAge > TimeSpan.Zero && MaxAhead >= TimeSpan.Zero;

        public WalletAddress Contract => WalletAddress.FromBytes(Ethereum.Address.Parse(Address).ToArray());

        public PriceFeedBounds Bounds => new(
            Decimals,
            BigInteger.Parse(Least, CultureInfo.InvariantCulture),
            BigInteger.Parse(Most, CultureInfo.InvariantCulture),
            MaxAge,
            MaxAhead);

        private static bool TryRead(string text, out BigInteger number) =>
            BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
