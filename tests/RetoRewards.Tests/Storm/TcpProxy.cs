using System.Net;
using System.Net.Sockets;

namespace RetoRewards.Tests.Storm;

/// <summary>Stands between the service and what it talks to, and cuts connections.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly int target;
    private readonly Lock guard = new();
    private readonly HashSet<TcpClient> open = [];
    private readonly Task accepting;
    private volatile bool refusing;

    public TcpProxy(int target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>While true every connection is closed as soon as it is made, as if nobody were there.</summary>
    public bool Refusing
    {
        get => refusing;
        set
        {
            refusing = value;
            if (value)
            {
                CutAll();
            }
        }
    }

    /// <summary>Closes every connection in the middle of whatever it carries.</summary>
    public void CutAll()
    {
        lock (guard)
        {
            foreach (TcpClient client in open)
            {
                client.Close();
            }

            open.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        CutAll();
        await accepting;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync();
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = CarryAsync(client);
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        TcpClient server = new();
        try
        {
            if (refusing)
            {
                return;
            }

            await server.ConnectAsync(IPAddress.Loopback, target);
            client.NoDelay = true;
            server.NoDelay = true;
            lock (guard)
            {
                open.Add(client);
                open.Add(server);
            }

            await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(client.GetStream()));
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The ends see a broken connection; that is what this is for.
        }
        finally
        {
            lock (guard)
            {
                open.Remove(client);
                open.Remove(server);
            }

            client.Dispose();
            server.Dispose();
        }
    }
}
