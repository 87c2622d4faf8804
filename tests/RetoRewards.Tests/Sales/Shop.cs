using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Referrals;
using RetoRewards.Domain.Sales;
using RetoRewards.Ledger;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Referrals;
using RetoRewards.Referrals.Links;
using RetoRewards.Rewards;
using RetoRewards.Sales;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Sales;

/// <summary>A partner with a live campaign of 10 % for the referrer and 5 % for the buyer, at 20 RETO a pound, on a real database.</summary>
internal sealed class Shop : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private int people;
    private int draws;

    private Shop(TestDatabase database)
    {
        Database = database;
        Clock = new SettableClock(Noon);
        RecordEvents = new RecordEvents(database.Gate, Clock);
        RewardSale = new RewardSale(
            database.Gate, new LoadCampaigns(), new LinkKeys(new byte[32], new byte[32]), new FingerprintKey(new byte[32]), Clock);
        Contexts = new TestContexts(database);
        ReleaseHolds = new ReleaseHolds(Contexts, database.Gate, Clock);
        PartnerId = new PartnerId(Guid.NewGuid());
        CampaignId = new CampaignId(Guid.NewGuid());
        Channel = new ChannelRow
        {
            ChannelId = new ChannelId(Guid.NewGuid()),
            PartnerId = PartnerId,
            Name = "till-1",
            NameSpace = "shop",
            CreatedAt = Noon,
        };
    }

    public TestDatabase Database { get; }

    public SettableClock Clock { get; }

    public RecordEvents RecordEvents { get; }

    public RewardSale RewardSale { get; }

    public PartnerId PartnerId { get; }

    public CampaignId CampaignId { get; }

    public ChannelRow Channel { get; }

    public ReleaseHolds ReleaseHolds { get; }

    /// <summary>Opens contexts for reading, as the host's factory does.</summary>
    public TestContexts Contexts { get; }

    /// <param name="budget">What the campaign holds; a million RETO when left out.</param>
    /// <param name="state">Where the campaign stands.</param>
    /// <param name="hold">The hold of the usual terms; none when left out.</param>
    /// <param name="terms">The versions of the terms in place of the usual one.</param>
    public static async Task<Shop> OpenAsync(
        TokenAmount? budget = null, CampaignState state = CampaignState.Live, TimeSpan hold = default, IReadOnlyList<Terms>? terms = null)
    {
        Shop shop = new(await TestDatabase.CreateAsync());
        await shop.SeedAsync(budget ?? TokenAmount.FromTokens(1_000_000), state, terms ?? [UsualTerms(hold)]);
        return shop;
    }

    public static SaleSubmission Sale(
        string number, string amount, string? code = null, string? customer = null, string? eventId = null, DateTimeOffset? soldAt = null) =>
        new(
            eventId ?? "event-" + number,
            new SaleDraft(null, number, soldAt ?? Noon, "GBP", [new SaleDraftLine(null, null, 1, Decimal(amount))]),
            code,
            customer);

    public async Task<SaleAnswer> TellAsync(EventSubmission submission, ChannelRow? channel = null) =>
        (await RecordEvents.ExecuteAsync(channel ?? Channel, [submission], CancellationToken.None))[0];

    public async Task RewardAllAsync()
    {
        while (await RewardSale.RunOnceAsync(CancellationToken.None) > 0)
        {
        }
    }

    /// <summary>Enrols somebody with a wallet and a code of this campaign, or of another.</summary>
    public async Task<(ParticipantId Participant, string Code)> EnrolAsync(CampaignId? campaign = null)
    {
        ParticipantId participant = new(Guid.NewGuid());
        int person = ++people;
        byte[] wallet = new byte[WalletAddress.Length];
        wallet[0] = 1;
        BitConverter.TryWriteBytes(wallet.AsSpan(4), person);
        await SeedRows.WriteAsync(Database, write => write.InsertOne(new ParticipantRow
        {
            ParticipantId = participant,
            State = ParticipantState.Enrolled,
            Kind = ParticipantKind.Person,
            GroupName = null,
            DisplayName = null,
            CreatedAt = Noon,
            Version = 1,
        }));
        await SeedRows.WriteAsync(Database, write => write.InsertOne(new WalletRow
        {
            ParticipantId = participant,
            Ordinal = 1,
            Kind = WalletKind.Internal,
            Address = WalletAddress.FromBytes(wallet),
            Since = Noon,
        }));
        return (participant, await AddCodeAsync(participant, campaign ?? CampaignId));
    }

    /// <summary>Gives a participant a code of a campaign.</summary>
    public async Task<string> AddCodeAsync(ParticipantId participant, CampaignId campaign)
    {
        ReferralCode? drawn;
        do
        {
            // An offensive draw is drawn again.
            drawn = ReferralCode.FromRandom(BitConverter.GetBytes(++draws * 7919L).AsSpan(0, ReferralCode.RandomBytes));
        }
        while (drawn is null);

        ReferralCode code = drawn.Value;
        await SeedRows.WriteAsync(Database, write => write.InsertOne(new ReferralCodeRow
        {
            Code = code.Value,
            CampaignId = campaign,
            ParticipantId = participant,
            SourceTag = string.Empty,
            GeoCell = null,
            IssuedAt = Noon,
            RevokedAt = null,
        }));
        return code.Value;
    }

    /// <summary>A second campaign of the same shop or of another partner, with the terms of the first and a million RETO.</summary>
    public async Task<CampaignId> OpenSecondCampaignAsync(PartnerId? partner = null)
    {
        CampaignId second = new(Guid.NewGuid());
        CampaignRow campaign = Assert.Single(await RowsAsync<CampaignRow>());
        CampaignTermsRow terms = Assert.Single(await RowsAsync<CampaignTermsRow>());
        await SeedRows.WriteAsync(Database, write => write.InsertOne(new CampaignRow
        {
            CampaignId = second,
            PartnerId = partner ?? PartnerId,
            Name = "Winter",
            State = campaign.State,
            StartsAt = campaign.StartsAt,
            EndsAt = campaign.EndsAt,
            LandingUrl = campaign.LandingUrl,
            ChainCampaignId = null,
            CreatedAt = Noon,
            Version = 1,
        }));
        await SeedRows.WriteAsync(Database, write => write.InsertOne(new CampaignTermsRow
        {
            CampaignId = second,
            TermsVersion = terms.TermsVersion,
            InForceFrom = terms.InForceFrom,
            Json = terms.Json,
            Hash = [.. Enumerable.Repeat((byte)2, 32)],
            CreatedAt = Noon,
        }));
        await Database.Gate.WriteAsync(
            WritePriority.Stage,
            write => LedgerBook.PostAsync(write, [LedgerTransaction.Funded(second, "chain-event:2", Noon, TokenAmount.FromTokens(1_000_000))]),
            CancellationToken.None);
        return second;
    }

    /// <summary>Another partner with the same campaign and as much as the first.</summary>
    public async Task<(ChannelRow Channel, CampaignId Campaign)> OpenSecondPartnerAsync()
    {
        PartnerId second = new(Guid.NewGuid());
        await SeedRows.WriteAsync(Database, write => write.InsertOne(new PartnerRow
        {
            PartnerId = second,
            Name = "Other",
            Wallet = WalletAddress.FromBytes([.. Enumerable.Repeat((byte)8, WalletAddress.Length)]),
            CreatedAt = Noon,
            Version = 1,
        }));
        ChannelRow channel = new()
        {
            ChannelId = new ChannelId(Guid.NewGuid()),
            PartnerId = second,
            Name = "till-1",
            NameSpace = "other",
            CreatedAt = Noon,
        };
        await SeedRows.WriteAsync(Database, write => write.InsertOne(channel));
        return (channel, await OpenSecondCampaignAsync(second));
    }

    /// <summary>Makes a participant a customer of the shop, or of another partner.</summary>
    public async Task<CustomerId> LinkCustomerAsync(string number, ParticipantId participant, PartnerId? partner = null)
    {
        CustomerId customer = new(Guid.NewGuid());
        await SeedRows.WriteAsync(Database, write => write.InsertOne(new CustomerRow
        {
            CustomerId = customer,
            PartnerId = partner ?? PartnerId,
            CustomerNumber = number,
            ParticipantId = participant,
            CreatedAt = Noon,
            Version = 1,
        }));
        return customer;
    }

    /// <summary>Binds a customer by a person's word, from the beginning of time.</summary>
    public Task BindByHandAsync(CustomerId customer, CampaignId campaign, ParticipantId referrer) =>
        SeedRows.WriteAsync(Database, write => write.InsertOne(new CustomerBindingRow
        {
            CustomerId = customer,
            CampaignId = campaign,
            Referrer = referrer,
            Employee = null,
            FirstSaleId = null,
            BoundAt = Noon,
            CountsFrom = Noon.AddYears(-1),
            ByHand = true,
        }));

    /// <summary>Tops the campaign up.</summary>
    public Task FundAsync(string reference, TokenAmount amount, CampaignId? campaign = null) => Database.Gate.WriteAsync(
        WritePriority.Stage,
        write => LedgerBook.PostAsync(write, [LedgerTransaction.Funded(campaign ?? CampaignId, reference, Clock.Now, amount)]),
        CancellationToken.None);

    public async Task SetCampaignStateAsync(CampaignState state, CampaignId? campaign = null)
    {
        CampaignRow row = (await RowsAsync<CampaignRow>()).Single(one => one.CampaignId == (campaign ?? CampaignId));
        row.State = state;
        await SeedRows.WriteAsync(Database, write => write.UpdateOne(row, nameof(CampaignRow.State)));
    }

    public async Task<LedgerBalance> BalanceAsync(AccountName account)
    {
        await using RetoDbContext db = Database.CreateDbContext();
        string name = account.ToString();
        CampaignId campaign = account.Campaign ?? CampaignId;
        return await db.Set<LedgerAccountRow>()
            .Where(row => row.CampaignId == campaign && row.Name == name).Select(row => row.Balance).SingleOrDefaultAsync();
    }

    public async Task<TRow[]> RowsAsync<TRow>()
        where TRow : class
    {
        await using RetoDbContext db = Database.CreateDbContext();
        return await db.Set<TRow>().ToArrayAsync();
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    private static decimal Decimal(string amount) => decimal.Parse(amount, CultureInfo.InvariantCulture);

    private static Terms UsualTerms(TimeSpan hold) => new(
        1,
        Noon.AddYears(-1),
        hold,
        TimeSpan.FromDays(400),
        [Rule.Purchase(1, 1, Rate.Percentage(new BasisPoints(1000))), Rule.Buyer(2, Rate.Percentage(new BasisPoints(500)))]);

    private async Task SeedAsync(TokenAmount budget, CampaignState state, IReadOnlyList<Terms> versions)
    {
        await SeedRows.WriteAsync(Database, write => write.InsertOne(new PartnerRow
        {
            PartnerId = PartnerId,
            Name = "Shop",
            Wallet = WalletAddress.FromBytes([.. Enumerable.Repeat((byte)9, WalletAddress.Length)]),
            CreatedAt = Noon,
            Version = 1,
        }));
        await SeedRows.WriteAsync(Database, write => write.InsertOne(new CampaignRow
        {
            CampaignId = CampaignId,
            PartnerId = PartnerId,
            Name = "Autumn",
            State = state,
            StartsAt = Noon.AddYears(-1),
            EndsAt = Noon.AddYears(1),
            LandingUrl = "https://shop.example/",
            ChainCampaignId = null,
            CreatedAt = Noon,
            Version = 1,
        }));
        await SeedRows.WriteAsync(Database, write => write.Insert([.. versions.Select(terms => new CampaignTermsRow
        {
            CampaignId = CampaignId,
            TermsVersion = terms.Version,
            InForceFrom = terms.InForceFrom,
            Json = Encoding.UTF8.GetString(TermsJson.Write(terms)),
            Hash = [.. Enumerable.Repeat((byte)terms.Version, 32)],
            CreatedAt = Noon,
        })]));
        await SeedRows.WriteAsync(Database, write => write.InsertOne(new ConversionRateRow
        {
            ConversionRateId = 1,
            Currency = "GBP",
            InForceFrom = Noon.AddYears(-1),
            BaseUnits = TokenAmount.FromTokens(20),
            MinorUnits = 100,
            Source = "table:operator",
            RecordedAt = Noon,
        }));
        await SeedRows.WriteAsync(Database, write => write.InsertOne(Channel));
        if (!budget.IsZero)
        {
            await Database.Gate.WriteAsync(
                WritePriority.Stage,
                write => LedgerBook.PostAsync(write, [LedgerTransaction.Funded(CampaignId, "chain-event:1", Noon, budget)]),
                CancellationToken.None);
        }
    }
}

/// <summary>Writes rows of any room for a test.</summary>
internal static class SeedRows
{
    public static Task WriteAsync(TestDatabase database, Action<WriteTransaction> insert) => database.Gate.WriteAsync(
        WritePriority.Stage,
        write =>
        {
            insert(write);
            return Task.CompletedTask;
        },
        CancellationToken.None);
}

/// <summary>A clock that stands still until it is set.</summary>
internal sealed class SettableClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>Opens contexts for reading over a test's database.</summary>
internal sealed class TestContexts(TestDatabase database) : IDbContextFactory<RetoDbContext>
{
    public RetoDbContext CreateDbContext() => database.CreateDbContext();
}
