using System.Diagnostics;
using RetoRewards.Chain.Local;

namespace RetoRewards.Tests.Contracts;

/// <summary>The script by which the build installs the npm packages and compiles the contracts.</summary>
public sealed class BuildContractsTests
{
    [Fact]
    public async Task A_machine_without_npm_is_told_what_to_install()
    {
        // A checkout in which nothing was installed, and a path that holds Node alone.
        string folder = Directory.CreateTempSubdirectory("retorewards-npm-").FullName;
        string root = RepositoryFiles.Root();
        foreach (string part in (string[])["scripts", "contracts", "bin"])
        {
            Directory.CreateDirectory(Path.Combine(folder, part));
        }

        File.Copy(Path.Combine(root, "scripts", "build-contracts.js"), Path.Combine(folder, "scripts", "build-contracts.js"));
        File.Copy(Path.Combine(root, "package.json"), Path.Combine(folder, "package.json"));
        File.Copy(Path.Combine(root, "package-lock.json"), Path.Combine(folder, "package-lock.json"));
        File.CreateSymbolicLink(Path.Combine(folder, "bin", "node"), await WhichAsync("node"));

        using Process build = Process.Start(new ProcessStartInfo(
            Path.Combine(folder, "bin", "node"), [Path.Combine(folder, "scripts", "build-contracts.js")])
        {
            RedirectStandardError = true,
            Environment = { ["PATH"] = Path.Combine(folder, "bin") },
        })!;
        string said = await build.StandardError.ReadToEndAsync();
        await build.WaitForExitAsync();

        Assert.Equal(1, build.ExitCode);
        Assert.Contains("npm was not found. Install Node.js 20 with npm", said, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> WhichAsync(string program)
    {
        using Process which = Process.Start(new ProcessStartInfo("sh", ["-c", $"readlink -f \"$(command -v {program})\""]) { RedirectStandardOutput = true })!;
        string path = (await which.StandardOutput.ReadToEndAsync()).Trim();
        await which.WaitForExitAsync();
        return path;
    }
}
