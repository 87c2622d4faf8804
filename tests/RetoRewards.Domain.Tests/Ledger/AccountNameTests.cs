using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;

namespace RetoRewards.Domain.Tests.Ledger;

public sealed class AccountNameTests
{
    private static readonly CampaignId Campaign = new(new Guid("11111111-2222-3333-4444-555555555555"));
    private static readonly ParticipantId Ann = new(new Guid("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"));
    private static readonly PayoutBatchId Batch = new(new Guid("99999999-8888-7777-6666-555555555555"));

    public static TheoryData<string, string> Names => new()
    {
        { AccountName.World.ToString(), "world" },
        { AccountName.Budget(Campaign).ToString(), $"campaign:{Campaign}:budget" },
        { AccountName.Receivable(Campaign).ToString(), $"campaign:{Campaign}:receivable" },
        { AccountName.Unidentified(Campaign).ToString(), $"campaign:{Campaign}:unidentified" },
        { AccountName.Pending(Campaign, Ann).ToString(), $"campaign:{Campaign}:participant:{Ann}:pending" },
        { AccountName.Payable(Campaign, Ann).ToString(), $"campaign:{Campaign}:participant:{Ann}:payable" },
        { AccountName.Paid(Campaign, Ann).ToString(), $"campaign:{Campaign}:participant:{Ann}:paid" },
        { AccountName.Debt(Campaign, Ann).ToString(), $"campaign:{Campaign}:participant:{Ann}:debt" },
        { AccountName.Settled(Campaign, Ann).ToString(), $"campaign:{Campaign}:participant:{Ann}:settled" },
        { AccountName.InFlight(Batch).ToString(), $"batch:{Batch}:in-flight" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_is_the_string_of_the_design_and_reads_back(string written, string expected)
    {
        Assert.Equal(expected, written);
        Assert.True(AccountName.TryParse(expected, out AccountName name));
        Assert.Equal(expected, name.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("World")]
    [InlineData("none")]
    [InlineData("campaign:00000000-0000-0000-0000-000000000000:budget")]
    [InlineData("campaign:11111111-2222-3333-4444-555555555555:pending")]
    [InlineData("campaign:11111111-2222-3333-4444-55555555555A:budget")]
    [InlineData("batch:99999999-8888-7777-6666-555555555555:in-flight:")]
    public void Other_strings_name_nothing(string text)
    {
        Assert.False(AccountName.TryParse(text, out _));
    }

    [Fact]
    public void Empty_ids_make_no_account()
    {
        Assert.Throws<ArgumentException>(() => AccountName.Budget(default));
        Assert.Throws<ArgumentException>(() => AccountName.Pending(Campaign, default));
        Assert.Throws<ArgumentException>(() => new CampaignId(Guid.Empty));
    }
}
