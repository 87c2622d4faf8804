using System.Security.Cryptography;
using System.Text;
using RetoRewards.Domain.Referrals;

namespace RetoRewards.Domain.Tests.Referrals;

public sealed class GeotagTests
{
    private const string TokenSymbols = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-_~%+/= ";

    private static readonly LinkCode Code = new(ReferralCode.FromStored("0H1J2K3M4V"));
    private static readonly LinkCode OtherCode = new(CodeDraws.One(seed: 21));

    [Theory]
    [InlineData("u4pru", null, "u4pru.28z9apvx0y5x9s59")]
    [InlineData("u4pru", "shop-window", "u4pru.shop-window.nmj6mz23z6j81pgt")]
    public void The_text_of_a_tag_is_what_another_implementation_of_the_same_rules_computes(string cell, string? placement, string text)
    {
        Assert.Equal(text, Tag(cell, placement).ToText(Code, Mac));
    }

    [Fact]
    public void A_promo_code_is_signed_by_its_key()
    {
        PromoCode promo = Assert.IsType<PromoCodeReading.Parsed>(PromoCode.TryParse("Summer-26")).Code;

        Assert.Equal("gbsuv7.forum.mxjymkczg3bwym4q", Tag("gbsuv7", "forum").ToText(new LinkCode(promo), Mac));
    }

    [Fact]
    public void What_is_signed_are_the_documented_bytes()
    {
        Assert.Equal("RetoRewards geotag 1\n0H1J2K3M4V\nu4pru\n\n", Encoding.ASCII.GetString(Tag("u4pru", null).ToBytes(Code)));
        Assert.Equal("RetoRewards geotag 1\n0H1J2K3M4V\nu4pru\nforum\n", Encoding.ASCII.GetString(Tag("u4pru", "forum").ToBytes(Code)));
    }

    [Theory]
    [InlineData("u", null)]
    [InlineData("u4pru", null)]
    [InlineData("u4pruy", "a")]
    [InlineData("000000", "a1b2c3d4e5f6a7b8c9d0e1f2")]
    public void A_tag_decodes_to_the_cell_and_placement_it_was_issued_with(string cell, string? placement)
    {
        Geotag tag = Tag(cell, placement);
        string text = tag.ToText(Code, Mac);

        Assert.Equal(new GeotagReading.Genuine(tag), Geotag.Read(Code, text, Mac));
        Assert.InRange(text.Length, 1, Geotag.MaxTextLength);
        Assert.Null(Geotag.Read(Code, text, Mac).Refusal);
    }

    [Theory]
    [Trait("Behaviour", "R12")]
    [InlineData(null)]
    [InlineData("shop-window")]
    public void Every_changed_missing_added_or_exchanged_character_is_refused(string? placement)
    {
        string text = Tag("u4pru", placement).ToText(Code, Mac);
        for (int place = 0; place < text.Length; place++)
        {
            AssertRefused(text.Remove(place, 1));
            foreach (char character in TokenSymbols)
            {
                AssertRefused(text.Insert(place, character.ToString()));
                if (character != text[place])
                {
                    AssertRefused(text.Remove(place, 1).Insert(place, character.ToString()));
                }
            }

            if (place > 0 && text[place] != text[place - 1])
            {
                AssertRefused(text[..(place - 1)] + text[place] + text[place - 1] + text[(place + 1)..]);
            }
        }
    }

    [Fact]
    [Trait("Behaviour", "R12")]
    public void The_tag_of_one_code_another_cell_another_placement_or_another_key_is_altered()
    {
        string signature = Tag("u4pru", "forum").ToText(Code, Mac).Split('.')[^1];

        Assert.Equal("geotag_altered", Geotag.Read(OtherCode, $"u4pru.forum.{signature}", Mac).Refusal);
        Assert.Equal("geotag_altered", Geotag.Read(Code, $"u4prv.forum.{signature}", Mac).Refusal);
        Assert.Equal("geotag_altered", Geotag.Read(Code, $"u4pr.forum.{signature}", Mac).Refusal);
        Assert.Equal("geotag_altered", Geotag.Read(Code, $"u4pru.blog.{signature}", Mac).Refusal);
        Assert.Equal("geotag_altered", Geotag.Read(Code, $"u4pru.{signature}", Mac).Refusal);
        Assert.Equal("geotag_altered", Geotag.Read(Code, $"u4pru.forum.{signature}", OtherMac).Refusal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("u4pru")]
    [InlineData("u4pru.")]
    [InlineData(".0123456789abcdef")]
    [InlineData("u4pru.0123456789abcde")]
    [InlineData("u4pru.0123456789abcdefg")]
    [InlineData("u4pru.0123456789abcdeu")]
    [InlineData("U4PRU.0123456789abcdef")]
    [InlineData("u4pru.0123456789ABCDEF")]
    [InlineData("u4pruyd.0123456789abcdef")]
    [InlineData("u4pra.0123456789abcdef")]
    [InlineData("u4pru..0123456789abcdef")]
    [InlineData("u4pru.a.b.0123456789abcdef")]
    [InlineData("u4pru.Forum.0123456789abcdef")]
    [InlineData("u4pru.olga@example.org.0123456789abcdef")]
    [InlineData("u4pru.a1b2c3d4e5f6a7b8c9d0e1f2g.0123456789abcdef")]
    [InlineData("\U0001F600.0123456789abcdef")]
    public void What_is_no_tag_is_malformed(string? text)
    {
        Assert.Equal("geotag_malformed", Geotag.Read(Code, text, Mac).Refusal);
    }

    [Fact]
    public void Ten_thousand_characters_are_refused_before_anything_is_hashed()
    {
        Assert.Equal("geotag_malformed", Geotag.Read(Code, new string('.', 10_000), (_, _) => Assert.Fail("Hashed.")).Refusal);
    }

    [Fact]
    [Trait("Behaviour", "N10")]
    public void A_cell_too_fine_for_a_link_and_empty_values_are_bugs_of_the_caller()
    {
        Assert.Throws<ArgumentException>(() => Tag("u4pruyd", null));
        Assert.Throws<ArgumentException>(() => new Geotag(default, null));
        Assert.Throws<ArgumentException>(() => new Geotag(Tag("u", null).Cell, default(Placement)));
        Assert.Throws<InvalidOperationException>(() => Tag("u", null).ToText(default, Mac));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("shop-window-2", true)]
    [InlineData("a1b2c3d4e5f6a7b8c9d0e1f2", true)]
    [InlineData("a1b2c3d4e5f6a7b8c9d0e1f2g", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("-a", false)]
    [InlineData("a-", false)]
    [InlineData("a--b", false)]
    [InlineData("A", false)]
    [InlineData("a.b", false)]
    [InlineData("a b", false)]
    [InlineData("olga@example.org", false)]
    [InlineData("\u0430", false)]
    public void A_placement_has_a_grammar_without_room_for_a_person(string? text, bool good)
    {
        Assert.Equal(good, Placement.TryParse(text, out Placement placement));
        Assert.Equal(good ? text : string.Empty, placement.ToString());
    }

    private static Geotag Tag(string cell, string? placement)
    {
        Assert.True(GeoCell.TryParse(cell, out GeoCell parsed));
        return new Geotag(parsed, placement is not null && Placement.TryParse(placement, out Placement tag) ? tag : null);
    }

    private static void AssertRefused(string text)
    {
        GeotagReading reading = Geotag.Read(Code, text, Mac);
        Assert.False(reading is GeotagReading.Genuine, $"{text} was taken for genuine.");
        Assert.NotNull(reading.Refusal);
    }

    private static void Mac(ReadOnlySpan<byte> message, Span<byte> mac) => Hash(0, message, mac);

    private static void OtherMac(ReadOnlySpan<byte> message, Span<byte> mac) => Hash(1, message, mac);

    private static void Hash(byte first, ReadOnlySpan<byte> message, Span<byte> mac)
    {
        byte[] key = [.. Enumerable.Range(0, 32).Select(value => (byte)(value + first))];
        HMACSHA256.HashData(key, message, mac);
    }
}
