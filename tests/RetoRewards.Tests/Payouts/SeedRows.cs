using System.Globalization;
using System.Text;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Sales;

namespace RetoRewards.Tests.Payouts;

/// <summary>The rows that a payout starts from, as the rooms before it leave them. Tests and benchmarks share them.</summary>
internal static class SeedRows
{
    public static void InsertPartner(WriteTransaction write, PartnerId partner, WalletAddress wallet, DateTimeOffset now) =>
        write.InsertOne(new PartnerRow { PartnerId = partner, Name = "Partner", Wallet = wallet, CreatedAt = now, Version = 1 });

    public static void InsertChannel(WriteTransaction write, PartnerId partner, ChannelId channel, DateTimeOffset now) =>
        write.InsertOne(new ChannelRow { ChannelId = channel, PartnerId = partner, Name = "shop", NameSpace = "shop", CreatedAt = now });

    public static void InsertCampaign(
        WriteTransaction write, PartnerId partner, CampaignId campaign, byte[] termsHash, DateTimeOffset now, Terms? terms = null)
    {
        write.InsertOne(new CampaignRow
        {
            CampaignId = campaign,
            PartnerId = partner,
            Name = "Campaign",
            State = CampaignState.Draft,
            StartsAt = now.AddDays(-1),
            EndsAt = now.AddDays(30),
            LandingUrl = "https://example.test",
            ChainCampaignId = null,
            CreatedAt = now,
            Version = 1,
        });
        write.InsertOne(new CampaignTermsRow
        {
            CampaignId = campaign,
            TermsVersion = 1,
            InForceFrom = now.AddDays(-1),
            Json = terms is null ? "{}" : Encoding.UTF8.GetString(TermsJson.Write(terms)),
            Hash = termsHash,
            CreatedAt = now,
        });
    }

    public static void InsertParticipant(WriteTransaction write, ParticipantId participant, WalletAddress wallet, DateTimeOffset now)
    {
        write.InsertOne(new ParticipantRow
        {
            ParticipantId = participant,
            State = ParticipantState.Enrolled,
            Kind = ParticipantKind.Person,
            GroupName = null,
            DisplayName = null,
            CreatedAt = now,
            Version = 1,
        });
        write.InsertOne(new WalletRow { ParticipantId = participant, Ordinal = 1, Kind = WalletKind.Internal, Address = wallet, Since = now });
    }

    /// <summary>A sale, its event and a reward of it, on hold until now. The posting that reserves it is the caller's.</summary>
    /// <param name="number">The sale's number, the event's arrival and the reward's place: unique.</param>
    public static RewardRow InsertReward(
        WriteTransaction write,
        PartnerId partner,
        ChannelId channel,
        CampaignId campaign,
        ParticipantId participant,
        TokenAmount amount,
        long number,
        FingerprintKey fingerprints,
        DateTimeOffset now)
    {
        SaleRow sale = new()
        {
            SaleId = new SaleId(Guid.CreateVersion7(now)),
            PartnerId = partner,
            NameSpace = "shop",
            SaleNumber = number.ToString(CultureInfo.InvariantCulture),
            ChannelId = channel,
            SoldAt = now,
            Currency = "GBP",
            TotalMinorUnits = 1_000,
            CustomerId = null,
            Place = null,
            Code = null,
            ContentHash = new byte[32],
        };
        SaleEventRow saleEvent = new()
        {
            SaleEventId = new SaleEventId(Guid.CreateVersion7(now)),
            Arrival = number,
            ChannelId = channel,
            EventId = sale.SaleNumber,
            ContentHash = new byte[32],
            Kind = SaleEventKind.Sale,
            PartnerId = partner,
            NameSpace = sale.NameSpace,
            SaleNumber = sale.SaleNumber,
            SaleId = sale.SaleId,
            ReceivedAt = now,
            State = SaleEventState.Rewarded,
            Outcome = null,
            DecidedAt = now,
        };
        RewardRow reward = new()
        {
            RewardId = new RewardId(Guid.CreateVersion7(now)),
            Sequence = number,
            CampaignId = campaign,
            SaleEventId = saleEvent.SaleEventId,
            SaleId = sale.SaleId,
            TermsVersion = 1,
            Rule = 1,
            Role = RewardRole.Buyer,
            Ordinal = 0,
            ParticipantId = participant,
            Amount = amount,
            Net = amount,
            Due = amount,
            Uncut = amount,
            BaseMinorUnits = 1_000,
            ConversionRateId = null,
            FixedConversionRateId = null,
            Fingerprint = fingerprints.Of(RewardIdentity.OfSale(
                campaign, new SaleNumber(sale.NameSpace, sale.SaleNumber), 1, RewardRole.Buyer, participant, 0)),
            State = RewardState.Pending,
            PayableFrom = now,
        };
        write.InsertOne(sale);
        write.InsertOne(saleEvent);
        write.InsertOne(reward);
        return reward;
    }
}
