using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using RetoRewards.Persistence;

namespace RetoRewards.Tests.Architecture;

/// <summary>A table has one writing room: rows are inserted and updated only by code in the folder that defines them.</summary>
public sealed partial class WriterTests
{
    private static readonly string[] Writers =
    [
        nameof(WriteTransaction.Insert), nameof(WriteTransaction.InsertOne),
        nameof(WriteTransaction.Update), nameof(WriteTransaction.UpdateOne), nameof(WriteTransaction.Delete),
    ];

    [Fact]
    public void Rows_are_written_only_in_the_room_that_defines_them()
    {
        List<Write> writes = [.. WritesIn(typeof(WriteTransaction).Assembly.Location)];

        Assert.True(writes.Count >= 10, $"The scan found only {writes.Count} writes, so it does not see them.");
        Assert.DoesNotContain(writes, write => FolderOf(write.Caller) != FolderOf(write.Row));
    }

    [Fact]
    public void The_scan_sees_a_write_from_another_room()
    {
        // This very assembly writes rows of the ledger from a namespace that is not the ledger's.
        List<Write> writes = [.. WritesIn(typeof(WriterTests).Assembly.Location)];

        Assert.Contains(writes, write => write.Row.EndsWith("LedgerJournalRow", StringComparison.Ordinal) && FolderOf(write.Caller) == "Tests");
    }

    [Fact]
    public void No_room_writes_by_SQL_of_its_own()
    {
        IEnumerable<string> offences =
            from file in Directory.EnumerateFiles(Path.Combine(Rooms.SourceFolder(), "RetoRewards"), "*.cs", SearchOption.AllDirectories)
            where !file.Contains($"{Path.DirectorySeparatorChar}Persistence{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            where Writing().IsMatch(File.ReadAllText(file))
            select Path.GetFileName(file);

        Assert.Empty(offences);
    }

    /// <summary>Never run: it is what the scan must find.</summary>
    internal static void WriteFromElsewhere(WriteTransaction write, RetoRewards.Ledger.LedgerJournalRow row) => write.InsertOne(row);

    private static string FolderOf(string fullName) => fullName.Split('.')[1];

    private static IEnumerable<Write> WritesIn(string assembly)
    {
        using PEReader file = new(File.OpenRead(assembly));
        MetadataReader reader = file.GetMetadataReader();
        TypeNames names = new();
        foreach (MethodDefinitionHandle handle in reader.MethodDefinitions)
        {
            MethodDefinition method = reader.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0)
            {
                continue;
            }

            string caller = OutermostName(reader, method.GetDeclaringType());
            foreach (int row in GenericCalls(file.GetMethodBody(method.RelativeVirtualAddress)))
            {
                if (row == 0 || row > reader.GetTableRowCount(TableIndex.MethodSpec))
                {
                    continue;
                }

                MethodSpecificationHandle called = MetadataTokens.MethodSpecificationHandle(row);
                MethodSpecification specification = reader.GetMethodSpecification(called);
                if (IsWrite(reader, specification.Method))
                {
                    yield return new Write(caller, specification.DecodeSignature(names, genericContext: null)[0]);
                }
            }
        }
    }

    private static bool IsWrite(MetadataReader reader, EntityHandle method)
    {
        (string type, string name) = method.Kind switch
        {
            HandleKind.MethodDefinition => Named(reader, (MethodDefinitionHandle)method),
            HandleKind.MemberReference => Named(reader, (MemberReferenceHandle)method),
            _ => (string.Empty, string.Empty),
        };
        return type == nameof(WriteTransaction) && Writers.Contains(name);
    }

    private static (string Type, string Name) Named(MetadataReader reader, MethodDefinitionHandle handle)
    {
        MethodDefinition method = reader.GetMethodDefinition(handle);
        return (reader.GetString(reader.GetTypeDefinition(method.GetDeclaringType()).Name), reader.GetString(method.Name));
    }

    private static (string Type, string Name) Named(MetadataReader reader, MemberReferenceHandle handle)
    {
        MemberReference member = reader.GetMemberReference(handle);
        string type = member.Parent.Kind == HandleKind.TypeReference
            ? reader.GetString(reader.GetTypeReference((TypeReferenceHandle)member.Parent).Name)
            : string.Empty;
        return (type, reader.GetString(member.Name));
    }

    /// <summary>Async methods and lambdas live in nested types: the folder is that of the type around them.</summary>
    private static string OutermostName(MetadataReader reader, TypeDefinitionHandle handle)
    {
        TypeDefinition type = reader.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil)
        {
            type = reader.GetTypeDefinition(type.GetDeclaringType());
        }

        return $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
    }

    private static IEnumerable<int> GenericCalls(MethodBodyBlock body)
    {
        // The row of a method specification (table 0x2B) right after a call instruction. Bytes of another operand may look like one; they
        // are dropped where they name no row, and harmless where they do not name a write.
        byte[] code = body.GetILBytes() ?? [];
        for (int at = 0; at + 5 <= code.Length; at++)
        {
            bool isCall = code[at] == (byte)OpCodes.Call.Value || code[at] == (byte)OpCodes.Callvirt.Value;
            if (isCall && code[at + 4] == 0x2B)
            {
                yield return code[at + 1] | (code[at + 2] << 8) | (code[at + 3] << 16);
            }
        }
    }

    [GeneratedRegex(@"ExecuteSql|ExecuteUpdate|ExecuteDelete|SaveChanges|""\s*(INSERT INTO|UPDATE |DELETE FROM)")]
    private static partial Regex Writing();

    private sealed record Write(string Caller, string Row);

    /// <summary>Decodes signatures to full names of types.</summary>
    private sealed class TypeNames : ISignatureTypeProvider<string, object?>
    {
        public string GetArrayType(string elementType, ArrayShape shape) => elementType + "[]";

        public string GetByReferenceType(string elementType) => elementType;

        public string GetFunctionPointerType(MethodSignature<string> signature) => "function";

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => genericType;

        public string GetGenericMethodParameter(object? genericContext, int index) => "RetoRewards.Persistence.Generic";

        public string GetGenericTypeParameter(object? genericContext, int index) => "RetoRewards.Persistence.Generic";

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

        public string GetPinnedType(string elementType) => elementType;

        public string GetPointerType(string elementType) => elementType;

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

        public string GetSZArrayType(string elementType) => elementType + "[]";

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
            OutermostName(reader, handle);

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            TypeReference type = reader.GetTypeReference(handle);
            return $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
        }

        public string GetTypeFromSpecification(
            MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) => "specification";
    }
}
