namespace RetoRewards.Domain.Referrals;

/// <summary>A generated referral code: nine drawn symbols and a check symbol, such as <c>7KX-M2Q-9RTD</c>.</summary>
/// <remarks>
/// <para>
/// 2^45 draws less the few that contain an offensive word. The alphabet is Crockford's 32 symbols (no I, L, O, U).
/// Case does not matter, spaces and dashes anywhere are ignored, O is read as 0, and I and L as 1.
/// </para>
/// <para>
/// What is claimed, exactly. Take what was typed, without spaces and dashes, in capitals, with O, I and L folded.
/// If it differs from a code in one place, or by the exchange of two different symbols in any two places (the check
/// symbol included), then <see cref="TryParse"/> never takes it for a code: it answers <c>code_check_failed</c>, or
/// <c>code_malformed</c> where the wrong character is in no code. If it does not differ after folding, it is the same
/// code. A missing or an added character is always <c>code_malformed</c>. Any other error is taken for some other
/// well-formed code with a chance of 1 in 32, and for one that somebody holds with a chance of
/// 1 in 2^50 for each code in use. The proof is at <see cref="CheckSymbol"/>.
/// </para>
/// <para>Two codes are equal when their canonical texts are. A code is not a secret.</para>
/// </remarks>
public readonly record struct ReferralCode
{
    /// <summary>Symbols in a code, the check symbol included.</summary>
    public const int Length = 10;

    /// <summary>Random bytes that <see cref="FromRandom"/> takes.</summary>
    public const int RandomBytes = 6;

    /// <summary>Most characters that <see cref="TryParse"/> looks at, spaces and dashes included.</summary>
    public const int MaxTypedLength = 64;

    private const int DataSymbols = Length - 1;
    private const int BitsPerSymbol = 5;
    private const int SpareBits = (RandomBytes * 8) - (DataSymbols * BitsPerSymbol);
    private const int SymbolMask = (1 << BitsPerSymbol) - 1;

    private readonly string? text;

    private ReferralCode(ReadOnlySpan<byte> symbols)
    {
        Span<char> characters = stackalloc char[Length];
        for (int i = 0; i < Length; i++)
        {
            characters[i] = CrockfordAlphabet.Symbols[symbols[i]];
        }

        text = new string(characters);
    }

    /// <summary>The canonical text as it is stored: ten capital letters and digits, no dashes.</summary>
    /// <exception cref="InvalidOperationException">The value is <c>default</c>, which is no code.</exception>
    public string Value => text ?? throw new InvalidOperationException("The default referral code is no code.");

    /// <summary>Makes a code from random bytes, or null when the draw reads as an offensive word; then draw again.</summary>
    /// <param name="random">
    /// <see cref="RandomBytes"/> bytes from a cryptographic source. The first 45 bits are used, so that every draw is equally likely.
    /// </param>
    /// <returns>The code, or null for about one draw in 25.</returns>
    /// <exception cref="ArgumentException">Any other number of bytes.</exception>
    public static ReferralCode? FromRandom(ReadOnlySpan<byte> random)
    {
        if (random.Length != RandomBytes)
        {
            throw new ArgumentException($"A code is drawn from exactly {RandomBytes} bytes.", nameof(random));
        }

        ulong draw = 0;
        foreach (byte part in random)
        {
            draw = (draw << 8) | part;
        }

        draw >>= SpareBits;
        Span<byte> symbols = stackalloc byte[Length];
        for (int i = DataSymbols - 1; i >= 0; i--)
        {
            symbols[i] = (byte)(draw & SymbolMask);
            draw >>= BitsPerSymbol;
        }

        symbols[DataSymbols] = (byte)CheckSymbol.For(symbols[..DataSymbols]);
        return DeniedWords.AppearIn(symbols) ? null : new ReferralCode(symbols);
    }

    /// <summary>Reads what a person typed, a till scanned or a link carried.</summary>
    /// <param name="typed">Any text; null counts as empty.</param>
    /// <returns>
    /// The code; or a typing error (<c>code_check_failed</c>); or no code at all (<c>code_malformed</c>).
    /// A well-formed code with an offensive word is read like any other: nobody was given it, so it is unknown.
    /// </returns>
    public static ReferralCodeReading TryParse(string? typed)
    {
        Span<byte> symbols = stackalloc byte[Length];
        return Read(typed, symbols) switch
        {
            CodeFault fault => new ReferralCodeReading.Malformed(fault),
            null when CheckSymbol.Accepts(symbols) => new ReferralCodeReading.Parsed(new ReferralCode(symbols)),
            null => new ReferralCodeReading.CheckFailed(),
        };
    }

    /// <summary>Takes back a canonical text that was stored.</summary>
    /// <param name="stored">What <see cref="Value"/> gave.</param>
    /// <returns>The code.</returns>
    /// <exception cref="FormatException">The text is not the canonical text of a code: the row is damaged.</exception>
    public static ReferralCode FromStored(string stored) =>
        TryParse(stored) is ReferralCodeReading.Parsed { Code: var code } && code.Value == stored
            ? code
            : throw new FormatException("The stored text is not the canonical text of a referral code.");

    /// <summary>The code in groups for reading aloud, like a telephone number: <c>7KX-M2Q-9RTD</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is <c>default</c>, which is no code.</exception>
    public string Format() => $"{Value[..3]}-{Value[3..6]}-{Value[6..]}";

    /// <summary>The canonical text, or an empty text for <c>default</c>.</summary>
    public override string ToString() => text ?? string.Empty;

    private static CodeFault? Read(string? typed, Span<byte> symbols)
    {
        if (typed is null)
        {
            return CodeFault.Empty;
        }

        if (typed.Length > MaxTypedLength)
        {
            return CodeFault.TooLong;
        }

        int count = 0;
        foreach (char character in typed)
        {
            if (CodeSeparator.Is(character))
            {
                continue;
            }

            int value = CrockfordAlphabet.ValueOf(character);
            if (value == CrockfordAlphabet.None)
            {
                return CodeFault.ForeignCharacter;
            }

            if (count < Length)
            {
                symbols[count] = (byte)value;
            }

            count++;
        }

        return count switch
        {
            0 => CodeFault.Empty,
            Length => null,
            _ => CodeFault.WrongLength,
        };
    }
}
