using System.Numerics;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Referrals;
using RetoRewards.Domain.Sales;
using RetoRewards.Ledger;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Referrals;
using RetoRewards.Rewards;
using RetoRewards.Sales;
using RetoRewards.Settlements;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Payouts;

/// <summary>A joint campaign down to the chain: one sale, two campaigns of two partners, two payouts.</summary>
[OnBothDatabases]
[Collection(LocalChain.Collection)]
public sealed class JointPayoutTests(LocalChain chain)
{
    [Fact]
    [Trait("Behaviour", "T9")]
    public async Task One_sale_is_paid_by_two_campaigns_on_chain_and_a_refund_is_owed_to_each_by_its_share()
    {
        ShiftedClock clock = await ShiftedClock.OfAsync(chain);
        DateTimeOffset start = Seconds(DateTimeOffset.UtcNow.AddHours(-2));
        Rule ten = new(1, RuleKind.Purchase, [new RateEntry(Scope.Everything, Rate.Tokens(TokenAmount.FromTokens(10)))], 1);
        await using PayoutWorld world = await PayoutWorld.CreateAsync(
            chain, 1, new WorldPlan { Clock = clock, Terms = new Terms(1, start, TimeSpan.Zero, TimeSpan.FromDays(30), [ten]) });
        CampaignId other = await world.AddPartnerAsync();
        await world.DrainAsync();
        ParticipantId referrer = world.Participants[0];
        string code = await LaunchTogetherAsync(world, other, new Terms(2, start.AddHours(1), TimeSpan.Zero, TimeSpan.FromDays(30), [ten])
        {
            Funding = new FunderSplit([(world.Campaign, new BasisPoints(7_000)), (other, new BasisPoints(3_000))], DryFunder.RefuseSale),
        });

        await TellAsync(world, new SaleSubmission(
            "e1", new SaleDraft(null, "1", DateTimeOffset.UtcNow, "GBP", [new SaleDraftLine(null, null, 1, 10m)]), code, "c1"));
        await world.DrainAsync();

        await using (RetoDbContext db = world.Read())
        {
            PayoutBatchRow[] batches = await db.Set<PayoutBatchRow>().ToArrayAsync();
            Assert.Equal(new HashSet<CampaignId> { world.Campaign, other }, [.. batches.Select(batch => batch.CampaignId)]);
            Assert.All(batches, batch => Assert.Equal(PayoutBatchState.Final, batch.State));
            Assert.All(await db.Set<RewardRow>().ToArrayAsync(), reward => Assert.Equal(RewardState.Paid, reward.State));
        }

        Assert.Equal(new BigInteger(10) * BigInteger.Pow(10, 18), await world.BalanceAsync(referrer));
        Assert.Equal(("7", "3"), (await PaidAsync(world, world.Campaign, referrer), await PaidAsync(world, other, referrer)));
        Reconciled reconciled = await world.ReconcileAsync();
        Assert.Equal((UInt128)0, reconciled.UnexplainedBaseUnits);

        await TellAsync(world, new RefundSubmission("r1", "1", DateTimeOffset.UtcNow, "GBP", null, []));
        await world.DrainAsync();

        Assert.Equal(("-7", "-3"), (await DebtAsync(world, world.Campaign, referrer), await DebtAsync(world, other, referrer)));
    }

    private static async Task<string> LaunchTogetherAsync(PayoutWorld world, CampaignId other, Terms terms)
    {
        ReferralCode code = ReferralCode.FromRandom([1, 2, 3, 4, 5, 6])!.Value;
        await world.WriteAsync(async write =>
        {
            CampaignRow[] rows = await write.Db.Set<CampaignRow>().ToArrayAsync();
            foreach (CampaignRow row in rows)
            {
                Assert.Equal(CampaignState.Funded, row.State);
                row.State = CampaignState.Live;
            }

            Assert.Equal(2, rows.Count(row => row.CampaignId == world.Campaign || row.CampaignId == other));
            write.Update(rows, nameof(CampaignRow.State));
            write.InsertOne(new CampaignTermsRow
            {
                CampaignId = world.Campaign,
                TermsVersion = terms.Version,
                InForceFrom = terms.InForceFrom,
                Json = Encoding.UTF8.GetString(TermsJson.Write(terms)),
                Hash = [.. Enumerable.Repeat((byte)2, 32)],
                CreatedAt = terms.InForceFrom,
            });
            write.InsertOne(new ReferralCodeRow
            {
                Code = code.Value,
                CampaignId = world.Campaign,
                ParticipantId = world.Participants[0],
                SourceTag = string.Empty,
                GeoCell = null,
                IssuedAt = terms.InForceFrom,
                RevokedAt = null,
            });
        });
        return code.Value;
    }

    private static async Task TellAsync(PayoutWorld world, EventSubmission told)
    {
        ChannelRow channel;
        await using (RetoDbContext db = world.Read())
        {
            channel = await db.Set<ChannelRow>().SingleAsync();
        }

        IReadOnlyList<SaleAnswer> answers = await world.Services.GetRequiredService<RecordEvents>()
            .ExecuteAsync(channel, [told], CancellationToken.None);
        Assert.IsNotType<SaleAnswer.Refused>(Assert.Single(answers));
    }

    private static async Task<string> PaidAsync(PayoutWorld world, CampaignId campaign, ParticipantId who) =>
        (await BalanceAsync(world, campaign, AccountName.Paid(campaign, who))).ToAmount().ToString();

    private static async Task<string> DebtAsync(PayoutWorld world, CampaignId campaign, ParticipantId who) =>
        "-" + (await BalanceAsync(world, campaign, AccountName.Debt(campaign, who))).Shortfall();

    private static async Task<LedgerBalance> BalanceAsync(PayoutWorld world, CampaignId campaign, AccountName account)
    {
        await using RetoDbContext db = world.Read();
        string name = account.ToString();
        return await db.Set<LedgerAccountRow>().Where(row => row.CampaignId == campaign && row.Name == name)
            .Select(row => row.Balance).SingleAsync();
    }

    private static DateTimeOffset Seconds(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
}
