using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using RetoRewards.Persistence;

namespace RetoRewards.Tests.Persistence;

/// <summary>A PostgreSQL of its own on a free port, in a temporary folder; it ends with the process that started it.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>Why the tests on PostgreSQL are left out.</summary>
    public const string Missing =
        "PostgreSQL is not installed, so this test did not run on it. On Debian: apt-get install postgresql. Then run dotnet test again.";

    private const string Template = "reto_template";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string? Binaries = Find();
    private static readonly Lazy<Task<PostgresServer>> TheShared = new(() => StartSharedAsync());

    private readonly string folder;
    private readonly bool durable;
    private Process? process;

    private PostgresServer(string folder, int port, bool durable)
    {
        this.folder = folder;
        this.durable = durable;
        Port = port;
    }

    public static bool IsInstalled => Binaries is not null;

    /// <summary>The one server of a test run, with a migrated database to copy from. It does not wait for the disk.</summary>
    public static Task<PostgresServer> SharedAsync() => TheShared.Value;

    public int Port { get; }

    /// <param name="folder">An empty or absent folder, or one that an earlier server of this class left.</param>
    /// <param name="durable">Whether commits wait for the disk.</param>
    public static async Task<PostgresServer> StartAsync(string folder, bool durable)
    {
        PostgresServer server = new(folder, FreePort(), durable);
        if (!File.Exists(Path.Combine(folder, "PG_VERSION")))
        {
            Directory.CreateDirectory(folder);
            if (IsRoot)
            {
                await RunAsync("chown", "postgres", folder);
            }

            await RunAsUserAsync("initdb", "-D", folder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        }

        await server.StartAsync();
        return server;
    }

    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database};Timeout=15;Command Timeout=60";

    /// <summary>Migrates a database that others are copied from.</summary>
    public async Task MakeTemplateAsync()
    {
        DatabaseOptions options = new() { ConnectionString = await CreateEmptyDatabaseAsync(Template) + ";Pooling=false" };
        await using PostgresConnections connections = new(Microsoft.Extensions.Options.Options.Create(options));
        await new DatabaseSetup(connections).MigrateAsync(CancellationToken.None);
    }

    /// <summary>A new migrated database.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        string name = "test_" + Guid.NewGuid().ToString("N");
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {Template}");
        return ConnectionString(name);
    }

    /// <summary>A new database without any table.</summary>
    public async Task<string> CreateEmptyDatabaseAsync(string name)
    {
        await ExecuteAsync($"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    public async Task DropDatabaseAsync(string connectionString) =>
        await ExecuteAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");

    /// <summary>Starts the server over its folder and waits until it answers.</summary>
    public async Task StartAsync()
    {
        // The shell ends the server when this process does, however it ends: its input is closed then.
        string user = IsRoot ? "setpriv --reuid=postgres --regid=postgres --clear-groups " : string.Empty;
        string script =
            $"{user}{Binaries}/postgres -D '{folder}' -p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' "
            + $"-c max_connections=200 -c fsync={(durable ? "on" : "off")} -c logging_collector=off & p=$!; cat >/dev/null; kill -QUIT $p; wait $p";
        ProcessStartInfo start = new("/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        process = Process.Start(start) ?? throw new InvalidOperationException("The shell did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using CancellationTokenSource patience = new(Patience);
        while (!await AnswersAsync())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
        }
    }

    /// <summary>Ends the server as a power cut of its processes would; what it had committed is in its log.</summary>
    public async Task KillAsync()
    {
        if (process is not null)
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
            process = null;
            NpgsqlConnection.ClearAllPools();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static bool IsRoot => Environment.UserName == "root";

    private static async Task<PostgresServer> StartSharedAsync()
    {
        string folder = Directory.CreateTempSubdirectory("retorewards-postgres-").FullName;
        PostgresServer server = await StartAsync(folder, durable: false);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        await server.MakeTemplateAsync();
        return server;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await ExecuteAsync("SELECT 1");
            return true;
        }
        catch (NpgsqlException)
        {
            // Not yet.
            return false;
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using NpgsqlConnection connection = new(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static Task RunAsUserAsync(string program, params string[] arguments) => IsRoot
        ? RunAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", Path.Combine(Binaries!, program), .. arguments])
        : RunAsync(Path.Combine(Binaries!, program), arguments);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process run = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        Task<string> output = run.StandardOutput.ReadToEndAsync();
        string errors = await run.StandardError.ReadToEndAsync();
        await output;
        await run.WaitForExitAsync();
        if (run.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} failed: {errors}");
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Debian keeps them apart by version; elsewhere they lie in the path.</summary>
    private static string? Find()
    {
        IEnumerable<string> debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"))
            : [];
        IEnumerable<string> path = Environment.GetEnvironmentVariable("PATH")?.Split(':') ?? [];
        return debian.Concat(path).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));
    }
}
