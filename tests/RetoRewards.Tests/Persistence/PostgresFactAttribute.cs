namespace RetoRewards.Tests.Persistence;

/// <summary>A test that makes sense on PostgreSQL only; left out with a sentence where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute()
    {
        Skip = PostgresRun.SkipReason;
    }
}
