using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Referrals;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Tests.Campaigns;

public sealed class TermsJsonTests
{
    private static readonly DateTimeOffset From = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    [Trait("Behaviour", "N4")]
    [Trait("Behaviour", "R2")]
    public void What_was_written_reads_back_and_writes_the_same_bytes()
    {
        byte[] written = TermsJson.Write(Everything());

        Assert.True(TermsJson.TryRead(written, out Terms? read, out string? fault), fault);
        Assert.Equal(Encoding.UTF8.GetString(written), Encoding.UTF8.GetString(TermsJson.Write(read)));
        Assert.Equal(Everything().Rules.Count, read.Rules.Count);
        Assert.Equal("250", read.MaxPerSale.ToString());
    }

    [Fact]
    public void The_canonical_form_does_not_depend_on_the_order_or_the_blanks_of_what_came_in()
    {
        const string Loose = """
            { "limits": [], "rules": [ { "rates": [ { "shareBps": 500, "pays": "percentage" } ], "level": 1, "kind": "purchase", "number": 1 } ],
              "uplineMustBeActive": false, "clickWindowSeconds": 0, "clicks": "last", "dryBudget": "refuse",
              "base": { "beforeDiscounts": false, "withShipping": false, "withTax": false },
              "latenessSeconds": 60, "holdSeconds": 0, "inForceFrom": "2026-03-01T00:00:00Z", "version": 1 }
            """;
        Terms same = new(1, From, TimeSpan.Zero, TimeSpan.FromMinutes(1), [Rule.Purchase(1, 1, Rate.Percentage(500))]);

        Assert.True(TermsJson.TryRead(Encoding.UTF8.GetBytes(Loose), out Terms? read, out string? fault), fault);
        Assert.Equal(TermsJson.Write(same), TermsJson.Write(read));
    }

    [Theory]
    [InlineData("\"version\":1", "\"version\":0")]
    [InlineData("\"version\":1", "\"version\":1.5")]
    [InlineData("\"version\":1", "\"version\":1,\"version\":2")]
    [InlineData("\"version\":1", "\"version\":1,\"extra\":true")]
    [InlineData("\"holdSeconds\":86400", "\"holdSeconds\":-1")]
    [InlineData("\"holdSeconds\":86400", "\"holdSeconds\":99999999999999")]
    [InlineData("\"shareBps\":500", "\"shareBps\":10001")]
    [InlineData("\"amount\":\"10\"", "\"amount\":10")]
    [InlineData("\"currency\":\"RUB\"", "\"currency\":\"XXX\"")]
    [InlineData("\"kind\":\"seller\"", "\"kind\":\"Seller\"")]
    [InlineData("\"level\":1", "\"level\":4")]
    [InlineData("\"number\":2", "\"number\":1")]
    [InlineData("\"thresholdCustomers\":10", "\"thresholdCustomers\":0")]
    [InlineData("\"period\":\"month\",\"rates\"", "\"rates\"")]
    [InlineData("2026-03-01T00:00:00Z", "2026-03-01T00:00:00+01:00")]
    [InlineData("\"shareBps\":6000", "\"shareBps\":6001")]
    [InlineData("\"whenDry\":\"others_take_over\"", "\"whenDry\":\"others\"")]
    public void What_is_unknown_doubled_or_out_of_bounds_is_refused(string part, string instead)
    {
        string good = Encoding.UTF8.GetString(TermsJson.Write(Everything()));
        Assert.Contains(part, good, StringComparison.Ordinal);

        string bad = good.Replace(part, instead, StringComparison.Ordinal);

        Assert.False(TermsJson.TryRead(Encoding.UTF8.GetBytes(bad), out Terms? terms, out string? fault));
        Assert.Null(terms);
        Assert.NotEmpty(fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"version\":1")]
    [InlineData("[[[[[[[[[[[[1]]]]]]]]]]]]")]
    public void What_is_no_terms_at_all_is_refused(string text)
    {
        Assert.False(TermsJson.TryRead(Encoding.UTF8.GetBytes(text), out _, out _));
    }

    [Fact]
    public void Every_property_that_is_written_stands_in_the_schema()
    {
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllText(RepositoryFile("docs", "terms.schema.json")));
        using JsonDocument written = JsonDocument.Parse(TermsJson.Write(Everything()));

        SchemaCheck.RequireValid(schema.RootElement, written.RootElement);
        Assert.ThrowsAny<Exception>(() =>
        {
            using JsonDocument wrong = JsonDocument.Parse("{\"version\":0}");
            SchemaCheck.RequireValid(schema.RootElement, wrong.RootElement);
        });
    }

    [Fact]
    [Trait("Behaviour", "R2")]
    public void Every_property_of_the_schema_is_read_and_exactly_the_required_ones_must_be_there()
    {
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllText(RepositoryFile("docs", "terms.schema.json")));
        JsonObject whole = JsonNode.Parse(TermsJson.Write(Everything()))!.AsObject();
        Dictionary<string, SortedSet<string>> met = [];
        List<string> faults = [];

        Walk(schema.RootElement, schema.RootElement, whole, "terms", whole, met, faults);

        Assert.Empty(faults);
        foreach ((string name, JsonElement part) in Objects(schema.RootElement, "terms"))
        {
            Assert.Equal(part.EnumerateObject().Select(one => one.Name).Order(StringComparer.Ordinal), met[name]);
        }
    }

    [Theory]
    [Trait("Behaviour", "R2")]
    [InlineData("terms.dryBudget", typeof(DryBudget))]
    [InlineData("terms.clicks", typeof(ClickChoice))]
    [InlineData("terms.funding.whenDry", typeof(DryFunder))]
    [InlineData("rule.kind", typeof(RuleKind))]
    [InlineData("rate.pays", typeof(RateKind))]
    [InlineData("limit.subject", typeof(LimitSubject))]
    [InlineData("scope.referrerKind", typeof(ParticipantKind))]
    [InlineData("scope.polarity", typeof(FeedbackPolarity))]
    public void Every_list_of_the_schema_is_the_list_of_the_code(string path, Type codes)
    {
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllText(RepositoryFile("docs", "terms.schema.json")));
        string[] steps = path.Split('.');
        JsonElement at = steps[0] == "terms" ? schema.RootElement : schema.RootElement.GetProperty("$defs").GetProperty(steps[0]);
        foreach (string step in steps[1..])
        {
            at = at.GetProperty("properties").GetProperty(step);
        }

        Assert.Equal(
            Enum.GetNames(codes).Select(name => JsonNamingPolicy.SnakeCaseLower.ConvertName(name)).Order(StringComparer.Ordinal),
            at.GetProperty("enum").EnumerateArray().Select(code => code.GetString()!).Order(StringComparer.Ordinal));
    }

    /// <summary>Walks terms and schema together: each object notes the properties it was met with, and is read again without each of them.</summary>
    private static void Walk(
        JsonElement root, JsonElement schema, JsonNode node, string name, JsonObject whole, Dictionary<string, SortedSet<string>> met, List<string> faults)
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            string target = reference.GetString()!["#/$defs/".Length..];
            Walk(root, root.GetProperty("$defs").GetProperty(target), node, target, whole, met, faults);
        }
        else if (node is JsonArray items)
        {
            foreach (JsonNode? item in items.ToArray())
            {
                Walk(root, schema.GetProperty("items"), item!, name, whole, met, faults);
            }
        }
        else if (node is JsonObject members)
        {
            if (!met.TryGetValue(name, out SortedSet<string>? seen))
            {
                met[name] = seen = new SortedSet<string>(StringComparer.Ordinal);
            }

            HashSet<string> required = [.. schema.TryGetProperty("required", out JsonElement list) ? list.EnumerateArray().Select(one => one.GetString()!) : []];
            foreach ((string property, JsonNode? value) in members.ToArray())
            {
                seen.Add(property);
                members.Remove(property);
                bool isRead = TermsJson.TryRead(Encoding.UTF8.GetBytes(whole.ToJsonString()), out _, out _);
                members[property] = value;
                if (required.Contains(property) && isRead)
                {
                    faults.Add($"{name}.{property} is required by the schema only");
                }

                Walk(root, schema.GetProperty("properties").GetProperty(property), value!, $"{name}.{property}", whole, met, faults);
            }
        }
    }

    private static IEnumerable<(string Name, JsonElement Properties)> Objects(JsonElement schema, string name)
    {
        if (schema.TryGetProperty("properties", out JsonElement properties))
        {
            yield return (name, properties);
            foreach (JsonProperty property in properties.EnumerateObject())
            {
                foreach ((string, JsonElement) inner in Objects(property.Value, $"{name}.{property.Name}"))
                {
                    yield return inner;
                }
            }
        }

        if (schema.TryGetProperty("$defs", out JsonElement definitions))
        {
            foreach (JsonProperty definition in definitions.EnumerateObject())
            {
                foreach ((string, JsonElement) inner in Objects(definition.Value, definition.Name))
                {
                    yield return inner;
                }
            }
        }
    }

    [Fact]
    [Trait("Behaviour", "R19")]
    [Trait("Behaviour", "G3")]
    [Trait("Behaviour", "G5")]
    public void Terms_say_how_they_motivate_and_a_discount_is_the_buyers_in_money()
    {
        Terms Of(params Rule[] rules) => new(1, From, TimeSpan.Zero, TimeSpan.Zero, rules);
        RateEntry[] percent = [new(Scope.Everything, Rate.Percentage(500))];
        RateEntry[] tokens = [new(Scope.Everything, Rate.Tokens(TokenAmount.FromTokens(1)))];
        ParticipantId charity = new(new Guid(3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1));

        Assert.Equal(Enum.GetValues<Motivation>(), Everything().Motivations);
        Assert.Equal([Motivation.Fixed], Of(new Rule(1, RuleKind.Seller, tokens)).Motivations);
        Assert.Equal([Motivation.Discount], Of(new Rule(1, RuleKind.Discount, percent)).Motivations);
        Assert.Empty(Of(Rule.Purchase(1, 1, Rate.Nothing)).Motivations);
        Assert.Throws<ArgumentException>(() => Of(new Rule(1, RuleKind.Discount, tokens)));
        Assert.Throws<ArgumentException>(() => Of(new Rule(1, RuleKind.Discount, percent) { Beneficiary = charity }));
    }

    internal static string RepositoryFile(params string[] parts)
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "RetoRewards.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Path.Combine([folder ?? throw new InvalidOperationException("The repository's root was not found."), .. parts]);
    }

    internal static Terms Everything() => new(
        1,
        From,
        TimeSpan.FromDays(1),
        TimeSpan.FromDays(30),
        [
            new Rule(1, RuleKind.NewCustomer, [new(Scope.Everything, Rate.Currency(new Money(300_000, Currency.Find("RUB"))))])
            {
                MaxNewCustomers = 5,
            },
            new Rule(
                2,
                RuleKind.Purchase,
                [
                    new(Scope.Everything, Rate.Percentage(500)),
                    new(new Scope { ProductType = "tea" }, Rate.Percentage(700)),
                    new(new Scope { Sku = "T-1", Channel = new ChannelId(new Guid(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)) }, Rate.Nothing),
                ],
                1),
            new Rule(3, RuleKind.Purchase, [new(new Scope { ReferrerKind = ParticipantKind.Media, Group = "gold" }, Rate.Percentage(100))], 2),
            new Rule(4, RuleKind.Buyer, [new(new Scope { NewCustomer = true, Vip = false }, Rate.Tokens(TokenAmount.FromTokens(10)))])
            {
                Perk = "a free cup",
            },
            new Rule(5, RuleKind.Discount, [new(new Scope { Customer = new CustomerId(new Guid(2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)) }, Rate.Percentage(1000))]),
            new Rule(6, RuleKind.Seller, [new(new Scope { Place = "u33d" }, Rate.Percentage(50))])
            {
                Beneficiary = new ParticipantId(new Guid(3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)),
            },
            new Rule(7, RuleKind.Threshold, [new(Scope.Everything, Rate.Tokens(TokenAmount.FromTokens(50)))]) { ThresholdCustomers = 10 },
            new Rule(8, RuleKind.Period, [new(Scope.Everything, Rate.Tokens(TokenAmount.FromTokens(20)))]) { Period = LimitPeriod.Month },
            new Rule(9, RuleKind.Feedback, [new(new Scope { Polarity = FeedbackPolarity.Negative }, Rate.Tokens(TokenAmount.FromTokens(1)))]),
        ],
        [new Limit(1, LimitSubject.Participant, LimitPeriod.Week, TokenAmount.FromTokens(100))])
    {
        Base = new RewardBase(WithTax: true),
        MaxPerSale = TokenAmount.FromTokens(250),
        MaxShareOfSale = new BasisPoints(2500),
        DryBudget = DryBudget.Wait,
        Funding = new FunderSplit(
            [
                (new CampaignId(new Guid(4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)), new BasisPoints(6000)),
                (new CampaignId(new Guid(5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)), new BasisPoints(4000)),
            ],
            DryFunder.OthersTakeOver),
        Clicks = ClickChoice.First,
        ClickWindow = TimeSpan.FromDays(30),
        Attribution = new AttributionTerms
        {
            NewCustomersOnly = true,
            BindingWindow = TimeSpan.FromDays(365),
            LookPastUselessCode = true,
            Fence = new GeoFence([Cell("u4pru"), Cell("gcpv")], unknownPlaceAllowed: true),
        },
        UplineMustBeActive = true,
        UplineActivity = TimeSpan.FromDays(90),
        UnclaimedFor = TimeSpan.FromDays(180),
    };

    private static GeoCell Cell(string text) => GeoCell.TryParse(text, out GeoCell cell) ? cell : throw new ArgumentException("No cell.", nameof(text));
}
