using System.Globalization;
using Spectre.Console;

namespace RetoRewards.Cli.Demo;

/// <summary>Shows what is being done, and remembers how long each phase took: a bar on a terminal, else a line each.</summary>
internal sealed class DemoProgress(IAnsiConsole console, bool isTerminal, TimeProvider clock)
{
    private readonly Dictionary<string, double> seconds = [];
    private readonly long startedAt = clock.GetTimestamp();

    /// <summary>Seconds a phase, in the order in which they were done.</summary>
    public IReadOnlyDictionary<string, double> Seconds => seconds;

    /// <summary>Seconds since the start.</summary>
    public double Elapsed => Rounded(clock.GetElapsedTime(startedAt));

    /// <summary>Runs a phase.</summary>
    /// <param name="name">Its name in the summary.</param>
    /// <param name="sentence">What it does, for whoever watches.</param>
    /// <param name="work">The work; it reports the part that is done, from 0 to 1.</param>
    public async Task<T> RunAsync<T>(string name, string sentence, Func<IProgress<double>, Task<T>> work)
    {
        long began = clock.GetTimestamp();
        T result = isTerminal ? await WithBarAsync(sentence, work) : await work(new Progress<double>());
        seconds[name] = Rounded(clock.GetElapsedTime(began));
        if (!isTerminal)
        {
            console.Write(new Text(string.Create(CultureInfo.InvariantCulture, $"{sentence}: {seconds[name]:0.0} s\n")));
        }

        return result;
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(string name, string sentence, Func<IProgress<double>, Task> work) =>
        RunAsync(name, sentence, async progress =>
        {
            await work(progress);
            return true;
        });

    private async Task<T> WithBarAsync<T>(string sentence, Func<IProgress<double>, Task<T>> work)
    {
        return await console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask bar = context.AddTask(Markup.Escape(sentence), maxValue: 1);
                T result = await work(new BarProgress(bar));
                bar.Value = 1;
                return result;
            });
    }

    private static double Rounded(TimeSpan time) => Math.Round(time.TotalSeconds, 1);

    /// <summary>Moves the bar at once: the library's own class posts to the thread pool, where reports overtake each other.</summary>
    private sealed class BarProgress(ProgressTask bar) : IProgress<double>
    {
        public void Report(double value) => bar.Value = value;
    }
}
