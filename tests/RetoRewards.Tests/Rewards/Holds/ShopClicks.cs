using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Referrals;
using RetoRewards.Referrals.Links;
using RetoRewards.Rewards.Holds;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Rewards.Holds;

/// <summary>Clicks of a <see cref="Shop"/>, signed as the redirect signs them, with and without their rows.</summary>
internal static class ShopClicks
{
    private static readonly LinkKeys Keys = new(new byte[32], new byte[32]);

    /// <summary>Terms of 10 % for the referrer, with clicks that count for 30 days.</summary>
    public static Terms Terms(ClickChoice choice = ClickChoice.Last) => new(
        1, Shop.Noon.AddYears(-1), TimeSpan.Zero, TimeSpan.FromDays(400), [Rule.Purchase(1, 1, Rate.Percentage(new Domain.Amounts.BasisPoints(1000)))])
    {
        Clicks = choice,
        ClickWindow = TimeSpan.FromDays(30),
    };

    public static ClickId Click(string code, long visitor, DateTimeOffset at)
    {
        byte[] random = new byte[18];
        Random.Shared.NextBytes(random);
        return new ClickId(ClickId.NewId(at, random), visitor, code, ByBot: false);
    }

    public static string Text(this ClickId click) => click.ToText(Keys);

    /// <summary>Leaves the rows of clicks, as the journal writes them.</summary>
    public static Task RecordAsync(this Shop shop, params (ClickId Click, CampaignId Campaign, byte Visitor, string? Cell)[] clicks) =>
        SeedRows.WriteAsync(shop.Database, write => write.Insert([.. clicks.Select(one => new ClickRow
        {
            ClickId = one.Click.Id,
            At = one.Click.At,
            Code = one.Click.Code,
            CampaignId = one.Campaign,
            Medium = "link",
            Device = DeviceClass.Desktop,
            ByBot = one.Click.ByBot,
            VisitorHash = [.. Enumerable.Repeat(one.Visitor, VisitorHasher.Bytes)],
            Visitor = one.Click.Visitor,
            IssuedCell = null,
            TagRefusal = null,
            Country = null,
            City = null,
            Cell = one.Cell,
        })]));

    /// <summary>Sets the campaign's rules against abuse; those that are not named are off.</summary>
    public static Task SetRulesAsync(this Shop shop, params AbuseRule[] rules) =>
        SeedRows.WriteAsync(shop.Database, write => write.Insert([.. AbuseRule.Defaults
            .Select(rule => rules.FirstOrDefault(one => one.Kind == rule.Kind) ?? rule with { Enabled = false })
            .Select(rule => new AbuseRuleRow
            {
                CampaignId = shop.CampaignId,
                Kind = rule.Kind,
                Enabled = rule.Enabled,
                Most = rule.Most,
                WindowSeconds = (long)rule.Window.TotalSeconds,
            })]));
}
