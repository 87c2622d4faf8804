using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Ledger;
using RetoRewards.Persistence;
using RetoRewards.Rewards;

namespace RetoRewards.Tests.Api;

/// <summary>What the API says about rewards: quotes, sentences, and receipts from which anyone computes them again.</summary>
public sealed class RewardAnswersTests
{
    [Fact]
    [Trait("Behaviour", "N4")]
    public async Task A_reward_can_be_computed_again_from_the_answers_of_the_API_alone()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        World world = await World.OpenAsync(host);
        // The uncle brought the referrer, who brings two customers: the second sale meets a used limit and a threshold.
        await world.SellAsync("1", "100.00", world.CodeOfUncle, "referrer");
        await world.SellAsync("2", "70.00", world.Code, "c1");
        Guid third = await world.SellAsync("3", "80.00", world.Code, "c2");

        JsonElement sale = await world.Partner.Client.GetAsync($"/v1/sales/{third}", 200);
        JsonElement[] rewards = [.. sale.GetProperty("rewards").EnumerateArray()];
        Assert.Equal(4, rewards.Length);
        foreach (JsonElement reward in rewards)
        {
            JsonElement receipt = await world.Partner.Client.GetAsync($"/v1/rewards/{reward.GetProperty("rewardId").GetString()}", 200);
            JsonElement terms = await world.Partner.Client.GetAsync(
                $"/v1/campaigns/{receipt.GetProperty("campaignId").GetString()}/terms/{receipt.GetProperty("termsVersion").GetInt32()}", 200);
            Assert.Equal(terms.GetProperty("hash").GetString(), receipt.GetProperty("termsHash").GetString());

            RewardLine again = Recomputation.Of(receipt, terms);

            Assert.Equal(receipt.GetProperty("amount").GetString(), again.Amount.ToString());
            Assert.Equal(receipt.GetProperty("uncut").GetString(), again.Uncut.ToString());
            Assert.Equal(receipt.GetProperty("participantId").GetGuid(), again.Participant.Value);
        }

        Assert.Contains(rewards, reward => reward.GetProperty("amount").GetString() == "10");
    }

    [Fact]
    [Trait("Behaviour", "F4")]
    [Trait("Behaviour", "T23")]
    [Trait("Behaviour", "G7")]
    public async Task A_quote_gives_the_discount_and_exactly_what_the_sale_then_earns_and_saves_nothing()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        World world = await World.OpenAsync(host);

        JsonElement quote = await world.Partner.Client.PostAsync(
            "/v1/quotes",
            $$"""
            {"channelId":"{{world.Channel}}","currency":"GBP","customerNumber":"c1","code":"{{world.Code}}",
             "lines":[{"quantity":1,"unitPrice":"80.00"}]}
            """,
            200);
        Assert.Equal(("80.00", "8.00", "72.00"), (
            quote.GetProperty("total").GetString(), quote.GetProperty("discount").GetString(), quote.GetProperty("toPay").GetString()));
        await using (RetoDbContext db = host.Read())
        {
            Assert.Empty(db.Set<RewardRow>());
        }

        Guid told = await world.SellAsync("1", "80.00", world.Code, "c1");
        JsonElement sale = await world.Partner.Client.GetAsync($"/v1/sales/{told}", 200);
        Assert.Equal(Amounts(quote), Amounts(sale));
        Assert.Equal("rewarded", quote.GetProperty("outcome").GetString());

        static string[] Amounts(JsonElement answer) => [.. answer.GetProperty("rewards").EnumerateArray()
            .Select(reward => $"{reward.GetProperty("rule")} {reward.GetProperty("role")} {reward.GetProperty("amount")}")];
    }

    [Fact]
    [Trait("Behaviour", "N5")]
    [Trait("Behaviour", "R4")]
    public async Task Every_outcome_is_said_in_the_language_that_the_caller_accepts()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        World world = await World.OpenAsync(host);
        Guid rewarded = await world.SellAsync("1", "80.00", world.Code, "c1");
        Guid refused = await world.SellAsync("2", "80.00", null, "c9");
        HttpClient client = world.Partner.Client;

        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de, ru-RU;q=0.8, en;q=0.5");
        JsonElement inRussian = await client.GetAsync($"/v1/sales/{rewarded}", 200);
        string said = inRussian.GetProperty("rewards")[0].GetProperty("sentence").GetString()!;
        Assert.Contains(inRussian.GetProperty("rewards")[0].GetProperty("amount").GetString()!, said, StringComparison.Ordinal);
        Assert.Contains(said, letter => letter is >= 'а' and <= 'я');
        client.DefaultRequestHeaders.AcceptLanguage.Clear();
        JsonElement inEnglish = await client.GetAsync($"/v1/sales/{refused}", 200);

        JsonElement told = inEnglish.GetProperty("events")[0];
        Outcome outcome = Outcomes.All.Single(one => one.Code() == told.GetProperty("outcome").GetString());
        Assert.Equal(OutcomeSentences.ForPartner(outcome, "en"), told.GetProperty("sentence").GetString());
        Assert.Equal(OutcomeSentences.ForParticipant(outcome, "en"), told.GetProperty("participantSentence").GetString());
    }

    [Fact]
    public async Task Another_partner_does_not_see_a_reward()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        World world = await World.OpenAsync(host);
        Guid told = await world.SellAsync("1", "80.00", world.Code, "c1");
        JsonElement sale = await world.Partner.Client.GetAsync($"/v1/sales/{told}", 200);
        TestPartner other = await host.AddPartnerAsync("Elsewhere");

        await other.Client.GetAsync($"/v1/rewards/{sale.GetProperty("rewards")[0].GetProperty("rewardId").GetString()}", 404);
    }

    /// <summary>A live campaign with three levels, a reward for new customers in pounds, a limit, a threshold and a discount.</summary>
    private sealed class World
    {
        public required ApiHost Host { get; init; }

        public required TestPartner Partner { get; init; }

        public required Guid Channel { get; init; }

        public required string Code { get; init; }

        public required string CodeOfUncle { get; init; }

        public static async Task<World> OpenAsync(ApiHost host)
        {
            TestPartner partner = await host.AddPartnerAsync();
            Terms terms = new(
                1,
                new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
                TimeSpan.Zero,
                TimeSpan.FromDays(400),
                [
                    Rule.Purchase(1, 1, Rate.Percentage(new BasisPoints(1000))),
                    Rule.Purchase(2, 2, Rate.Percentage(new BasisPoints(500))),
                    new Rule(3, RuleKind.NewCustomer, [new RateEntry(Scope.Everything, Rate.Currency(new Money(300, Currency.Find("GBP"))))]),
                    new Rule(4, RuleKind.Threshold, [new RateEntry(Scope.Everything, Rate.Tokens(TokenAmount.FromTokens(10)))])
                    {
                        ThresholdCustomers = 2,
                    },
                    new Rule(5, RuleKind.Discount, [new RateEntry(Scope.Everything, Rate.Percentage(new BasisPoints(1000)))]),
                ],
                [new Limit(1, LimitSubject.Participant, LimitPeriod.Ever, TokenAmount.FromTokens(500))]);
            string json = Encoding.UTF8.GetString(TermsJson.Write(terms));
            JsonElement campaign = await partner.Client.PostAsync(
                "/v1/campaigns",
                $$"""
                {"name":"Spring","landingUrl":"https://harbour.example/spring","startsAt":"2020-01-01T00:00:00Z",
                 "endsAt":"2099-01-01T00:00:00Z","terms":{{json}}}
                """,
                201);
            CampaignId id = new(campaign.GetProperty("campaignId").GetGuid());
            await host.Admin.PostAsync(
                "/v1/conversion-rates",
                """{"currency":"GBP","tokensPerUnit":"20","inForceFrom":"2020-01-01T00:00:00Z","source":"treasury"}""",
                201);
            await host.WriteAsync(async write =>
            {
                CampaignRow row = write.Db.Set<CampaignRow>().Single(one => one.CampaignId == id);
                row.State = CampaignState.Live;
                write.UpdateOne(row, nameof(CampaignRow.State));
                await LedgerBook.PostAsync(
                    write, [LedgerTransaction.Funded(id, "chain-event:1", DateTimeOffset.UnixEpoch, TokenAmount.FromTokens(100_000))]);
            });
            Guid uncle = await partner.AddParticipantAsync();
            JsonElement customer = await partner.Client.PostAsync("/v1/customers", """{"customerNumber":"referrer"}""", 201);
            JsonElement enrolled = await partner.Client.PostAsync(
                $"/v1/customers/{customer.GetProperty("customerId").GetString()}/enrolment", "{}", 200);
            Guid referrer = enrolled.GetProperty("participantId").GetGuid();
            return new World
            {
                Host = host,
                Partner = partner,
                Channel = await partner.AddChannelAsync(),
                CodeOfUncle = await partner.AddCodeAsync(id.Value, uncle),
                Code = await partner.AddCodeAsync(id.Value, referrer),
            };
        }

        public async Task<Guid> SellAsync(string number, string price, string? code, string customer)
        {
            JsonElement told = await Partner.Client.PostAsync(
                "/v1/sales",
                $$"""
                {"channelId":"{{Channel}}","eventId":"e{{number}}","saleNumber":"{{number}}","currency":"GBP",
                 "soldAt":"{{DateTimeOffset.UtcNow.AddMinutes(-1).ToString("O", CultureInfo.InvariantCulture)}}","customerNumber":"{{customer}}",
                 "code":{{(code is null ? "null" : $"\"{code}\"")}},"lines":[{"quantity":1,"unitPrice":"{{price}}"}]}
                """,
                201);
            RewardSale stage = Host.Services.GetServices<IStage>().OfType<RewardSale>().Single();
            Assert.Equal(1, await stage.RunOnceAsync(CancellationToken.None));
            return told.GetProperty("saleId").GetGuid();
        }
    }

    /// <summary>An independent reader: nothing but the answers of two routes goes in.</summary>
    private static class Recomputation
    {
        public static RewardLine Of(JsonElement receipt, JsonElement termsAnswer)
        {
            Assert.True(TermsJson.TryRead(
                Encoding.UTF8.GetBytes(termsAnswer.GetProperty("terms").GetRawText()), out Terms? terms, out string? fault), fault);
            JsonElement used = receipt.GetProperty("context");
            CampaignId id = new(receipt.GetProperty("campaignId").GetGuid());
            Campaign campaign = Campaign.Restore(
                id, new PartnerId(Guid.NewGuid()), DateTimeOffset.MinValue, DateTimeOffset.MaxValue, CampaignState.Live, [terms!]);
            RunningState running = new(TokenAmount.Parse(used.GetProperty("available").GetString()!));
            foreach (JsonElement limit in used.GetProperty("limitsUsed").EnumerateArray())
            {
                UInt128 subject = UInt128.Parse(limit.GetProperty("subject").GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                running.Load(
                    new LimitKey(limit.GetProperty("limit").GetInt32(), limit.GetProperty("period").GetInt32(), subject),
                    TokenAmount.Parse(limit.GetProperty("used").GetString()!));
            }

            foreach (JsonElement count in used.GetProperty("counts").EnumerateArray())
            {
                running.Load(
                    new CounterKey(count.GetProperty("rule").GetInt32(), new ParticipantId(count.GetProperty("referrer").GetGuid())),
                    count.GetProperty("customers").GetInt32());
            }

            RewardDecision decision = RewardPolicy.Decide(
                campaign, [Sale(receipt, used)], Rates(used), running, DateTimeOffset.UtcNow)[0];
            return decision.Lines.Single(line => line.Rule == receipt.GetProperty("rule").GetInt32()
                && string.Equals(line.Role.ToString(), receipt.GetProperty("role").GetString(), StringComparison.Ordinal));
        }

        private static SaleInContext Sale(JsonElement receipt, JsonElement used)
        {
            JsonElement sale = receipt.GetProperty("sale");
            Currency currency = Currency.Find(sale.GetProperty("currency").GetString()!);
            DateTimeOffset soldAt = sale.GetProperty("soldAt").GetDateTimeOffset();
            ParticipantFacts? referrer = Person(used, "level1", Person(used, "level2", Person(used, "level3", null)));
            return new SaleInContext
            {
                EventId = new SaleEventId(Guid.NewGuid()),
                Sale = new Sale(
                    new SaleId(sale.GetProperty("saleId").GetGuid()),
                    new SaleNumber("any", sale.GetProperty("saleNumber").GetString()!),
                    new ChannelId(sale.GetProperty("channelId").GetGuid()),
                    soldAt,
                    currency,
                    [.. receipt.GetProperty("lines").EnumerateArray().Select(line => new SaleLine(
                        line.GetProperty("sku").GetString(),
                        line.GetProperty("productType").GetString(),
                        line.GetProperty("quantity").GetInt32(),
                        Minor(line, "gross", currency),
                        Minor(line, "discount", currency),
                        Minor(line, "tax", currency),
                        Minor(line, "shipping", currency)))]),
                ReceivedAt = used.GetProperty("receivedAt").GetDateTimeOffset(),
                PaidAt = used.GetProperty("paidAt").GetDateTimeOffset(),
                DeliveredAt = used.GetProperty("deliveredAt").GetDateTimeOffset(),
                PromisedBefore = TokenAmount.Parse(used.GetProperty("promisedBefore").GetString()!),
                Code = referrer is null ? CodeFacts.None : CodeFacts.Of(referrer),
                Customer = new CustomerFacts(new CustomerId(used.GetProperty("customerId").GetGuid()))
                {
                    Buyer = Person(used, "buyer", null),
                    Vip = used.GetProperty("vip").GetBoolean(),
                    HasBought = !used.GetProperty("firstPurchase").GetBoolean(),
                },
                Seller = Person(used, "seller", null),
            };
        }

        private static ParticipantFacts? Person(JsonElement used, string name, ParticipantFacts? upline) =>
            !used.TryGetProperty(name, out JsonElement person) ? null : new ParticipantFacts(
                new ParticipantId(person.GetProperty("participantId").GetGuid()),
                Enum.Parse<ParticipantKind>(person.GetProperty("kind").GetString()!, ignoreCase: true))
            {
                Group = person.TryGetProperty("group", out JsonElement group) ? group.GetString() : null,
                Active = !person.TryGetProperty("active", out _),
                Upline = upline,
            };

        private static ConversionRates Rates(JsonElement used) => new(used.GetProperty("rates").EnumerateArray().Select(rate => new ConversionRate(
            Currency.Find(rate.GetProperty("currency").GetString()!),
            UInt128.Parse(rate.GetProperty("baseUnits").GetString()!, CultureInfo.InvariantCulture),
            rate.GetProperty("minorUnits").GetUInt64(),
            rate.GetProperty("source").GetString()!,
            rate.GetProperty("at").GetDateTimeOffset())));

        private static long Minor(JsonElement line, string name, Currency currency) => (long)(
            decimal.Parse(line.GetProperty(name).GetString()!, CultureInfo.InvariantCulture) * currency.MinorUnitsPerUnit);
    }
}
