using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Referrals;

namespace RetoRewards.Domain.Tests.Referrals;

/// <summary>People, moments and rules that the tests of attribution share.</summary>
internal static class AttributionCase
{
    public static readonly CampaignId Campaign = new(new Guid("00000000-0000-0000-0000-0000000000c1"));
    public static readonly CampaignId OtherCampaign = new(new Guid("00000000-0000-0000-0000-0000000000c2"));
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset End = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset SoldAt = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);
    public static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    public static readonly TimeSpan Window = TimeSpan.FromDays(30);

    public static readonly ParticipantId Olga = Person(1);
    public static readonly ParticipantId Ivan = Person(2);
    public static readonly ParticipantId Anna = Person(3);
    public static readonly ParticipantId Buyer = Person(4);
    public static readonly ParticipantId Seller = Person(5);
    public static readonly ParticipantId Company = Person(6);

    public static AttributionRules Rules(
        ClickChoice clicks = ClickChoice.Last,
        TimeSpan? clickWindow = null,
        TimeSpan? bindingWindow = null,
        GeoFence? fence = null,
        bool newCustomersOnly = false,
        bool lookPast = false) =>
        new(Campaign, Start, End)
        {
            Clicks = clicks,
            ClickWindow = clickWindow ?? Window,
            BindingWindow = bindingWindow,
            Fence = fence,
            NewCustomersOnly = newCustomersOnly,
            LookPastUselessCode = lookPast,
        };

    public static SaleToAttribute Sale(
        CodeOnSale? code = null,
        CustomerBinding? binding = null,
        IReadOnlyList<ReferralClick>? clicks = null,
        DateTimeOffset? soldAt = null,
        GeoCell? place = null,
        bool? firstPurchase = true,
        ParticipantId? seller = null,
        IReadOnlyCollection<ParticipantId>? buyer = null) =>
        new()
        {
            SoldAt = soldAt ?? SoldAt,
            Code = code,
            Binding = binding,
            Clicks = clicks ?? [],
            Place = place,
            FirstPurchase = firstPurchase,
            Seller = seller,
            Buyer = buyer ?? [Buyer],
        };

    public static IssuedCode CodeOf(
        ParticipantId owner, ParticipantId? employer = null, DateTimeOffset? expiresAt = null, DateTimeOffset? revokedAt = null) =>
        new(Campaign, owner, employer, Start, expiresAt, revokedAt);

    public static CodeOnSale Held(IssuedCode code) => new CodeOnSale.Held(code);

    public static CustomerBinding BoundTo(ParticipantId referrer) => new(referrer, null, Start);

    public static ReferralClick Click(ParticipantId owner, TimeSpan before, int id = 1, bool byBot = false, GeoCell? place = null) =>
        new(new Guid(id, 0, 0, new byte[8]), SoldAt - before, CodeOf(owner), byBot, place);

    public static GeoCell Cell(string text) =>
        GeoCell.TryParse(text, out GeoCell cell) ? cell : throw new ArgumentException("No cell.", nameof(text));

    private static ParticipantId Person(int number) => new(new Guid(number, 0, 0, new byte[8]));
}
