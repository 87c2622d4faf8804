using System.Net;
using RetoRewards.Referrals.Places;

namespace RetoRewards.Tests.Referrals;

public sealed class VisitorAddressTests
{
    [Theory]
    [Trait("Fault", "81")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData("2001:db8:1:2::", "2001:db8:1:2::")]
    [InlineData("203.0.113.9", "203.0.113.9")]
    public void Whoever_has_one_address_of_a_network_has_them_all(string address, string network) =>
        Assert.Equal(IPAddress.Parse(network), VisitorAddress.Network(IPAddress.Parse(address)));

    private static readonly IPNetwork[] Trusted = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("2001:db8::/32")];

    [Theory]
    [Trait("Behaviour", "N10")]
    [InlineData("203.0.113.9", null, "203.0.113.9")]
    [InlineData("203.0.113.9", "198.51.100.1", "203.0.113.9")]
    [InlineData("10.0.0.1", "198.51.100.1", "198.51.100.1")]
    [InlineData("10.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1")]
    [InlineData("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.9.9.9", "198.51.100.1")]
    [InlineData("10.0.0.1", "10.2.2.2,10.3.3.3", "10.2.2.2")]
    [InlineData("10.0.0.1", "198.51.100.1:4711", "198.51.100.1")]
    [InlineData("2001:db8::1", "[2001:dead::7]:443", "2001:dead::7")]
    [InlineData("::ffff:10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1")]
    [InlineData("10.0.0.1", "198.51.100.1, nonsense", "10.0.0.1")]
    [InlineData("10.0.0.1", ",,,", "10.0.0.1")]
    public void Only_what_a_trusted_proxy_wrote_is_believed(string peer, string? header, string expected)
    {
        Assert.Equal(IPAddress.Parse(expected), VisitorAddress.Find(IPAddress.Parse(peer), header, Trusted));
    }

    [Fact]
    public void Nobody_is_trusted_unless_he_is_named()
    {
        Assert.Equal(IPAddress.Loopback, VisitorAddress.Find(IPAddress.Loopback, "198.51.100.1", []));
        Assert.Equal(IPAddress.None, VisitorAddress.Find(null, "198.51.100.1", Trusted));
    }

    [Fact]
    public void A_chain_without_end_is_walked_to_its_bound()
    {
        string header = string.Join(',', Enumerable.Repeat("10.1.1.1", 100_000));

        Assert.Equal(IPAddress.Parse("10.1.1.1"), VisitorAddress.Find(IPAddress.Parse("10.0.0.1"), header, Trusted));
    }
}
