using System.Text;

namespace RetoRewards.Data.Tests;

/// <summary>Reads comma-separated files of the directory that RETO_DATA names.</summary>
internal static class DataFile
{
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Read(params string[] parts)
    {
        string directory = Environment.GetEnvironmentVariable("RETO_DATA")
            ?? throw new InvalidOperationException("Set RETO_DATA to the directory that holds northwind and online-retail.");
        string[][] rows = [.. File.ReadLines(Path.Combine([directory, .. parts])).Select(Split)];
        return [.. rows.Skip(1).Select(row => rows[0].Zip(row).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    private static string[] Split(string line)
    {
        List<string> fields = [];
        StringBuilder field = new();
        bool quoted = false;
        foreach (char character in line)
        {
            if (character == '"')
            {
                quoted = !quoted;
            }
            else if (character == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(character);
            }
        }

        fields.Add(field.ToString());
        return [.. fields];
    }
}
