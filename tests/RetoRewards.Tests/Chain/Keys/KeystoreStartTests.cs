using System.Diagnostics;
using RetoRewards.Chain.Keys;
using RetoRewards.Cli;

namespace RetoRewards.Tests.Chain.Keys;

/// <summary>The service starts with its keystores or not at all.</summary>
public sealed class KeystoreStartTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string folder = Directory.CreateTempSubdirectory("retorewards-keys-").FullName;
    private readonly string passphraseFile;

    public KeystoreStartTests()
    {
        passphraseFile = Path.Combine(folder, "passphrase");
        WriteSecret(passphraseFile, "correct horse battery staple");
        Assert.Equal(0, NewKeysCommand.Run(folder, passphraseFile, TextWriter.Null, TextWriter.Null));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    [Trait("Fault", "83")]
    public async Task A_wrong_passphrase_stops_the_start_with_a_sentence()
    {
        File.Delete(passphraseFile);
        WriteSecret(passphraseFile, "another");

        (int exitCode, string errors) = await ServeAsync();

        Assert.Equal(CheckCommand.BadConfiguration, exitCode);
        Assert.Contains("passphrase", errors, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Fault", "83")]
    [InlineData("operator.json")]
    [InlineData("master.json")]
    [InlineData("passphrase")]
    public async Task A_secret_that_others_may_read_stops_the_start_with_a_sentence(string file)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.SetUnixFileMode(
            Path.Combine(folder, file), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        (int exitCode, string errors) = await ServeAsync();

        Assert.Equal(CheckCommand.BadConfiguration, exitCode);
        Assert.Contains("0644", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_are_never_written_over()
    {
        Assert.Equal(1, NewKeysCommand.Run(folder, passphraseFile, TextWriter.Null, TextWriter.Null));
    }

    private static void WriteSecret(string path, string text)
    {
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private async Task<(int ExitCode, string Errors)> ServeAsync()
    {
        ProcessStartInfo start = new("dotnet",
        [
            typeof(NewKeysCommand).Assembly.Location, "serve",
            $"--Database:Path={Path.Combine(folder, "test.db")}",
            "--Chain:Endpoints:0=http://127.0.0.1:1",
            "--Chain:ChainId=31337",
            "--Chain:CampaignsAddress=0x5FbDB2315678afecb367f032d93F642f64180aa3",
            "--Chain:TokenAddress=0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512",
            $"--Keys:OperatorKeystore={Path.Combine(folder, "operator.json")}",
            $"--Keys:MasterKeystore={Path.Combine(folder, "master.json")}",
            $"--Keys:PassphraseFile={passphraseFile}",
            "--Urls=http://127.0.0.1:0",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove(KeyOptions.PassphraseVariable);
        using Process service = Process.Start(start)!;
        Task<string> output = service.StandardOutput.ReadToEndAsync();
        Task<string> errors = service.StandardError.ReadToEndAsync();
        using CancellationTokenSource enough = new(Patience);
        try
        {
            await service.WaitForExitAsync(enough.Token);
        }
        finally
        {
            if (!service.HasExited)
            {
                service.Kill();
            }
        }

        return (service.ExitCode, await output + await errors);
    }
}
