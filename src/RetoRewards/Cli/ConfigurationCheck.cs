using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace RetoRewards.Cli;

/// <summary>Checks every setting before anything starts, and names all that are wrong at once. Values are never shown: some are secrets.</summary>
internal static class ConfigurationCheck
{
    private const string SectionConstant = "Section";

    /// <summary>A line for each fault; none when the configuration will do.</summary>
    public static IReadOnlyList<string> Faults(IConfiguration configuration) =>
    [
        .. typeof(ConfigurationCheck).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && SectionOf(type) is not null)
            .OrderBy(type => SectionOf(type), StringComparer.Ordinal)
            .SelectMany(type => FaultsOf(type, configuration.GetSection(SectionOf(type)!))),
    ];

    private static string? SectionOf(Type type) =>
        type.GetField(SectionConstant, BindingFlags.Public | BindingFlags.Static) is { IsLiteral: true } constant
            ? constant.GetRawConstantValue() as string
            : null;

    private static List<string> FaultsOf(Type type, IConfigurationSection section)
    {
        List<string> faults = [];
        HashSet<string> unread = new(StringComparer.OrdinalIgnoreCase);
        foreach (IConfigurationSection setting in section.GetChildren())
        {
            PropertyInfo? property = type.GetProperty(
                setting.Key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
            if (property is not { CanWrite: true })
            {
                faults.Add($"{setting.Path} is no setting of this version.");
            }
            else if (setting.Value is { } value && !IsReadable(property.PropertyType, value))
            {
                faults.Add($"{setting.Path} is not {Form(property.PropertyType)}.");
                unread.Add(property.Name);
            }
        }

        object options = Bind(type, section, unread);
        List<ValidationResult> results = [];
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        faults.AddRange(results
            .Where(result => !result.MemberNames.Any(unread.Contains))
            .Select(result => $"{section.Path}:{string.Join(", ", result.MemberNames)}: {result.ErrorMessage}"));
        return faults;
    }

    /// <summary>The options with every setting that can be read; the others keep their defaults.</summary>
    private static object Bind(Type type, IConfigurationSection section, HashSet<string> unread)
    {
        object options = Activator.CreateInstance(type)
            ?? throw new InvalidOperationException($"{type.Name} cannot be made.");
        IEnumerable<KeyValuePair<string, string?>> readable = section.AsEnumerable(makePathsRelative: true)
            .Where(pair => pair.Key.Length > 0 && !unread.Contains(pair.Key));
        new ConfigurationBuilder().AddInMemoryCollection(readable).Build().Bind(options);
        return options;
    }

    private static bool IsReadable(Type type, string value)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsEnum
            ? Enum.TryParse(plain, value, ignoreCase: true, out _)
            : plain == typeof(string) || !TypeDescriptor.GetConverter(plain).CanConvertFrom(typeof(string))
                || TypeDescriptor.GetConverter(plain).IsValid(value);
    }

    private static string Form(Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain switch
        {
            _ when plain == typeof(TimeSpan) => "a duration such as 00:00:05",
            _ when plain == typeof(bool) => "true or false",
            _ when plain.IsEnum => $"one of {string.Join(", ", Enum.GetNames(plain))}",
            _ => "a number in range",
        };
    }
}
