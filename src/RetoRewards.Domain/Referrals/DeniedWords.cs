namespace RetoRewards.Domain.Referrals;

/// <summary>Finds offensive words in a drawn code, also when digits stand for letters.</summary>
/// <remarks>
/// The words are English, Russian in the usual transliterations and in Latin look-alikes, and the commonest of German,
/// Spanish, French and Italian. They are written with all 26 letters; what each letter may look like in a code is in
/// <see cref="SymbolsFor"/>. The list errs towards denying: a denied draw costs one more draw.
/// </remarks>
internal static class DeniedWords
{
    private const string English = """
        ANAL ANUS ARSE ASS BALLS BASTARD BITCH BIATCH BLOOD BOMB BONER BOOB BUGGER BUTT CLIT COCK COK COON CRAP CUM CUNT
        DAMN DEAD DEATH DEVIL DIE DIK DICK DILDO DRUG DUMB DYKE FAG FANNY FART FCK FUC FUK FUX FKU FUQ PHUC PHUK GASCHAMBER GAY GOOK
        GROPE HATE HEIL HELL HITLER HOMO HORNY IDIOT INCEST ISIS JAP JERK JEW JIZ KIKE KILL KKK KUNT KYS LESBO LOSER LYNCH
        METH MOLEST MORON MURDER NAKED NAZI NEGRO NIG NGR NOOSE NUDE ORGASM ORGY PAKI PECKER PEDO PENIS PERV PIMP PISS
        POO PORN PRICK PRON PUBE PUSSY PUSY QUEER RACIST RAPE RAPIST RECTUM RETARD SATAN SCAT SCROTUM SCUM SEMEN SEX SHAG
        SHIT SHT SKANK SLAVE SLAG SLUT SMUT SNUFF SPAZ SPERM SPIC STD STFU STUPID SUCK SUCKS SUK SUX SUICIDE TERROR TIT TRANNY
        TURD TWAT UGLY VAGINA VAG VULVA WANK WEED WETBACK WHORE WOP WTF XXX
        """;

    private const string Russian = """
        BLYA BLIA BLJA BLAD BLYT BZDEC CELKA CHMO CHURK CYKA CYKI DAUN DEBIL DERMO DOLBO DROCH DRISN DRIST DURA DURAK EBAL EBAN EBAT EBI EBL
        EBNUT EBU GANDON GONDON GAVN GNID GOVN HACH HAXYI HER HERNA HOHOL HREN HUE HUI HUJ HULI HUY HYI HYU JID JOP KAKASH KHUY KHUI
        KHACH KOZEL LOH LOX MANDA MINET MRAZ MUDA MUDIL MUDO NAHU NAHER NASRA NEGR OTSOS PADLA PARASH PEDIK PEDER PEDRIL PERDET PERDUN
        PIDAR PIDOR PIDR PIDO PISYA PIZD PIZDA PIZDEC PZD PZDC POHU POSHEL SISK SOSI SOSAT SRAL SRAT SRAKA SUCHKA SUKA SUKI
        SSAT SSAL TVAR TVARI URLAK URYLA URYUK VYBLYAD WLUX SHLUX SHLUH SHALAV SHMAR XEP XER XPEH XYE XYI XYJ XYN XYU XUI XUY XUJ XUE XOXOL
        YOBA ZALUP ZASRA ZHID ZHOP ZOPA CHERNOMAZ UEB UBLYUD UBLUD MUDAK KHER KHOHOL KHREN
        4MO 4URK 4YPK DRO4 HA4 XA4 CY4K SU4K WLUH WALAV WMAR YEB IEB XREN
        """;

    private const string Others = """
        ARSCH CABRON CAZZO CONO COUILLE CULO ENCULE FICK FIGA FOTZE FOTTI HURE HUSO JODER KACKE KURWA MARICON MERDA MERDE MIERDA
        MINCHIA NUTTE PENDEJO PINCHE PUTA PUTE PUTO PUTAIN SALOPE SAU SCHEISS SCHLAMPE STRONZO TROIA VERGA WICHS ZORRA
        """;

    // Marks of hate groups and of the devil, read as figures only.
    private const string Figures = "1488 666";

    private static readonly uint[][][] WordsByFirstSymbol = Index();

    /// <summary>Whether any denied word can be read anywhere in the symbols.</summary>
    public static bool AppearIn(ReadOnlySpan<byte> symbols)
    {
        for (int start = 0; start < symbols.Length; start++)
        {
            foreach (uint[] word in WordsByFirstSymbol[symbols[start]])
            {
                if (StartsWith(symbols[start..], word))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The denied words as they are written in the list, for the test that plants each of them.</summary>
    internal static IEnumerable<string> Listed() =>
        $"{English} {Russian} {Others} {Figures}".Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The symbols of a code that a reader may take for a letter; a figure stands for itself only.</summary>
    /// <remarks>I, L, O and U are in no code, so only what looks like them counts. 3 is read as E and, in Russian, as Z.</remarks>
    internal static string SymbolsFor(char letter) => letter switch
    {
        'A' => "A4",
        'B' => "B86",
        'E' => "E3",
        'G' => "G69",
        'I' => "1",
        'L' => "1",
        'O' => "0",
        'Q' => "Q9",
        'S' => "S5",
        'T' => "T7",
        'U' => "V",
        'Z' => "Z23",
        _ => letter.ToString(),
    };

    private static bool StartsWith(ReadOnlySpan<byte> symbols, uint[] word)
    {
        if (symbols.Length < word.Length)
        {
            return false;
        }

        for (int i = 0; i < word.Length; i++)
        {
            if ((word[i] & (1u << symbols[i])) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static uint[][][] Index()
    {
        uint[][] words = [.. Listed().Distinct().Select(word => word.Select(MaskOf).ToArray())];
        return [.. Enumerable.Range(0, CrockfordAlphabet.Symbols.Length)
            .Select(symbol => words.Where(word => (word[0] & (1u << symbol)) != 0).ToArray())];
    }

    private static uint MaskOf(char letter) =>
        SymbolsFor(letter).Aggregate(0u, (mask, symbol) => mask | (1u << CrockfordAlphabet.ValueOf(symbol)));
}
