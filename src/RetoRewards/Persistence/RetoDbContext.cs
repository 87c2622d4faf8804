using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Persistence;

/// <summary>The model of every table. Each row type and its configuration lie in the room that writes it.</summary>
/// <remarks>Queries do not track: rows are written through <see cref="WriteTransaction"/>, which names what it writes.</remarks>
internal sealed class RetoDbContext(DbContextOptions<RetoDbContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(RetoDbContext).Assembly);
        foreach (IMutableProperty property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        }

        if (Database.IsNpgsql())
        {
            PostgresForms.Apply(modelBuilder);
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
        // 0 and 1 on both databases, so that a query's condition is the very text of a partial index's.
        configurationBuilder.Properties<bool>().HaveConversion<int>();
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<InstantConverter>();
        configurationBuilder.Properties<Guid>().HaveConversion<GuidConverter>();
        configurationBuilder.Properties<TokenAmount>().HaveConversion<TokenAmountConverter>().HaveMaxLength(TokenAmountConverter.Digits);
        configurationBuilder.Properties<LedgerBalance>().HaveConversion<LedgerBalanceConverter>()
            .HaveMaxLength(LedgerBalanceConverter.Length);
        configurationBuilder.Properties<PartnerId>().HaveConversion<PartnerIdConverter>();
        configurationBuilder.Properties<CampaignId>().HaveConversion<CampaignIdConverter>();
        configurationBuilder.Properties<ParticipantId>().HaveConversion<ParticipantIdConverter>();
        configurationBuilder.Properties<CustomerId>().HaveConversion<CustomerIdConverter>();
        configurationBuilder.Properties<ChannelId>().HaveConversion<ChannelIdConverter>();
        configurationBuilder.Properties<SaleEventId>().HaveConversion<SaleEventIdConverter>();
        configurationBuilder.Properties<SaleId>().HaveConversion<SaleIdConverter>();
        configurationBuilder.Properties<RewardId>().HaveConversion<RewardIdConverter>();
        configurationBuilder.Properties<PayoutBatchId>().HaveConversion<PayoutBatchIdConverter>();
        configurationBuilder.Properties<WalletAddress>().HaveConversion<WalletAddressConverter>();
    }
}
