namespace RetoRewards.Ethereum.Tests;

public sealed class AddressTests
{
    // Source: EIP-55, test cases.
    [Theory]
    [InlineData("0x52908400098527886E0F7030069857D2E4169EE7")]
    [InlineData("0x8617E340B3D01FA5F11F306F4090FD50E238070D")]
    [InlineData("0xde709f2102306220921060314715629080e2fb77")]
    [InlineData("0x27b1fdb04752bbc536007a920d24acb045561c26")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359")]
    [InlineData("0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB")]
    [InlineData("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb")]
    public void An_address_is_written_with_its_checksum_and_read_in_any_one_case(string text)
    {
        Assert.Equal(text, Address.Parse(text).ToString());
        Assert.Equal(text, Address.Parse(text.ToLowerInvariant()).ToString());
        Assert.Equal(text, Address.Parse("0x" + text[2..].ToUpperInvariant()).ToString());
        Assert.Equal(text.ToLowerInvariant(), Address.Parse(text).ToLowerHex());
    }

    [Theory]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD")]
    [InlineData("0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAedd")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg")]
    [InlineData("")]
    [InlineData(null)]
    public void A_wrong_checksum_length_or_digit_is_no_address(string? text) => Assert.False(Address.TryParse(text, out _));

    [Fact]
    public void Addresses_order_and_compare_by_their_bytes()
    {
        Address low = Address.Parse("0x00000000000000000000000000000000000000ff");
        Address high = Address.Parse("0x0100000000000000000000000000000000000000");

        Assert.True(low.CompareTo(high) < 0);
        Assert.NotEqual(low, high);
        Assert.Equal(low, new Address(low.ToArray()));
        Assert.True(Address.Zero.IsZero);
        Assert.False(low.IsZero);
    }
}
