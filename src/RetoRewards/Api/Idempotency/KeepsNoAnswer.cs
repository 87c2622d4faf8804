namespace RetoRewards.Api.Idempotency;

/// <summary>Marks a POST whose repetition changes nothing by itself, so that an Idempotency-Key has nothing to do: it is not read.</summary>
internal sealed class KeepsNoAnswer;

internal static class KeepsNoAnswerRoutes
{
    /// <summary>Says that this POST keeps no answer under an Idempotency-Key.</summary>
    public static TBuilder KeepNoAnswer<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new KeepsNoAnswer());
}
