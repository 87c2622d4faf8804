using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using RetoRewards.Persistence;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Architecture;

/// <summary>For every kind of row somebody has decided how it comes back when the database is lost (docs/recovery.md).</summary>
public sealed class RosterDecisionTests
{
    /// <summary>Kinds of row that the roster file does not keep, and what brings them back, or why nothing has to.</summary>
    private static readonly Dictionary<string, string> ComeBackOtherwise = new(StringComparer.Ordinal)
    {
        ["ChainRow"] = Chain,
        ["ChainBlockRow"] = Chain,
        ["ChainEventRow"] = Chain,
        ["ChainForkRow"] = Diary,
        ["LaneRow"] = Chain,
        ["ChainTransactionRow"] = Chain,
        ["TransactionAttemptRow"] = Chain,
        ["PayoutBatchRow"] = Chain,
        ["PayoutLineRow"] = Chain,
        ["ForeignRunRow"] = Chain,
        ["ForeignRewardRow"] = Chain,
        ["CampaignLimitRow"] = Chain,
        ["PlanningPauseRow"] = Chain,
        ["SetApartWalletRow"] = "found again by the first batch that would revert",
        ["LedgerAccountRow"] = Both,
        ["LedgerTransactionRow"] = Both,
        ["LedgerPostingRow"] = Both,
        ["LedgerJournalRow"] = Both,
        ["SaleRow"] = Told,
        ["SaleLineRow"] = Told,
        ["SaleEventRow"] = Told,
        ["SaleEventBodyRow"] = Told,
        ["SaleReferenceRow"] = Told,
        ["SalePaymentRow"] = Told,
        ["SaleDeliveryRow"] = Told,
        ["SaleRefundRow"] = Told,
        ["SaleRefundLineRow"] = Told,
        ["FeedbackRow"] = Told,
        ["FeedbackTextRow"] = Told,
        ["RewardRow"] = Told,
        ["RewardDecisionRow"] = Told,
        ["LimitUseRow"] = Told,
        ["CustomerCountRow"] = Told,
        ["PeriodRunRow"] = Told,
        ["SaleSignRow"] = Told,
        ["RewardHoldRow"] = "raised again when the sales are told again, and decided again by a person",
        ["BindingChangeRow"] = Diary,
        ["AbuseRuleChangeRow"] = Diary,
        ["RefusedCallRow"] = Diary,
        ["FundingProposalRow"] = "proposed anew; once agreed to they are terms, which are kept",
        ["FundingPartRow"] = "proposed anew; once agreed to they are terms, which are kept",
        ["OperatorActionRow"] = Diary,
        ["CampaignRequestRow"] = Diary,
        ["AlarmRow"] = "raised again while its cause lasts",
        ["ReconciliationRow"] = Diary,
        ["ImportRow"] = "the files are imported again",
        ["ImportLineRow"] = "the files are imported again",
        ["ClickRow"] = "lost: a sale that names only a lost click is attributed by its code or its customer's binding",
        ["ApiKeyRow"] = Keys,
        ["ChannelKeyRow"] = Keys,
        ["IdempotencyKeyRow"] = "lives for a day; what it repeats is known by its own key",
        ["LeaseRow"] = "taken anew",
    };

    private const string Chain = "read from the chain";
    private const string Both = "posted anew from the chain and from what is told again";
    private const string Told = "told again by the partners and decided again";
    private const string Diary = "lost: it says what was done when, and nothing is decided by it";
    private const string Keys = "made anew: only hashes of keys are stored";

    [Fact]
    [Trait("Fault", "47")]
    public async Task Every_kind_of_row_is_kept_outside_or_known_to_come_back_otherwise()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync();
        await using RetoDbContext db = database.CreateDbContext();
        string[] lost = [.. db.Model.GetEntityTypes().Where(entity => !IsKept(entity)).Select(entity => entity.ClrType.Name)];

        Assert.Empty(lost.Except(ComeBackOtherwise.Keys).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_value_of_a_row_that_is_kept_can_be_read_again()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync();
        await using RetoDbContext db = database.CreateDbContext();

        IEnumerable<string> unreadable =
            from entity in db.Model.GetEntityTypes()
            where IsKept(entity)
            from property in entity.GetProperties()
            let type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType
            where !(type == typeof(string) || type == typeof(byte[]) || type == typeof(DateTimeOffset) || type == typeof(Guid) || type.IsEnum
                || type.IsPrimitive || type.GetMethod("TryParse", BindingFlags.Public | BindingFlags.Static, [typeof(string), type.MakeByRefType()]) is not null)
            select $"{entity.ClrType.Name}.{property.Name}";

        Assert.Empty(unreadable);
    }

    private static bool IsKept(IEntityType entity) => typeof(IKeptOutside).IsAssignableFrom(entity.ClrType);
}
