using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Reflection;

namespace RetoRewards.Cli;

/// <summary>Looks for settings that an options class does not know or cannot read, down to the members of its lists.</summary>
/// <param name="isShared">Whether the platform reads settings of its own in the section, so that unknown ones are no fault.</param>
internal sealed class SettingFaults(bool isShared)
{
    private readonly List<string> lines = [];
    private readonly HashSet<string> unreadable = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A sentence for each fault, in the order of the settings.</summary>
    public IReadOnlyList<string> Lines => lines;

    /// <summary>The paths whose values must not be bound.</summary>
    public IReadOnlySet<string> Unreadable => unreadable;

    /// <summary>Whether a setting, or a part of it, could not be read.</summary>
    public bool IsUnreadable(string path) =>
        unreadable.Any(one => one.Equals(path, StringComparison.OrdinalIgnoreCase)
            || one.StartsWith(path + ":", StringComparison.OrdinalIgnoreCase));

    /// <summary>Compares what a section holds with the properties of its options.</summary>
    public void LookAt(Type options, IConfigurationSection section)
    {
        foreach (IConfigurationSection setting in section.GetChildren())
        {
            PropertyInfo? property = options.GetProperty(
                setting.Key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
            if (property is not null && (property.CanWrite || ElementOf(property.PropertyType) is not null))
            {
                LookAtValue(property.PropertyType, setting);
            }
            else if (!isShared)
            {
                lines.Add($"{setting.Path} is no setting of this version.");
            }
        }
    }

    private void LookAtValue(Type type, IConfigurationSection setting)
    {
        if (ElementOf(type) is { } element)
        {
            LookAtList(element, setting);
        }
        else if (IsGroup(type))
        {
            Refuse(setting.Value is not null, setting, "has settings of its own and takes no value");
            LookAt(type, setting);
        }
        else
        {
            Refuse(setting.GetChildren().Any(), setting, "takes one value");
            Refuse(setting.Value is { } value && !IsReadable(type, value), setting, $"is not {Form(type)}");
        }
    }

    private void LookAtList(Type element, IConfigurationSection setting)
    {
        Refuse(!string.IsNullOrEmpty(setting.Value), setting, $"is a list: write {setting.Path}:0 and so on");
        foreach (IConfigurationSection member in setting.GetChildren())
        {
            if (int.TryParse(member.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                LookAtValue(element, member);
            }
            else
            {
                Refuse(isWrong: true, member, "is no number of the list's");
            }
        }
    }

    private void Refuse(bool isWrong, IConfigurationSection setting, string why)
    {
        if (isWrong)
        {
            lines.Add($"{setting.Path} {why}.");
            unreadable.Add(setting.Path);
            unreadable.UnionWith(setting.AsEnumerable().Select(pair => pair.Key));
        }
    }

    /// <summary>What a list holds; null when the type is no list.</summary>
    private static Type? ElementOf(Type type) => type switch
    {
        _ when type == typeof(string) => null,
        { IsArray: true } => type.GetElementType(),
        _ when type.IsAssignableTo(typeof(IEnumerable)) && type.IsGenericType => type.GetGenericArguments()[^1],
        _ => null,
    };

    private static bool IsGroup(Type type) =>
        type.IsClass && type != typeof(string) && !TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string));

    private static bool IsReadable(Type type, string value)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsEnum ? IsName(plain, value)
            : plain == typeof(string) || TypeDescriptor.GetConverter(plain).IsValid(value);
    }

    /// <summary>Whether a value is a name of the enumeration, or several where it is made of flags; its numbers are nobody's business.</summary>
    private static bool IsName(Type type, string value)
    {
        string[] parts = value.Split(',', StringSplitOptions.TrimEntries);
        return (parts.Length == 1 || type.IsDefined(typeof(FlagsAttribute)))
            && parts.All(part => Enum.GetNames(type).Contains(part, StringComparer.OrdinalIgnoreCase));
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
