using System.Reflection;
using System.Reflection.Emit;

namespace RetoRewards.Tests.Architecture;

/// <summary>Which types the compiled code of a type uses: what it derives from, its members' types, and every token of its methods' code.</summary>
/// <remarks>Constants and <c>nameof</c> leave no trace in compiled code; the scan of the source sees those where they are fully named.</remarks>
internal static class CompiledReferences
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value);

    /// <summary>Types of this project that <paramref name="type"/> uses; generic ones with their arguments.</summary>
    public static HashSet<Type> Of(Type type)
    {
        HashSet<Type> used = [];
        Add(used, type.BaseType);
        Array.ForEach(type.GetInterfaces(), one => Add(used, one));
        Array.ForEach(type.GetFields(All), field => Add(used, field.FieldType));
        foreach (CustomAttributeData attribute in type.GetCustomAttributesData())
        {
            Add(used, attribute.AttributeType);
        }

        foreach (MethodBase method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
        {
            Array.ForEach(method.GetParameters(), parameter => Add(used, parameter.ParameterType));
            Add(used, (method as MethodInfo)?.ReturnType);
            foreach (MemberInfo member in Named(method))
            {
                AddMember(used, member);
            }
        }

        return used;
    }

    /// <summary>Whatever a method's code names by a token.</summary>
    private static IEnumerable<MemberInfo> Named(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body)
        {
            yield break;
        }

        Type[] ofType = method.DeclaringType is { IsGenericType: true } generic ? generic.GetGenericArguments() : [];
        Type[] ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : [];
        foreach (LocalVariableInfo local in body.LocalVariables)
        {
            yield return local.LocalType;
        }

        byte[] code = body.GetILAsByteArray() ?? [];
        for (int at = 0; at < code.Length;)
        {
            int value = code[at++];
            // The code's first byte of 0xFE says that the second one tells which it is.
            OpCode known = Codes[value == 0xFE ? 0xFE00 | code[at++] : value];
            if (known.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                yield return method.Module.ResolveMember(BitConverter.ToInt32(code, at), ofType, ofMethod)!;
            }

            at += Size(known.OperandType, code, at);
        }
    }

    private static int Size(OperandType operand, byte[] code, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };

    private static void AddMember(HashSet<Type> used, MemberInfo member)
    {
        Add(used, member as Type ?? member.DeclaringType);
        if (member is MethodBase method)
        {
            Array.ForEach(method.IsGenericMethod ? method.GetGenericArguments() : [], argument => Add(used, argument));
            Add(used, (method as MethodInfo)?.ReturnType);
        }
        else if (member is FieldInfo field)
        {
            Add(used, field.FieldType);
        }
    }

    private static void Add(HashSet<Type> used, Type? type)
    {
        if (type is null)
        {
            return;
        }

        Add(used, type.HasElementType ? type.GetElementType() : null);
        if (type.IsGenericType)
        {
            Array.ForEach(type.GetGenericArguments(), argument => Add(used, argument));
        }

        if (type is { IsGenericParameter: false, HasElementType: false } && type.Namespace?.StartsWith(nameof(RetoRewards), StringComparison.Ordinal) == true)
        {
            used.Add(type);
        }
    }
}
