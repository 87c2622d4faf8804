using System.Reflection;

namespace RetoRewards.Persistence.Migrations;

/// <summary>The SQL scripts that ship inside the assembly: one for SQLite and one for PostgreSQL of each step of the schema.</summary>
internal static class SchemaScript
{
    private const string Prefix = "RetoRewards.Persistence.Migrations.";
    private const string Extension = ".sql";

    /// <summary>The names of all steps for a database, in their order.</summary>
    /// <param name="suffix">The suffix of the database's scripts; empty for SQLite.</param>
    public static IReadOnlyList<string> Names(string suffix) =>
    [
        .. typeof(SchemaScript).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(suffix + Extension, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^(suffix.Length + Extension.Length)])
            .Where(name => !name.Contains('.', StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <exception cref="InvalidOperationException">No such script was built in.</exception>
    public static string Read(string name, string suffix)
    {
        Assembly assembly = typeof(SchemaScript).Assembly;
        using Stream stream = assembly.GetManifestResourceStream(Prefix + name + suffix + Extension)
            ?? throw new InvalidOperationException($"The schema script {name}{suffix} is not part of this build.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
