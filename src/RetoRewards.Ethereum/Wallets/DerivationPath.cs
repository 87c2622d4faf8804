using System.Globalization;

namespace RetoRewards.Ethereum.Wallets;

/// <summary>Steps down a tree of keys (BIP-32). Each is 31 bits and plain, or hardened (its 32nd bit set).</summary>
public sealed class DerivationPath : IEquatable<DerivationPath>
{
    /// <summary>The bit that hardens a step: 2^31.</summary>
    public const uint Hardened = 0x80000000;

    /// <summary>Most steps that a path may have.</summary>
    public const int MaxSteps = 255;

    private const string Root = "m";

    private readonly uint[] _steps;

    /// <summary>A path of the steps in order.</summary>
    /// <param name="steps">At most <see cref="MaxSteps"/> steps.</param>
    /// <exception cref="ArgumentException">Too many steps.</exception>
    public DerivationPath(params ReadOnlySpan<uint> steps)
    {
        if (steps.Length > MaxSteps)
        {
            throw new ArgumentException($"A path has at most {MaxSteps} steps.", nameof(steps));
        }

        _steps = steps.ToArray();
    }

    /// <summary>The path without steps.</summary>
    public static DerivationPath Here { get; } = new();

    /// <summary>The steps in order.</summary>
    public IReadOnlyList<uint> Steps => _steps;

    /// <summary>Ethereum's BIP-44 path of an account by its index: <c>m/44'/60'/0'/0/index</c>.</summary>
    /// <param name="index">0 to 2^31 - 1.</param>
    /// <returns>The path.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A hardened index.</exception>
    public static DerivationPath Account(uint index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Hardened);
        return new DerivationPath(44 | Hardened, 60 | Hardened, Hardened, 0, index);
    }

    /// <summary>Reads a path such as <c>m/44'/60'/0'/0/5</c> or <c>3/7</c>.</summary>
    /// <param name="text">Steps between slashes, each hardened by <c>'</c>, <c>h</c> or <c>H</c>; a leading <c>m</c> is optional.</param>
    /// <returns>The path.</returns>
    /// <exception cref="FormatException">A step that is no 31-bit number, or too many steps.</exception>
    public static DerivationPath Parse(string text)
    {
        string[] parts = text.Length == 0 ? [] : text.Split('/');
        if (parts.Length > 0 && parts[0] == Root)
        {
            parts = parts[1..];
        }

        return parts.Length <= MaxSteps
            ? new DerivationPath([.. parts.Select(Step)])
            : throw new FormatException($"A path has at most {MaxSteps} steps.");
    }

    /// <summary>This path with more steps below it.</summary>
    /// <param name="below">The steps to add.</param>
    /// <returns>The longer path.</returns>
    /// <exception cref="ArgumentException">Too many steps.</exception>
    public DerivationPath Then(DerivationPath below) => new([.. _steps, .. below._steps]);

    /// <inheritdoc/>
    public bool Equals(DerivationPath? other) => other is not null && _steps.AsSpan().SequenceEqual(other._steps);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DerivationPath);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (uint step in _steps)
        {
            hash.Add(step);
        }

        return hash.ToHashCode();
    }

    /// <summary>The path as <c>m/44'/60'/0'/0/5</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        string.Join('/', _steps.Select(step => step >= Hardened ? $"{step - Hardened}'" : $"{step}").Prepend(Root));

    private static uint Step(string text)
    {
        bool hardened = text.Length > 0 && text[^1] is '\'' or 'h' or 'H';
        string digits = hardened ? text[..^1] : text;
        return uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out uint index) && index < Hardened
            ? index | (hardened ? Hardened : 0)
            : throw new FormatException($"'{text}' is no step of a derivation path.");
    }
}
