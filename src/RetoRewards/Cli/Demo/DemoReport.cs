using System.Globalization;
using System.Text;

namespace RetoRewards.Cli.Demo;

/// <summary>The summary as a person reads it.</summary>
internal static class DemoReport
{
    public static string Write(DemoSummary summary)
    {
        StringBuilder text = new();
        Line(text, "Sales read", Number(summary.SalesRead));
        foreach ((string outcome, int count) in summary.Outcomes)
        {
            Line(text, "  " + outcome, Number(count));
        }

        Line(text, "Rewards", Number(summary.Rewards));
        Line(text, "Referrers with a code", Number(summary.Referrers));
        Line(text, "Batches", Number(summary.Batches));
        Line(text, "Gas a reward", Number(summary.GasPerReward));
        Line(text, "RETO paid", summary.Paid);
        Line(text, "RETO still owed", summary.Owed);
        Line(text, "Wallets compared with the chain", Number(summary.Wallets));
        Line(text, "Unexplained difference", summary.Unexplained);
        Line(text, "Seconds", summary.Seconds.ToString("0.0", CultureInfo.InvariantCulture));
        foreach ((string phase, double seconds) in summary.Phases)
        {
            Line(text, "  " + phase, seconds.ToString("0.0", CultureInfo.InvariantCulture));
        }

        if (summary.Examples.Count > 0)
        {
            text.Append("\nRows refused at the door, for example:\n");
            foreach (string example in summary.Examples)
            {
                text.Append("  ").Append(example).Append('\n');
            }
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, string name, string value) =>
        text.Append(CultureInfo.InvariantCulture, $"{name,-42} {value,26}\n");

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
