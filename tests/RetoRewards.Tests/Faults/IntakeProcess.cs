using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using RetoRewards.Persistence;
using RetoRewards.Tests.Api;

namespace RetoRewards.Tests.Faults;

/// <summary>The service as a process of its own over a database with a partner and a channel, to be killed under load.</summary>
internal sealed class IntakeProcess : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("retorewards-intake-").FullName;
    private Process? process;

    private IntakeProcess()
    {
    }

    public string DatabasePath => Path.Combine(folder, "intake.db");

    public Guid Channel { get; private set; }

    /// <summary>The partner's key.</summary>
    public string Key { get; private set; } = string.Empty;

    public static async Task<IntakeProcess> CreateAsync()
    {
        IntakeProcess intake = new();
        await using ApiHost host = await intake.HostAsync();
        TestPartner partner = await host.AddPartnerAsync();
        intake.Channel = await partner.AddChannelAsync();
        intake.Key = partner.Client.DefaultRequestHeaders.Authorization!.Parameter!;
        return intake;
    }

    /// <summary>The same database under a host of this process.</summary>
    public Task<ApiHost> HostAsync() => ApiHost.StartAsync("--Database:Path", DatabasePath);

    /// <summary>Starts the service with a failpoint armed, and gives a client once it answers.</summary>
    /// <param name="failpoint">The failpoint; empty for none.</param>
    /// <param name="settings">Further settings.</param>
    public async Task<HttpClient> StartAsync(string failpoint, params string[] settings)
    {
        int port = FreePort();
        string binaries = AppContext.BaseDirectory;
        ProcessStartInfo start = new("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        string[] arguments =
        [
            "exec", "--runtimeconfig", Path.Combine(binaries, "RetoRewards.Tests.runtimeconfig.json"),
            "--depsfile", Path.Combine(binaries, "RetoRewards.Tests.deps.json"), typeof(RetoDbContext).Assembly.Location,
            "serve", $"--urls=http://127.0.0.1:{port}", $"--Database:Path={DatabasePath}", "--Logging:Level=Fatal",
            "--Chain:Endpoints:0=http://127.0.0.1:9", "--Chain:ChainId=31337", $"--Chain:CampaignsAddress={ApiHost.Wallet}",
            $"--Chain:TokenAddress={ApiHost.Wallet}", "--Keys:Mnemonic=test test test test test test test test test test test junk",
            $"--Payouts:ManifestDirectory={Path.Combine(folder, "manifests")}", "--Stages:Poll=00:00:00.050", .. settings,
        ];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["RETO_FAIL"] = failpoint;
        process = Process.Start(start) ?? throw new InvalidOperationException("The service did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(2));
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync(new Uri("/health", UriKind.Relative), patience.Token);
                return client;
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                await Task.Delay(50, patience.Token);
            }
        }
    }

    /// <summary>Kills the service without a word.</summary>
    public async Task KillAsync()
    {
        process!.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    /// <summary>Waits until the failpoint has killed the service.</summary>
    public async Task WaitUntilKilledAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(2));
        await process!.WaitForExitAsync(patience.Token);
        Assert.NotEqual(0, process.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process?.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
