using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace RetoRewards.Bench.Databases;

/// <summary>Listens to the queries that the service sends, and afterwards asks the database how it carries out each.</summary>
internal sealed class PlanRecorder : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    /// <summary>Different queries kept; the service has far fewer.</summary>
    private const int MaxQueries = 1_000;

    private readonly ConcurrentDictionary<string, Query> queries = new(StringComparer.Ordinal);
    private readonly IDisposable listeners;
    private IDisposable? events;

    public PlanRecorder()
    {
        listeners = DiagnosticListener.AllListeners.Subscribe(this);
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
        {
            events = value.Subscribe(this);
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is CommandExecutedEventData executed && queries.Count < MaxQueries)
        {
            Query query = queries.GetOrAdd(executed.Command.CommandText, text => new Query(text, Parameters(executed.Command)));
            query.Add(executed.Duration);
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose()
    {
        events?.Dispose();
        listeners.Dispose();
    }

    /// <summary>The queries that took longest together, each with its plan; one that reads a whole table is marked.</summary>
    public async Task ReportAsync(DbConnection connection, int most, TextWriter output, CancellationToken cancellationToken)
    {
        bool isSqlite = connection is Microsoft.Data.Sqlite.SqliteConnection;
        foreach (Query query in queries.Values.OrderByDescending(one => one.Total).Take(most))
        {
            string[] plan = await ExplainAsync(connection, isSqlite, query, cancellationToken);
            bool scans = plan.Any(line => line.Contains("SCAN", StringComparison.Ordinal) || line.Contains("Seq Scan", StringComparison.Ordinal));
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{(scans ? "SCANS " : "")}{query.Count} times, {query.Total.TotalMilliseconds / query.Count:0.00} ms each: {OneLine(query.Text)}"));
            foreach (string line in plan)
            {
                await output.WriteLineAsync("    " + line);
            }
        }
    }

    private static async Task<string[]> ExplainAsync(DbConnection connection, bool isSqlite, Query query, CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The service's own query.
        command.CommandText = (isSqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + query.Text;
#pragma warning restore CA2100
        command.Parameters.AddRange(query.Parameters);
        List<string> lines = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            lines.Add(reader.GetString(isSqlite ? 3 : 0));
        }

        command.Parameters.Clear();
        return [.. lines];
    }

    private static DbParameter[] Parameters(DbCommand command) =>
        [.. command.Parameters.Cast<ICloneable>().Select(parameter => (DbParameter)parameter.Clone())];

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private sealed class Query(string text, DbParameter[] parameters)
    {
        private long ticks;
        private int count;

        public string Text { get; } = text;

        public DbParameter[] Parameters { get; } = parameters;

        public TimeSpan Total => TimeSpan.FromTicks(ticks);

        public int Count => count;

        public void Add(TimeSpan duration)
        {
            Interlocked.Add(ref ticks, duration.Ticks);
            Interlocked.Increment(ref count);
        }
    }
}
