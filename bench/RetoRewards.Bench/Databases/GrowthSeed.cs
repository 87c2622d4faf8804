using System.Data.Common;
using System.Globalization;

namespace RetoRewards.Bench.Databases;

/// <summary>Sales that were made, decided and paid long ago, put in by SQL: a row in each table that grows with a sale.</summary>
/// <remarks>Their hashes and fingerprints are not the real ones, so that the journal and the chain are not checked afterwards.</remarks>
internal sealed class GrowthSeed(bool isSqlite, string partner, string channel, string campaign)
{
    /// <summary>Rows of each table in one transaction.</summary>
    private const int Chunk = 250_000;

    /// <summary>Places in the orders of arrival and of decision begin here, out of the way of what is measured.</summary>
    private const long FirstPlace = 2_000_000_000;

    /// <summary>Microseconds since 1970: the start of 2025.</summary>
    private const long FirstInstant = 1_735_689_600_000_000;

    /// <summary>What an explanation of one reward takes.</summary>
    private const string Explanation =
        """[{"kind":"attributed","rule":0,"role":null},{"kind":"share","rule":1,"role":"Buyer","line":0,"rateIndex":0,"baseMinorUnits":1530,"shareBps":1000,"amount":"30.6"},{"kind":"converted","rule":1,"role":"Buyer","amount":"30.6"},{"kind":"promised","rule":1,"role":"Buyer","amount":"30.6"}]""";

    public async Task RunAsync(DbConnection connection, int sales, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, "CREATE TABLE growth_people AS SELECT participant_id, row_number() OVER () - 1 AS place FROM (SELECT participant_id FROM participants LIMIT 1000) chosen", cancellationToken);
        await ExecuteAsync(connection, "CREATE UNIQUE INDEX growth_people_place ON growth_people (place)", cancellationToken);
        for (int first = 1; first <= sales; first += Chunk)
        {
            int last = Math.Min(sales, first + Chunk - 1);
            await using DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
            foreach ((string table, string columns) in Tables())
            {
                await ExecuteAsync(connection, Insert(table, columns, first, last), cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }

        await ExecuteAsync(
            connection,
            string.Create(CultureInfo.InvariantCulture, $"UPDATE ledger_journals SET length = {FirstPlace + sales} WHERE campaign_id = {campaign}"),
            cancellationToken);
        await ExecuteAsync(connection, "DROP TABLE growth_people", cancellationToken);
        if (!isSqlite)
        {
            // What the server does by itself within a minute.
            await ExecuteAsync(connection, "ANALYZE", cancellationToken);
        }
    }

    private string Insert(string table, string columns, int first, int last)
    {
        string rows = isSqlite
            ? string.Create(CultureInfo.InvariantCulture, $"WITH RECURSIVE series(g) AS (VALUES ({first}) UNION ALL SELECT g + 1 FROM series WHERE g < {last})")
            : string.Create(CultureInfo.InvariantCulture, $"WITH series AS (SELECT g::bigint FROM generate_series({first}, {last}) g)");
        string[] pairs = [.. columns.Split(';').Select(pair => pair.Trim())];
        string names = string.Join(", ", pairs.Select(pair => pair[..pair.IndexOf('=', StringComparison.Ordinal)].Trim()));
        string values = string.Join(", ", pairs.Select(pair => pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim()));
        return $"{rows} INSERT INTO {table} ({names}) SELECT {values} FROM series JOIN growth_people ON place = g % (SELECT count(*) FROM growth_people)";
    }

    private (string Table, string Columns)[] Tables()
    {
        string at = string.Create(CultureInfo.InvariantCulture, $"{FirstInstant} + g * 1000000");
        string place = string.Create(CultureInfo.InvariantCulture, $"{FirstPlace} + g");
        string hash = isSqlite ? "randomblob(32)" : "decode(md5(g::text) || md5(g::text || 'x'), 'hex')";
        string fingerprint = isSqlite ? "random()" : "hashint8extended(g, 1)";
        string amount = isSqlite ? "printf('%029d', 30600000000000000)" : "30600000000000000";
        string number = isSqlite ? "'seed-' || g" : "'seed-' || g::text";
        return
        [
            ("sales", $"sale_id = {Id(1)}; partner_id = {partner}; name_space = 'shop'; sale_number = {number}; channel_id = {channel}; sold_at = {at}; paid_at = {at}; delivered_at = {at}; currency = 'GBP'; total_minor_units = 1530; version = 1; content_hash = {hash}"),
            ("sale_lines", $"sale_id = {Id(1)}; line_number = 0; sku = '85123A'; quantity = 6; gross_minor_units = 1530; discount_minor_units = 0; tax_minor_units = 0; shipping_minor_units = 0"),
            ("sale_events", $"sale_event_id = {Id(2)}; arrival = {place}; channel_id = {channel}; event_id = {number}; content_hash = {hash}; kind = 'Sale'; partner_id = {partner}; name_space = 'shop'; sale_number = {number}; sale_id = {Id(1)}; received_at = {at}; state = 'Rewarded'; outcome = 'Rewarded'; decided_at = {at}"),
            ("reward_decisions", $"sale_event_id = {Id(2)}; campaign_id = {campaign}; terms_version = 1; attributed_by = 'None'; first_purchase = 0; sale_id = {Id(1)}; capture_ordinal = 0; captured_at = {at}; captured_minor_units = 1530; captured_of_minor_units = 1530; counts_customer = 0; discount_minor_units = 0; explanation = '{Explanation}'"),
            ("rewards", $"reward_id = {Id(3)}; sequence = {place}; campaign_id = {campaign}; sale_event_id = {Id(2)}; sale_id = {Id(1)}; terms_version = 1; rule = 1; role = 'Buyer'; ordinal = 0; participant_id = participant_id; amount = {amount}; net = {amount}; due = {amount}; uncut = {amount}; base_minor_units = 1530; fingerprint = {fingerprint}; state = 'Paid'; payable_from = {at}"),
            ("ledger_transactions", $"campaign_id = {campaign}; position = {place}; kind = 'reward_earned'; reference = 'sale-event:' || {number}; at = {at}; previous_hash = {hash}; hash = {hash}"),
            ("ledger_postings", $"campaign_id = {campaign}; position = {place}; ordinal = 0; from_account_id = 1; to_account_id = 2; amount = {amount}"),
        ];
    }

    /// <summary>An id that sorts by the order in which it was made, as the service's do.</summary>
    private string Id(int kind) => isSqlite
        ? string.Create(CultureInfo.InvariantCulture, $"unhex(printf('0190%08x000070008000%08x', g, {kind}))")
        : string.Create(CultureInfo.InvariantCulture, $"('0190' || lpad(to_hex(g), 8, '0') || '000070008000' || lpad(to_hex({kind}), 8, '0'))::uuid");

    private static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Made of this class's own text and ids.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
