using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using RetoRewards.Cli;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Payouts;

namespace RetoRewards.Tests.Cli;

[Collection(LocalChain.Collection)]
public sealed class ServeCommandTests(LocalChain chain)
{
    [Fact]
    public async Task A_taken_port_is_told_in_a_sentence()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1);
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        string address = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";

        using Process service = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(ServeCommand).Assembly.Location, "serve", "--urls", address, .. world.Settings])
        {
            RedirectStandardError = true,
        })!;
        string said = await service.StandardError.ReadToEndAsync();
        await service.WaitForExitAsync();

        Assert.Equal(CheckCommand.BadConfiguration, service.ExitCode);
        Assert.Contains($"{address}: address already in use. Stop what listens there, or give another address", said, StringComparison.Ordinal);
    }
}
