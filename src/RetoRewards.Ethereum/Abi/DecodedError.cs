namespace RetoRewards.Ethereum.Abi;

/// <summary>The error with which a contract reverted.</summary>
/// <param name="Name">The custom error's name; <c>Error</c> for a reason in words, <c>Panic</c> for a failed check of the compiler's.</param>
/// <param name="Signature">Name and types.</param>
/// <param name="Values">The arguments.</param>
public sealed record DecodedError(string Name, string Signature, AbiValues Values)
{
    /// <summary>Name and arguments, as in source code.</summary>
    /// <returns>Such as <c>NotOperator(0x…)</c>.</returns>
    public override string ToString() => $"{Name}({string.Join(", ", Values.All.Select(Write))})";

    private static string Write(object value) =>
        value switch
        {
            byte[] bytes => Hex.Encode(bytes),
            object[] items => $"[{string.Join(", ", items.Select(Write))}]",
            AbiValues tuple => $"({string.Join(", ", tuple.All.Select(Write))})",
            _ => value.ToString() ?? "",
        };
}
