using System.Diagnostics;
using RetoRewards.Chain.Local;

namespace RetoRewards.Tests.Chain.Local;

[Collection(LocalChain.Collection)]
public sealed class LocalNodeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_node_takes_a_free_port_and_ends_when_it_is_disposed()
    {
        int id;
        await using (LocalNode node = await LocalNode.StartAsync(0, CancellationToken.None))
        {
            id = node.ProcessId;
            Assert.NotEqual(0, node.Endpoint.Port);
            Assert.True(ChildProcesses.IsAlive(id));
        }

        Assert.False(ChildProcesses.IsAlive(id));
    }

    [Fact]
    public async Task A_taken_port_is_told_in_a_sentence()
    {
        await using LocalNode first = await LocalNode.StartAsync(0, CancellationToken.None);

        LocalNodeException refused = await Assert.ThrowsAsync<LocalNodeException>(
            () => LocalNode.StartAsync(first.Endpoint.Port, CancellationToken.None));

        Assert.Equal(
            $"Port {first.Endpoint.Port} is taken by another program. Name another one, or leave the port out to get a free one.",
            refused.Message);
    }

    [Fact]
    public async Task A_node_that_dies_says_so()
    {
        await using LocalNode node = await LocalNode.StartAsync(0, CancellationToken.None);
        Assert.False(node.Died.IsCompleted);

        using (Process process = Process.GetProcessById(node.ProcessId))
        {
            process.Kill();
        }

        string sentence = await node.Died.WaitAsync(Patience);
        Assert.StartsWith("The local chain ended while it was needed", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_is_cancelled_leaves_no_process()
    {
        int port = ChildProcesses.FreePort();
        using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => LocalNode.StartAsync(port, soon.Token));

        Assert.Empty(ChildProcesses.OnPort(port));
    }
}
