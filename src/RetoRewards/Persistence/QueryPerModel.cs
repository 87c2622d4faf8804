using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Metadata;

namespace RetoRewards.Persistence;

/// <summary>A compiled query, compiled once for each model: a process that speaks to both databases has two.</summary>
internal sealed class QueryPerModel<TQuery>(Func<TQuery> compile)
    where TQuery : class
{
    private readonly ConditionalWeakTable<IModel, TQuery> compiled = [];

    public TQuery For(RetoDbContext db) => compiled.GetValue(db.Model, _ => compile());
}
