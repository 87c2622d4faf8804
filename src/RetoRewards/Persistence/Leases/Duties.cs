using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace RetoRewards.Persistence.Leases;

/// <summary>Makes this process's side of each duty.</summary>
internal sealed class Duties(
    IDatabase database, WriteGate gate, IDbContextFactory<RetoDbContext> contexts, IOptions<LeaseOptions> options, TimeProvider clock)
{
    /// <summary>The stages that touch only the database.</summary>
    public const string Stages = "Stages";

    /// <summary>The stages that talk to a node: following the chain, signing and sending.</summary>
    public const string Sender = "Sender";

    public Lease Of(string name) => new(name, database, gate, contexts, options.Value, clock);
}
