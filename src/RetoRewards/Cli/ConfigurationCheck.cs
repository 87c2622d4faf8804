using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration.CommandLine;

namespace RetoRewards.Cli;

/// <summary>Checks every setting before anything starts, and names all that are wrong at once. Values are never shown: some are secrets.</summary>
internal static class ConfigurationCheck
{
    private const string SectionConstant = "Section";

    /// <summary>Sections and settings that the platform reads; in those that are ours too, what we do not know is not ours to judge.</summary>
    private static readonly HashSet<string> platform = new(
        ["Logging", "Kestrel", "AllowedHosts", "urls", "http_ports", "https_ports", "environment", "contentRoot", "applicationName", "webRoot"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>A line for each fault; none when the configuration will do.</summary>
    public static IReadOnlyList<string> Faults(IConfiguration configuration)
    {
        (Type Options, string Section)[] sections =
        [
            .. typeof(ConfigurationCheck).Assembly.GetTypes()
                .Where(type => type is { IsClass: true, IsAbstract: false } && SectionOf(type) is not null)
                .Select(type => (type, SectionOf(type)!))
                .OrderBy(pair => pair.Item2, StringComparer.Ordinal),
        ];
        return
        [
            .. sections.SelectMany(pair => FaultsOf(pair.Options, configuration.GetSection(pair.Section))),
            .. UnknownOnCommandLine(configuration, [.. sections.Select(pair => pair.Section)]),
        ];
    }

    private static string? SectionOf(Type type) =>
        type.GetField(SectionConstant, BindingFlags.Public | BindingFlags.Static) is { IsLiteral: true } constant
            ? constant.GetRawConstantValue() as string
            : null;

    private static List<string> FaultsOf(Type type, IConfigurationSection section)
    {
        SettingFaults found = new(isShared: platform.Contains(section.Key));
        found.LookAt(type, section);

        object options = Bind(type, section, found.Unreadable);
        List<ValidationResult> results = [];
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return
        [
            .. found.Lines,
            .. results
                .Where(result => !result.MemberNames.Any(member => found.IsUnreadable($"{section.Path}:{member}")))
                .Select(result => $"{section.Path}:{string.Join(", ", result.MemberNames)}: {result.ErrorMessage}"),
        ];
    }

    /// <summary>The options with every setting that can be read; the others keep their defaults.</summary>
    private static object Bind(Type type, IConfigurationSection section, IReadOnlySet<string> unreadable)
    {
        object options = Activator.CreateInstance(type)
            ?? throw new InvalidOperationException($"{type.Name} cannot be made.");
        IEnumerable<KeyValuePair<string, string?>> readable = section.AsEnumerable(makePathsRelative: true)
            .Where(pair => pair.Key.Length > 0 && !unreadable.Contains($"{section.Path}:{pair.Key}"));
        new ConfigurationBuilder().AddInMemoryCollection(readable).Build().Bind(options);
        return options;
    }

    /// <summary>A mistyped section would go unseen. The environment holds other programs' variables, so only the command line is looked at.</summary>
    private static IEnumerable<string> UnknownOnCommandLine(IConfiguration configuration, HashSet<string> sections) =>
        configuration is not IConfigurationRoot root ? [] : root.Providers
            .OfType<CommandLineConfigurationProvider>()
            .SelectMany(provider => provider.GetChildKeys([], parentPath: null))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(key => !platform.Contains(key) && !sections.Contains(key, StringComparer.OrdinalIgnoreCase))
            .Select(key => $"{key} is no setting of this version.");
}
