namespace RetoRewards.Persistence.Migrations;

/// <summary>The SQL scripts that ship inside the assembly.</summary>
internal static class SchemaScript
{
    /// <exception cref="InvalidOperationException">No such script was built in.</exception>
    public static string Read(string name)
    {
        string resource = $"RetoRewards.Persistence.Migrations.{name}.sql";
        using Stream stream = typeof(SchemaScript).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The schema script {name} is not part of this build.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
