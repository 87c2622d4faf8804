using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Metadata;

namespace RetoRewards.Persistence;

/// <summary>A row as text that no database's types show in: what is written over one is read over another.</summary>
internal static class RowText
{
    public static void Write(Utf8JsonWriter json, IEntityType entity, object row)
    {
        IReadOnlyList<string> leftOut = ((IKeptOutside)row).LeftOut;
        json.WriteStartObject();
        foreach (IProperty property in entity.GetProperties().Where(one => !leftOut.Contains(one.Name)))
        {
            string? text = Text(property.PropertyInfo!.GetValue(row));
            if (text is not null)
            {
                json.WriteString(property.Name, text);
            }
        }

        json.WriteEndObject();
    }

    /// <summary>The row again. A property that the text lacks is null, or its type's default.</summary>
    /// <exception cref="FormatException">A value is none of its property's type.</exception>
    public static object Read(IEntityType entity, JsonElement values)
    {
        object row = RuntimeHelpers.GetUninitializedObject(entity.ClrType);
        foreach (IProperty property in entity.GetProperties())
        {
            if (values.TryGetProperty(property.Name, out JsonElement value))
            {
                property.PropertyInfo!.SetValue(row, Value(property.ClrType, value.GetString()!));
            }
        }

        return row;
    }

    private static string? Text(object? value) => value switch
    {
        null => null,
        byte[] bytes => Convert.ToHexStringLower(bytes),
        DateTimeOffset moment => moment.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static object Value(Type declared, string text)
    {
        Type type = Nullable.GetUnderlyingType(declared) ?? declared;
        return type switch
        {
            _ when type == typeof(string) => text,
            _ when type == typeof(byte[]) => Convert.FromHexString(text),
            _ when type == typeof(DateTimeOffset) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
            _ when type == typeof(Guid) => Guid.Parse(text),
            _ when type.IsEnum => Enum.Parse(type, text),
            _ when type.IsPrimitive => Convert.ChangeType(text, type, CultureInfo.InvariantCulture),
            _ => Parsed(type, text),
        };
    }

    /// <summary>Types of the domain read their own text.</summary>
    private static object Parsed(Type type, string text)
    {
        MethodInfo parse = type.GetMethod("TryParse", [typeof(string), type.MakeByRefType()])
            ?? throw new InvalidOperationException($"{type.Name} has no TryParse, so a row that holds it cannot be kept outside.");
        object?[] arguments = [text, null];
        return (bool)parse.Invoke(null, arguments)! ? arguments[1]! : throw new FormatException($"Not a {type.Name}: {text}.");
    }
}
