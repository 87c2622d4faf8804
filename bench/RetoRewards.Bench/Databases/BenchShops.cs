using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
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
using RetoRewards.Rewards;
using RetoRewards.Sales;

namespace RetoRewards.Bench.Databases;

/// <summary>Partners that sell: each with a channel, a live campaign that rewards referrer and buyer, a code, and customers.</summary>
internal static class BenchShops
{
    public const int CustomersOfEach = 200;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A shop as a worker finds it in the database.</summary>
    public sealed record Found(ChannelRow Channel, string Code);

    public static async Task SeedAsync(IServiceProvider services, int count, CancellationToken cancellationToken)
    {
        WriteGate gate = services.GetRequiredService<WriteGate>();
        await gate.WriteAsync(
            WritePriority.Stage,
            write =>
            {
                write.InsertOne(new ConversionRateRow
                {
                    ConversionRateId = 1,
                    Currency = "GBP",
                    InForceFrom = Start,
                    BaseUnits = TokenAmount.FromTokens(20),
                    MinorUnits = 100,
                    Source = "table:operator",
                    RecordedAt = Start,
                });
                return Task.CompletedTask;
            },
            cancellationToken);
        for (int shop = 0; shop < count; shop++)
        {
            int number = shop;
            await gate.WriteAsync(WritePriority.Stage, write => SeedOneAsync(write, number), cancellationToken);
        }
    }

    public static async Task<Found[]> FindAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await services.GetRequiredService<IDbContextFactory<RetoDbContext>>().CreateDbContextAsync(cancellationToken);
        ChannelRow[] channels = await db.Set<ChannelRow>().OrderBy(row => row.ChannelId).ToArrayAsync(cancellationToken);
        Dictionary<PartnerId, string> codes = await (
                from code in db.Set<ReferralCodeRow>()
                join campaign in db.Set<CampaignRow>() on code.CampaignId equals campaign.CampaignId
                select new { campaign.PartnerId, code.Code })
            .ToDictionaryAsync(row => row.PartnerId, row => row.Code, cancellationToken);
        return [.. channels.Where(channel => codes.ContainsKey(channel.PartnerId)).Select(channel => new Found(channel, codes[channel.PartnerId]))];
    }

    public static EventSubmission[] Sales(Found shop, string series, int first, int count) =>
    [
        .. Enumerable.Range(first, count).Select(index =>
        {
            string number = string.Create(CultureInfo.InvariantCulture, $"{series}-{index}");
            return new SaleSubmission(
                number,
                new SaleDraft(null, number, Start.AddMonths(1), "GBP", [new SaleDraftLine("85123A", null, 6, 2.55m)]),
                shop.Code,
                string.Create(CultureInfo.InvariantCulture, $"customer-{index % CustomersOfEach}"));
        }),
    ];

    private static Task SeedOneAsync(WriteTransaction write, int shop)
    {
        PartnerId partner = new(Guid.NewGuid());
        CampaignId campaign = new(Guid.NewGuid());
        write.InsertOne(new PartnerRow { PartnerId = partner, Name = "Shop", Wallet = Wallet(shop, 0), CreatedAt = Start, Version = 1 });
        write.InsertOne(new ChannelRow
        {
            ChannelId = new ChannelId(Guid.NewGuid()),
            PartnerId = partner,
            Name = "till",
            NameSpace = "shop",
            CreatedAt = Start,
        });
        write.InsertOne(new CampaignRow
        {
            CampaignId = campaign,
            PartnerId = partner,
            Name = "Campaign",
            State = CampaignState.Live,
            StartsAt = Start,
            EndsAt = Start.AddYears(10),
            LandingUrl = "https://shop.example/",
            ChainCampaignId = null,
            CreatedAt = Start,
            Version = 1,
        });
        Terms terms = new(
            1, Start, TimeSpan.Zero, TimeSpan.FromDays(4_000),
            [Rule.Purchase(1, 1, Rate.Percentage(new BasisPoints(1000))), Rule.Buyer(2, Rate.Percentage(new BasisPoints(500)))]);
        write.InsertOne(new CampaignTermsRow
        {
            CampaignId = campaign,
            TermsVersion = 1,
            InForceFrom = Start,
            Json = Encoding.UTF8.GetString(TermsJson.Write(terms)),
            Hash = [.. Enumerable.Repeat((byte)(1 + shop), 32)],
            CreatedAt = Start,
        });
        ParticipantId referrer = Enrol(write, shop, 1);
        write.InsertOne(new ReferralCodeRow
        {
            Code = Code(shop),
            CampaignId = campaign,
            ParticipantId = referrer,
            SourceTag = string.Empty,
            GeoCell = null,
            IssuedAt = Start,
            RevokedAt = null,
        });
        for (int index = 0; index < CustomersOfEach; index++)
        {
            write.InsertOne(new CustomerRow
            {
                CustomerId = new CustomerId(Guid.NewGuid()),
                PartnerId = partner,
                CustomerNumber = string.Create(CultureInfo.InvariantCulture, $"customer-{index}"),
                ParticipantId = Enrol(write, shop, 2 + index),
                CreatedAt = Start,
                Version = 1,
            });
        }

        return LedgerBook.PostAsync(
            write, [LedgerTransaction.Funded(campaign, "chain-event:1", Start, TokenAmount.FromTokens(1_000_000_000))]);
    }

    private static ParticipantId Enrol(WriteTransaction write, int shop, int person)
    {
        ParticipantId participant = new(Guid.NewGuid());
        write.InsertOne(new ParticipantRow
        {
            ParticipantId = participant,
            State = ParticipantState.Enrolled,
            Kind = ParticipantKind.Person,
            GroupName = null,
            DisplayName = null,
            CreatedAt = Start,
            Version = 1,
        });
        write.InsertOne(new WalletRow
        {
            ParticipantId = participant,
            Ordinal = 1,
            Kind = WalletKind.Internal,
            Address = Wallet(shop, person),
            Since = Start,
        });
        return participant;
    }

    private static WalletAddress Wallet(int shop, int person)
    {
        byte[] bytes = new byte[WalletAddress.Length];
        bytes[0] = 1;
        BitConverter.TryWriteBytes(bytes.AsSpan(4), shop);
        BitConverter.TryWriteBytes(bytes.AsSpan(8), person);
        return WalletAddress.FromBytes(bytes);
    }

    private static string Code(int shop)
    {
        long seed = (shop + 1) * 7_919_000L;
        ReferralCode? drawn;
        do
        {
            // An offensive draw is drawn again.
            drawn = ReferralCode.FromRandom(BitConverter.GetBytes(++seed).AsSpan(0, ReferralCode.RandomBytes));
        }
        while (drawn is null);

        return drawn.Value.Value;
    }
}
