using System.Text;
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

namespace RetoRewards.Bench.Imports;

/// <summary>A partner with a live campaign of three levels, two limits and enough of a budget, and a thousand referrers, each but the first
/// brought by another.</summary>
/// <param name="Channel">Who tells.</param>
/// <param name="Codes">The referrers' codes.</param>
/// <param name="SoldAt">A moment from which on sales are told.</param>
internal sealed record ImportWorld(ChannelRow Channel, IReadOnlyList<string> Codes, DateTimeOffset SoldAt)
{
    private const int Referrers = 1_000;

    public static async Task<ImportWorld> SeedAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        PartnerId partner = new(Guid.NewGuid());
        CampaignId campaign = new(Guid.NewGuid());
        ChannelRow channel = new() { ChannelId = new ChannelId(Guid.NewGuid()), PartnerId = partner, Name = "export", NameSpace = "shop", CreatedAt = now };
        ParticipantId[] people = [.. Enumerable.Range(0, Referrers).Select(_ => new ParticipantId(Guid.NewGuid()))];
        string[] codes = [.. DrawCodes()];
        await services.GetRequiredService<WriteGate>().WriteAsync(
            WritePriority.Stage,
            async write =>
            {
                InsertCampaign(write, partner, campaign, now);
                write.InsertOne(channel);
                InsertReferrers(write, partner, campaign, people, codes, now);
                await LedgerBook.PostAsync(
                    write, [LedgerTransaction.Funded(campaign, "chain-event:1", now, TokenAmount.FromTokens(10_000_000_000))]);
            },
            cancellationToken);
        return new ImportWorld(channel, codes, now.AddDays(-10));
    }

    private static void InsertCampaign(WriteTransaction write, PartnerId partner, CampaignId campaign, DateTimeOffset now)
    {
        Terms terms = new(
            1,
            now.AddDays(-30),
            TimeSpan.FromDays(14),
            TimeSpan.FromDays(365),
            [
                Rule.Purchase(1, 1, Rate.Percentage(500)),
                Rule.Purchase(2, 2, Rate.Percentage(200)),
                Rule.Purchase(3, 3, Rate.Percentage(100)),
            ],
            [
                new Limit(1, LimitSubject.Participant, LimitPeriod.Month, TokenAmount.FromTokens(1_000_000_000)),
                new Limit(2, LimitSubject.Campaign, LimitPeriod.Day, TokenAmount.FromTokens(1_000_000_000)),
            ]);
        write.InsertOne(new PartnerRow
        {
            PartnerId = partner,
            Name = "Bench",
            Wallet = WalletAddress.FromBytes([1, .. new byte[19]]),
            CreatedAt = now,
            Version = 1,
        });
        write.InsertOne(new CampaignRow
        {
            CampaignId = campaign,
            PartnerId = partner,
            Name = "Bench",
            State = CampaignState.Live,
            StartsAt = terms.InForceFrom,
            EndsAt = now.AddYears(1),
            LandingUrl = "https://harbour.example/",
            ChainCampaignId = null,
            CreatedAt = now,
            Version = 1,
        });
        write.InsertOne(new CampaignTermsRow
        {
            CampaignId = campaign,
            TermsVersion = 1,
            InForceFrom = terms.InForceFrom,
            Json = Encoding.UTF8.GetString(TermsJson.Write(terms)),
            Hash = new byte[32],
            CreatedAt = now,
        });
        write.InsertOne(new ConversionRateRow
        {
            ConversionRateId = 1,
            Currency = "GBP",
            InForceFrom = terms.InForceFrom,
            BaseUnits = TokenAmount.FromTokens(20),
            MinorUnits = 100,
            Source = "table:operator",
            RecordedAt = now,
        });
    }

    private static void InsertReferrers(
        WriteTransaction write, PartnerId partner, CampaignId campaign, ParticipantId[] people, string[] codes, DateTimeOffset now)
    {
        CustomerId[] customers = [.. people.Select(_ => new CustomerId(Guid.CreateVersion7(now)))];
        write.Insert([.. people.Select(person => new ParticipantRow
        {
            ParticipantId = person,
            State = ParticipantState.Enrolled,
            Kind = ParticipantKind.Person,
            GroupName = null,
            DisplayName = null,
            CreatedAt = now,
            Version = 1,
        })]);
        write.Insert([.. people.Select((person, index) => new CustomerRow
        {
            CustomerId = customers[index],
            PartnerId = partner,
            CustomerNumber = $"referrer-{index}",
            ParticipantId = person,
            CreatedAt = now,
            Version = 1,
        })]);
        write.Insert([.. customers.Select((customer, index) => new CustomerBindingRow
        {
            CustomerId = customer,
            CampaignId = campaign,
            Referrer = index == 0 ? null : people[index / 2],
            Employee = null,
            FirstSaleId = null,
            BoundAt = now.AddDays(-30),
            CountsFrom = now.AddDays(-30),
            ByHand = true,
        })]);
        write.Insert([.. codes.Select((code, index) => new ReferralCodeRow
        {
            Code = code,
            CampaignId = campaign,
            ParticipantId = people[index],
            SourceTag = string.Empty,
            GeoCell = null,
            IssuedAt = now.AddDays(-30),
            RevokedAt = null,
        })]);
    }

    /// <summary>An offensive draw is drawn again.</summary>
    private static IEnumerable<string> DrawCodes()
    {
        int made = 0;
        for (long draw = 1; made < Referrers; draw++)
        {
            if (ReferralCode.FromRandom(BitConverter.GetBytes(draw * 7919).AsSpan(0, ReferralCode.RandomBytes)) is { } code)
            {
                made++;
                yield return code.Value;
            }
        }
    }
}
