using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace RetoRewards.Tests.Till;

/// <summary>A headless Chromium, driven over its own debugging protocol, so that no package is needed to test a page.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly string profile;
    private readonly ClientWebSocket socket = new();
    private int calls;

    private Browser(Process process, string profile)
    {
        this.process = process;
        this.profile = profile;
    }

    /// <summary>Where Debian puts it; null on a machine without it.</summary>
    public static string? Path { get; } = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
        .FirstOrDefault(File.Exists);

    /// <summary>Opens a page at the width of a phone.</summary>
    public static async Task<Browser> OpenAsync(string path)
    {
        string profile = Directory.CreateTempSubdirectory("retorewards-chromium-").FullName;
        Process process = Process.Start(new ProcessStartInfo(
            path,
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--lang=en-GB",
                "--window-size=390,844", $"--user-data-dir={profile}", "--remote-debugging-port=0", "about:blank",
            ])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        Browser browser = new(process, profile);
        await browser.socket.ConnectAsync(await browser.PageAsync(), new CancellationTokenSource(Patience).Token);
        await browser.CallAsync("Page.enable", new { });
        await browser.CallAsync(
            "Emulation.setDeviceMetricsOverride", new { width = 390, height = 844, deviceScaleFactor = 2, mobile = true });
        return browser;
    }

    public async Task GoToAsync(Uri address)
    {
        await CallAsync("Page.navigate", new { url = address.ToString() });
        await UntilAsync("document.body?.dataset.ready === 'yes'");
    }

    /// <summary>Loads the page anew, from wherever the browser has it.</summary>
    public async Task ReloadAsync()
    {
        await RunAsync("document.body.dataset.ready = 'no'");
        await CallAsync("Page.reload", new { });
        await UntilAsync("document.body?.dataset.ready === 'yes'");
    }

    /// <summary>Runs an expression in the page and gives its value.</summary>
    public async Task<JsonElement> RunAsync(string expression)
    {
        JsonElement result = await CallAsync("Runtime.evaluate", new { expression, awaitPromise = true, returnByValue = true });
        Assert.False(result.TryGetProperty("exceptionDetails", out JsonElement thrown), $"{expression}: {thrown}");
        return result.GetProperty("result").TryGetProperty("value", out JsonElement value) ? value : default;
    }

    /// <summary>Waits until an expression of the page is true.</summary>
    public async Task UntilAsync(string expression)
    {
        long began = Stopwatch.GetTimestamp();
        while ((await RunAsync($"!!({expression})")).ValueKind != JsonValueKind.True)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, $"It did not come to {expression}: {await RunAsync("document.body.innerText")}");
            await Task.Delay(30);
        }
    }

    /// <summary>Types into a field as a person does.</summary>
    public async Task TypeAsync(string id, string text)
    {
        await RunAsync($"document.getElementById('{id}').focus()");
        await CallAsync("Input.insertText", new { text });
    }

    /// <summary>Taps in the middle of an element, once it lies there bare and still.</summary>
    public async Task TapAsync(string selector)
    {
        await RunAsync("window.tapped = null");
        await UntilAsync(
            $"(() => {{ const e = document.querySelector('{selector}'); e.scrollIntoView({{block:'center'}}); const r = e.getBoundingClientRect(); "
            + "const hit = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2); const at = r.x + '/' + r.y; "
            + "const still = window.tapped === at; window.tapped = at; return still && e.contains(hit); })()");
        JsonElement box = await RunAsync(
            $"(() => {{ const e = document.querySelector('{selector}'); e.scrollIntoView({{block:'center'}}); const r = e.getBoundingClientRect(); return {{x: r.x + r.width / 2, y: r.y + r.height / 2, w: r.width}}; }})()");
        Assert.True(box.GetProperty("w").GetDouble() > 0, $"{selector} is not to be seen.");
        foreach (string type in new[] { "mousePressed", "mouseReleased" })
        {
            await CallAsync(
                "Input.dispatchMouseEvent",
                new { type, x = box.GetProperty("x").GetDouble(), y = box.GetProperty("y").GetDouble(), button = "left", clickCount = 1 });
        }
    }

    /// <summary>Cuts the page off, or connects it again.</summary>
    public async Task OfflineAsync(bool offline)
    {
        await CallAsync("Network.enable", new { });
        await CallAsync("Network.emulateNetworkConditions", new { offline, latency = 0, downloadThroughput = -1, uploadThroughput = -1 });
    }

    public async Task<byte[]> PictureAsync() =>
        (await CallAsync("Page.captureScreenshot", new { format = "png" })).GetProperty("data").GetBytesFromBase64();

    public async ValueTask DisposeAsync()
    {
        socket.Dispose();
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync();
        process.Dispose();
        try
        {
            Directory.Delete(profile, recursive: true);
        }
        catch (IOException)
        {
            // A child of the browser may still be writing; it is a temporary folder.
        }
    }

    private async Task<Uri> PageAsync()
    {
        string file = System.IO.Path.Combine(profile, "DevToolsActivePort");
        long began = Stopwatch.GetTimestamp();
        using HttpClient http = new();
        while (true)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, "The browser did not start.");
            if (File.Exists(file) && (await File.ReadAllLinesAsync(file)) is [{ } port, ..])
            {
                JsonElement pages = JsonElement.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/json/list")));
                foreach (JsonElement page in pages.EnumerateArray().Where(page => page.GetProperty("type").GetString() == "page"))
                {
                    return new Uri(page.GetProperty("webSocketDebuggerUrl").GetString()!);
                }
            }

            await Task.Delay(50);
        }
    }

    private async Task<JsonElement> CallAsync(string method, object parameters)
    {
        int id = ++calls;
        using CancellationTokenSource enough = new(Patience);
        byte[] request = JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters });
        await socket.SendAsync(request, WebSocketMessageType.Text, endOfMessage: true, enough.Token);
        while (true)
        {
            JsonElement answer = await NextAsync(enough.Token);
            if (answer.TryGetProperty("id", out JsonElement of) && of.GetInt32() == id)
            {
                Assert.False(answer.TryGetProperty("error", out JsonElement error), $"{method}: {error}");
                return answer.GetProperty("result").Clone();
            }
        }
    }

    private async Task<JsonElement> NextAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[64 * 1024];
        using MemoryStream message = new();
        WebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer, cancellationToken);
            await message.WriteAsync(buffer.AsMemory(0, part.Count), cancellationToken);
        }
        while (!part.EndOfMessage);
        return JsonElement.Parse(Encoding.UTF8.GetString(message.ToArray()));
    }
}
