using RetoRewards.Referrals.Links;

namespace RetoRewards.Tests.Referrals;

public sealed class ClickIdTests
{
    private static readonly LinkKeys Keys = new([.. Enumerable.Repeat((byte)1, 32)], [.. Enumerable.Repeat((byte)2, 32)]);
    private static readonly DateTimeOffset At = new(2026, 6, 15, 12, 0, 0, 123, TimeSpan.Zero);

    [Theory]
    [InlineData("7KXM2Q9RTD", false)]
    [InlineData("SUMMER26SUMMER26SUMMER26", true)]
    public void A_click_id_reads_back_as_it_was_signed(string code, bool byBot)
    {
        ClickId click = new(ClickId.NewId(At, [.. Enumerable.Range(1, 18).Select(number => (byte)number)]), -42, code, byBot);

        string text = click.ToText(Keys);

        Assert.Equal(click, ClickId.Read(text, Keys));
        Assert.Equal(At, click.At);
        Assert.InRange(text.Length, 40, ClickId.MaxTextLength);
        Assert.Matches("^[A-Za-z0-9_-]+$", text);
    }

    [Fact]
    public void Any_character_changed_is_a_click_that_was_never_given_out()
    {
        string text = new ClickId(ClickId.NewId(At, new byte[18]), 7, "7KXM2Q9RTD", false).ToText(Keys);

        for (int place = 0; place < text.Length; place++)
        {
            foreach (char other in "AZaz09_-.=~ \u0410")
            {
                if (other != text[place])
                {
                    ClickId? read = ClickId.Read(text[..place] + other + text[(place + 1)..], Keys);

                    // The last character holds spare bits, which say nothing; what it says is the same click then.
                    Assert.True(read is null || (place == text.Length - 1 && read == ClickId.Read(text, Keys)), $"{other} at {place}");
                }
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("\ud83d\ude00")]
    public void Anything_else_is_no_click_id(string? text)
    {
        Assert.Null(ClickId.Read(text, Keys));
        Assert.Null(ClickId.Read(new string('A', 10_000), Keys));
    }

    [Theory]
    [InlineData("https://shop.example/a", "https://shop.example/a?reto_click=", "")]
    [InlineData("https://shop.example", "https://shop.example/?reto_click=", "")]
    [InlineData("https://shop.example/a?b=c#d", "https://shop.example/a?b=c&reto_click=", "#d")]
    [InlineData("http://127.0.0.1:8080/a", "http://127.0.0.1:8080/a?reto_click=", "")]
    [Trait("Fault", "80")]
    public void A_landing_address_takes_the_click_id_where_it_belongs(string address, string prefix, string suffix)
    {
        Assert.Equal(new Landing(prefix, suffix), Landing.Of(address, []));
    }

    [Theory]
    [InlineData("http://shop.example/")]
    [InlineData("//evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://user:pass@shop.example/")]
    [InlineData("https://shop.example/\r\nSet-Cookie: a=b")]
    [InlineData("https://shop.example/%0d%0aSet-Cookie:%20a=b")]
    [InlineData("https://shop.example/%0Ax")]
    [InlineData("https://shop.example /")]
    [InlineData("data:text/html,x")]
    [Trait("Fault", "80")]
    public void A_landing_address_that_nobody_may_be_sent_to_is_refused(string address)
    {
        Assert.Null(Landing.Of(address, []));
    }

    [Theory]
    [InlineData("https://shop.example/", true)]
    [InlineData("https://a.shop.example/", false)]
    [InlineData("https://x.good.example/", true)]
    [InlineData("https://good.example/", false)]
    [InlineData("https://shop.example.evil.example/", false)]
    [InlineData("https://notgood.example/", false)]
    [Trait("Fault", "80")]
    public void The_operators_list_of_hosts_is_kept(string address, bool allowed)
    {
        Assert.Equal(allowed, Landing.Of(address, ["shop.example", "*.good.example"]) is not null);
    }
}
