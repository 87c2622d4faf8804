using System.Security.Cryptography;
using RetoRewards.Domain.Referrals;

namespace RetoRewards.Domain.Tests.Referrals;

public sealed class GeotaggedLinkTests
{
    private static readonly ReferralCode Code = CodeDraws.One(seed: 31);

    [Fact]
    public void A_link_needs_no_escaping_and_reads_back_to_its_code_and_tag()
    {
        string link = GeotaggedLink.Build(new LinkCode(Code), Tag("u4pru", "forum"), Mac);
        string[] parts = link.Split("?g=");

        Assert.Matches("^/r/[0-9A-Z]{10}\\?g=u4pru\\.forum\\.[0-9a-z]{16}$", link);
        Assert.Equal(parts[1], Uri.EscapeDataString(parts[1]));
        LinkReading.Readable reading = Read(parts[0][3..], parts[1]);
        Assert.Equal(new TypedCode.Generated(Code), reading.Code);
        Assert.Equal("u4pru", reading.Cell?.Value);
        Assert.Equal("forum", reading.Placement?.Value);
    }

    [Fact]
    public void The_code_in_a_link_may_be_spelled_in_any_way_and_the_tag_still_fits()
    {
        string tag = Tag("u4pru", null).ToText(new LinkCode(Code), Mac);

        Assert.Equal("u4pru", Read(Code.Format().ToLowerInvariant(), tag).Cell?.Value);
        Assert.Null(Read(Code.Value, tag).Placement);
    }

    [Fact]
    public void A_promo_code_has_one_link_whatever_its_spelling()
    {
        LinkCode olga = PromoLink("Olga-10");
        string tag = Tag("u4pru", null).ToText(olga, Mac);

        Assert.Equal("/r/01GA10", GeotaggedLink.Build(olga));
        Assert.Equal("u4pru", Read("olga10", tag).Cell?.Value);
        Assert.Equal("u4pru", Read("01GA10", tag).Cell?.Value);
        Assert.Equal("geotag_altered", Read("olga11", tag).Tag?.Refusal);
    }

    [Fact]
    public void A_link_with_another_code_keeps_that_code_and_loses_its_place()
    {
        string tag = Tag("u4pru", "forum").ToText(new LinkCode(Code), Mac);
        LinkReading.Readable reading = Read(CodeDraws.One(seed: 32).Value, tag);

        Assert.Equal("geotag_altered", reading.Tag?.Refusal);
        Assert.Null(reading.Cell);
        Assert.Null(reading.Placement);
    }

    [Fact]
    public void A_link_without_a_tag_has_no_place_and_no_refusal()
    {
        LinkReading.Readable reading = Read(Code.Value, null);

        Assert.Null(reading.Tag);
        Assert.Null(reading.Cell);
        Assert.Equal("geotag_malformed", Read(Code.Value, string.Empty).Tag?.Refusal);
    }

    [Theory]
    [InlineData(null, "code_malformed")]
    [InlineData("", "code_malformed")]
    [InlineData("../../etc/passwd", "code_malformed")]
    [InlineData("//evil.example", "code_malformed")]
    [InlineData("0000000000", "code_check_failed")]
    public void A_link_without_a_code_leads_nowhere(string? code, string refusal)
    {
        Assert.Equal(new LinkReading.NoCode(refusal), GeotaggedLink.Read(code, null, Mac));
    }

    private static LinkCode PromoLink(string typed) => new(Assert.IsType<PromoCodeReading.Parsed>(PromoCode.TryParse(typed)).Code);

    private static LinkReading.Readable Read(string code, string? tag) =>
        Assert.IsType<LinkReading.Readable>(GeotaggedLink.Read(code, tag, Mac));

    private static Geotag Tag(string cell, string? placement)
    {
        Assert.True(GeoCell.TryParse(cell, out GeoCell parsed));
        return new Geotag(parsed, placement is not null && Placement.TryParse(placement, out Placement tag) ? tag : null);
    }

    private static void Mac(ReadOnlySpan<byte> message, Span<byte> mac) => HMACSHA256.HashData(new byte[32], message, mac);
}
