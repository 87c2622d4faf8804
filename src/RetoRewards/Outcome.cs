namespace RetoRewards;

/// <summary>What a handler made of a request: done, or refused with nothing done.</summary>
/// <typeparam name="T">What there is when it is done.</typeparam>
internal abstract record Outcome<T>
{
    private Outcome()
    {
    }

    public static implicit operator Outcome<T>(T value) => new Done(value);

    public static implicit operator Outcome<T>(Refusal why) => new Refused(why);

    /// <summary>The same refusal, or what a done one becomes.</summary>
    public Outcome<TOther> Select<TOther>(Func<T, TOther> map) => this switch
    {
        Done done => new Outcome<TOther>.Done(map(done.Value)),
        Refused refused => new Outcome<TOther>.Refused(refused.Why),
        _ => throw new InvalidOperationException("An outcome is done or refused."),
    };

    internal sealed record Done(T Value) : Outcome<T>;

    internal sealed record Refused(Refusal Why) : Outcome<T>;
}
