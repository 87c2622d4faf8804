using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Ledger;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Sales;
using RetoRewards.Tests.Persistence;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Rewards;

/// <summary>Joint campaigns: a shop and a roastery pay the rewards of the shop's sales together, on a real database. 20 RETO a pound.</summary>
[OnBothDatabases]
public sealed class JointCampaignTests
{
    private static readonly DateTimeOffset Noon = Shop.Noon;

    [Fact]
    [Trait("Behaviour", "T9")]
    public async Task Every_reward_is_split_by_the_shares_and_each_part_is_promised_by_its_own_campaign()
    {
        await using Joint joint = await Joint.OpenAsync();
        (ParticipantId who, string code) = await joint.Shop.EnrolAsync();

        await joint.TellAsync(Shop.Sale("1", "10.00", code, "c1"));

        // 200 RETO of turnover: 20 for the referrer and 10 for the buyer, 60 % from the shop and 40 % from the roastery.
        RewardRow[] rewards = await joint.Shop.RowsAsync<RewardRow>();
        Assert.Equal(
            ["12 Level1 shop", "4 Buyer roastery", "6 Buyer shop", "8 Level1 roastery"],
            rewards.Select(row => $"{row.Amount} {row.Role} {joint.NameOf(row)}").Order(StringComparer.Ordinal));
        Assert.All(rewards, row => Assert.Equal(row.CampaignId == joint.Funder ? joint.Shop.CampaignId : null, row.JointCampaignId));
        Assert.Equal(("982", "996"), await joint.BudgetsAsync());
        Assert.Equal("8", (await joint.Shop.BalanceAsync(AccountName.Pending(joint.Funder, who))).ToAmount().ToString());
        await ShopOracle.AssertAsync(joint.Shop);
    }

    [Fact]
    [Trait("Behaviour", "T9")]
    [Trait("Fault", "72")]
    public async Task A_remainder_of_base_units_goes_to_the_first_funder_and_none_is_lost()
    {
        Rule tiny = new(1, RuleKind.Purchase, [new RateEntry(Scope.Everything, Rate.Tokens(TokenAmount.FromBaseUnits(101)))], 1);
        await using Joint joint = await Joint.OpenAsync(shareBps: 3_333, rules: [tiny]);
        (_, string code) = await joint.Shop.EnrolAsync();

        await joint.TellAsync(Shop.Sale("1", "10.00", code, "c1"));

        // 33.66 and 67.34 base units: 33 and 67 rounded down, and the one left over.
        Dictionary<string, ulong> parts = (await joint.Shop.RowsAsync<RewardRow>())
            .ToDictionary(joint.NameOf, row => (ulong)row.Amount.BaseUnits);
        Assert.Equal((34UL, 67UL), (parts["shop"], parts["roastery"]));
    }

    [Fact]
    [Trait("Behaviour", "T9")]
    public async Task When_a_funder_is_dry_nobody_pays_and_the_sale_waits_for_its_top_up_where_the_terms_say_so()
    {
        await using Joint joint = await Joint.OpenAsync(funderBudget: 11, dryBudget: DryBudget.Wait);
        (_, string code) = await joint.Shop.EnrolAsync();

        await joint.TellAsync(Shop.Sale("1", "10.00", code, "c1"));
        Assert.Equal(Outcome.BudgetPending, await SaleEventsTests.OutcomeAsync(joint.Shop, "event-1"));
        Assert.Empty(await joint.Shop.RowsAsync<RewardRow>());
        await joint.Shop.FundAsync("top-up", TokenAmount.FromTokens(1), joint.Funder);
        joint.Shop.Clock.Now += RewardSale.WaitingRest;
        await joint.Shop.RewardAllAsync();

        Assert.Equal(Outcome.Rewarded, await SaleEventsTests.OutcomeAsync(joint.Shop, "event-1"));
        Assert.Equal(("982", "0"), await joint.BudgetsAsync());
        await ShopOracle.AssertAsync(joint.Shop);
    }

    [Fact]
    [Trait("Behaviour", "T9")]
    public async Task When_a_funder_is_dry_the_sale_is_refused_where_the_terms_say_so_and_nothing_is_consumed()
    {
        await using Joint joint = await Joint.OpenAsync(funderBudget: 11);
        (_, string code) = await joint.Shop.EnrolAsync();

        await joint.TellAsync(Shop.Sale("1", "10.00", code, "c1"));

        Assert.Equal(Outcome.BudgetExhausted, await SaleEventsTests.OutcomeAsync(joint.Shop, "event-1"));
        Assert.Equal(("1000", "11"), await joint.BudgetsAsync());
    }

    [Theory]
    [Trait("Behaviour", "T9")]
    [InlineData(CampaignState.Paused)]
    [InlineData(CampaignState.Funded)]
    [InlineData(CampaignState.Closed)]
    public async Task A_funder_whose_campaign_does_not_run_counts_as_dry_and_the_others_take_over_as_agreed(CampaignState state)
    {
        await using Joint joint = await Joint.OpenAsync(whenDry: DryFunder.OthersTakeOver);
        (_, string code) = await joint.Shop.EnrolAsync();
        await joint.Shop.SetCampaignStateAsync(state, joint.Funder);

        await joint.TellAsync(Shop.Sale("1", "10.00", code, "c1"));

        Assert.Equal(["shop"], (await joint.Shop.RowsAsync<RewardRow>()).Select(joint.NameOf).Distinct());
        Assert.Equal(("970", "1008"), await joint.BudgetsAsync());
    }

    [Fact]
    [Trait("Behaviour", "T9")]
    [Trait("Behaviour", "N6")]
    public async Task Refunds_give_each_funder_back_its_own_share_before_and_after_the_payout()
    {
        await using Joint joint = await Joint.OpenAsync();
        (ParticipantId who, string code) = await joint.Shop.EnrolAsync();
        await joint.TellAsync(Shop.Sale("1", "10.00", code, "c1"));

        await joint.TellAsync(SaleEventsTests.Refund("r1", "1", lines: [new RefundSubmissionLine(0, null, 4.00m, 0, 0)]));
        Assert.Equal(("989.2", "1000.8"), await joint.BudgetsAsync());
        await joint.PayAsync();
        await joint.TellAsync(SaleEventsTests.Refund("r2", "1", lines: [new RefundSubmissionLine(0, null, 6.00m, 0, 0)]));

        Assert.Equal(("989.2", "1000.8"), await joint.BudgetsAsync());
        Assert.Equal("7.2", (await joint.Shop.BalanceAsync(AccountName.Debt(joint.Shop.CampaignId, who))).Shortfall().ToString());
        Assert.Equal("4.8", (await joint.Shop.BalanceAsync(AccountName.Debt(joint.Funder, who))).Shortfall().ToString());
        await ShopOracle.AssertAsync(joint.Shop);
    }

    [Fact]
    [Trait("Behaviour", "T9")]
    [Trait("Behaviour", "T8")]
    public async Task A_threshold_paid_together_is_taken_back_from_both_when_the_number_falls_below_it()
    {
        Rule second = new(1, RuleKind.Threshold, [new RateEntry(Scope.Everything, Rate.Tokens(TokenAmount.FromTokens(50)))]) { ThresholdCustomers = 2 };
        await using Joint joint = await Joint.OpenAsync(rules: [second]);
        (_, string code) = await joint.Shop.EnrolAsync();
        await joint.TellAsync(Shop.Sale("1", "10.00", code, "c1"));
        await joint.TellAsync(Shop.Sale("2", "10.00", code, "c2"));
        Assert.Equal(("970", "988"), await joint.BudgetsAsync());

        await joint.TellAsync(SaleEventsTests.Refund("r1", "1"));
        Assert.Equal(("1000", "1008"), await joint.BudgetsAsync());
        await joint.TellAsync(Shop.Sale("3", "10.00", code, "c3"));

        Assert.Equal(("970", "988"), await joint.BudgetsAsync());
        Assert.Equal(2, (await joint.Shop.RowsAsync<RewardRow>()).Length);
        await ShopOracle.AssertAsync(joint.Shop);
    }

    [Fact]
    [Trait("Behaviour", "T9")]
    [Trait("Behaviour", "T6")]
    public async Task A_flat_reward_by_period_is_paid_together_and_waits_while_one_funder_is_dry()
    {
        Rule monthly = new(1, RuleKind.Period, [new RateEntry(Scope.Everything, Rate.Tokens(TokenAmount.FromTokens(50)))]) { Period = LimitPeriod.Month };
        await using Joint joint = await Joint.OpenAsync(funderBudget: 30, dryBudget: DryBudget.Wait, rules: [monthly]);
        RewardPeriods stage = new(
            joint.Shop.Contexts, joint.Shop.Database.Gate, new LoadCampaigns(), new FingerprintKey(new byte[32]), joint.Shop.Clock);
        await joint.Shop.EnrolAsync();
        await joint.Shop.EnrolAsync();

        joint.Shop.Clock.Now = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(1, await stage.RunOnceAsync(CancellationToken.None));
        Assert.Equal(("970", "10"), await joint.BudgetsAsync());
        await joint.Shop.FundAsync("top-up", TokenAmount.FromTokens(10), joint.Funder);
        joint.Shop.Clock.Now += RewardPeriods.Rest;
        Assert.Equal(1, await stage.RunOnceAsync(CancellationToken.None));

        Assert.Equal(["20", "20", "30", "30"], (await joint.Shop.RowsAsync<RewardRow>()).Select(row => row.Amount.ToString()).Order(StringComparer.Ordinal));
        await ShopOracle.AssertAsync(joint.Shop);
    }

    [Fact]
    [Trait("Behaviour", "T9")]
    [Trait("Behaviour", "N1")]
    public async Task A_funders_own_sale_of_the_same_number_is_another_reward_than_its_part_of_a_joint_one()
    {
        await using Joint joint = await Joint.OpenAsync();
        (ParticipantId who, string code) = await joint.Shop.EnrolAsync();
        string own = await joint.AddCodeAsync(who);
        ChannelRow till = new()
        {
            ChannelId = new ChannelId(Guid.NewGuid()),
            PartnerId = joint.FunderPartner,
            Name = "till-2",
            NameSpace = joint.Shop.Channel.NameSpace,
            CreatedAt = Noon,
        };
        await SeedRows.WriteAsync(joint.Shop.Database, write => write.InsertOne(till));

        await joint.TellAsync(Shop.Sale("1", "10.00", code, "c1"));
        await joint.Shop.RecordEvents.ExecuteAsync(till, [Shop.Sale("1", "10.00", own, "c1")], CancellationToken.None);
        await joint.Shop.RewardAllAsync();

        RewardRow[] paid = [.. (await joint.Shop.RowsAsync<RewardRow>()).Where(row => row.CampaignId == joint.Funder && row.Role == RewardRole.Level1)];
        Assert.Equal(["20", "8"], paid.Select(row => row.Amount.ToString()).Order(StringComparer.Ordinal));
        Assert.All(await joint.Shop.RowsAsync<SaleEventRow>(), row => Assert.Equal(Outcome.Rewarded, row.Outcome));
    }

    [Fact]
    [Trait("Behaviour", "T9")]
    [Trait("Behaviour", "R14")]
    public async Task Shares_hold_from_the_start_of_the_terms_that_name_them_and_never_before()
    {
        DateTimeOffset from = Noon.AddHours(1);
        await using Joint joint = await Joint.OpenAsync(from: from);
        (_, string code) = await joint.Shop.EnrolAsync();
        joint.Shop.Clock.Now = from.AddHours(1);

        await joint.TellAsync(Shop.Sale("1", "10.00", code, "c1", soldAt: from.AddSeconds(-1)));
        Assert.Equal(["shop"], (await joint.Shop.RowsAsync<RewardRow>()).Select(joint.NameOf).Distinct());
        await joint.TellAsync(Shop.Sale("2", "10.00", code, "c1", soldAt: from));

        Assert.Equal(2, (await joint.Shop.RowsAsync<RewardRow>()).Count(row => row.CampaignId == joint.Funder));
    }

    /// <summary>The shop's campaign, whose second terms the roastery's campaign pays a part of.</summary>
    private sealed class Joint : IAsyncDisposable
    {
        public required Shop Shop { get; init; }

        public required CampaignId Funder { get; init; }

        public required PartnerId FunderPartner { get; init; }

        public static async Task<Joint> OpenAsync(
            int shareBps = 6_000,
            ulong funderBudget = 1_008,
            DryFunder whenDry = DryFunder.RefuseSale,
            DryBudget dryBudget = DryBudget.Refuse,
            Rule[]? rules = null,
            DateTimeOffset? from = null)
        {
            Shop shop = await Shop.OpenAsync(TokenAmount.FromTokens(1_000));
            PartnerId partner = new(Guid.NewGuid());
            CampaignId funder = await OpenFunderAsync(shop, partner, TokenAmount.FromTokens(funderBudget));
            await SeedRows.WriteAsync(shop.Database, write => write.InsertOne(StoredTerms.Row(shop.CampaignId, new Terms(
                2,
                from ?? Noon,
                TimeSpan.Zero,
                TimeSpan.FromDays(400),
                rules ?? [Rule.Purchase(1, 1, Rate.Percentage(1000)), Rule.Buyer(2, Rate.Percentage(500))])
            {
                DryBudget = dryBudget,
                Funding = new FunderSplit([(shop.CampaignId, new BasisPoints(shareBps)), (funder, new BasisPoints(10_000 - shareBps))], whenDry),
            }, Noon)));
            return new Joint { Shop = shop, Funder = funder, FunderPartner = partner };
        }

        private static async Task<CampaignId> OpenFunderAsync(Shop shop, PartnerId partner, TokenAmount budget)
        {
            CampaignId funder = new(Guid.NewGuid());
            CampaignRow own = Assert.Single(await shop.RowsAsync<CampaignRow>());
            await SeedRows.WriteAsync(shop.Database, write => write.InsertOne(new PartnerRow
            {
                PartnerId = partner,
                Name = "Roastery",
                Wallet = WalletAddress.FromBytes([1, 2, 3, 4, .. funder.Value.ToByteArray()]),
                CreatedAt = Noon,
                Version = 1,
            }));
            await SeedRows.WriteAsync(shop.Database, write => write.InsertOne(new CampaignRow
            {
                CampaignId = funder,
                PartnerId = partner,
                Name = "Together",
                State = CampaignState.Live,
                StartsAt = own.StartsAt,
                EndsAt = own.EndsAt,
                LandingUrl = "https://roastery.example/",
                ChainCampaignId = null,
                CreatedAt = Noon,
                Version = 1,
            }));
            Terms terms = new(1, Noon.AddYears(-1), TimeSpan.Zero, TimeSpan.FromDays(400), [Rule.Purchase(1, 1, Rate.Percentage(1000))]);
            await SeedRows.WriteAsync(shop.Database, write => write.InsertOne(StoredTerms.Row(funder, terms, Noon)));
            await shop.FundAsync("chain-event:funder", budget, funder);
            return funder;
        }

        public string NameOf(RewardRow row) => row.CampaignId == Funder ? "roastery" : "shop";

        public async Task TellAsync(EventSubmission told)
        {
            await Shop.TellAsync(told);
            await Shop.RewardAllAsync();
        }

        /// <summary>What the two budgets hold.</summary>
        public async Task<(string Shop, string Funder)> BudgetsAsync() => (
            (await Shop.BalanceAsync(AccountName.Budget(Shop.CampaignId))).ToAmount().ToString(),
            (await Shop.BalanceAsync(AccountName.Budget(Funder))).ToAmount().ToString());

        public async Task<string> AddCodeAsync(ParticipantId who)
        {
            Domain.Referrals.ReferralCode code = Domain.Referrals.ReferralCode.FromRandom([9, 8, 7, 6, 5, 4])!.Value;
            await SeedRows.WriteAsync(Shop.Database, write => write.InsertOne(new RetoRewards.Referrals.ReferralCodeRow
            {
                Code = code.Value,
                CampaignId = Funder,
                ParticipantId = who,
                SourceTag = string.Empty,
                GeoCell = null,
                IssuedAt = Noon,
                RevokedAt = null,
            }));
            return code.Value;
        }

        /// <summary>Everything promised is paid, as final batches of both campaigns leave it.</summary>
        public Task PayAsync() => Shop.Database.Gate.WriteAsync(
            WritePriority.Stage,
            async write =>
            {
                RewardRow[] rewards = [.. write.Db.Set<RewardRow>().Where(row => row.State == RewardState.Pending)];
                RewardStates.Advance(write, rewards, RewardState.Payable);
                RewardStates.Advance(write, rewards, RewardState.InFlight);
                foreach (IGrouping<CampaignId, RewardRow> own in rewards.GroupBy(row => row.CampaignId))
                {
                    ParticipantAmount[] amounts = [.. own.GroupBy(row => row.ParticipantId).Select(person => new ParticipantAmount(
                        person.Key, person.Aggregate(TokenAmount.Zero, (sum, row) => sum + row.Net)))];
                    PayoutBatchId batch = new(Guid.NewGuid());
                    await LedgerBook.PostAsync(
                        write,
                        [
                            LedgerTransaction.HoldOver(own.Key, $"hold:{batch}", Noon, amounts),
                            LedgerTransaction.BatchPlanned(own.Key, batch, $"plan:{batch}", Noon, amounts),
                            LedgerTransaction.BatchFinal(own.Key, batch, $"final:{batch}", Noon, amounts),
                        ]);
                }

                RewardStates.Advance(write, rewards, RewardState.Paid);
            },
            CancellationToken.None);

        public ValueTask DisposeAsync() => Shop.DisposeAsync();
    }
}
