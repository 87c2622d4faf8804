using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Chain;
using RetoRewards.Chain.Keys;
using RetoRewards.Ethereum.Keystores;
using RetoRewards.Ledger;
using RetoRewards.Observability;
using RetoRewards.Payouts;
using RetoRewards.Persistence;

namespace RetoRewards.Cli.Doctor;

/// <summary>Looks at one part after the other; a part that cannot be looked at is a finding and hides no other.</summary>
internal static class DoctorRun
{
    public static async Task<IReadOnlyList<DoctorFinding>> ExecuteAsync(
        IServiceProvider services, bool journals, CancellationToken cancellationToken)
    {
        List<DoctorFinding> findings = [];
        ServiceKeys? keys = OpenKeys(services, findings);
        bool hasSchema = await DatabaseAsync(services.GetRequiredService<DatabaseInspection>(), findings, cancellationToken);
        NodeExamination node = new(services, keys?.Operator);
        findings.AddRange(await node.ExecuteAsync(hasSchema, cancellationToken));
        Disks(services, findings);
        if (hasSchema)
        {
            await AlarmsAsync(services, findings, cancellationToken);
        }

        if (hasSchema && journals)
        {
            IReadOnlyList<JournalFault> faults = await services.GetRequiredService<VerifyJournals>().ExecuteAsync(cancellationToken);
            findings.AddRange(faults.Select(fault => DoctorFinding.Wrong(
                DoctorPart.Journals,
                $"Campaign {fault.CampaignId}, position {fault.Position}: {fault.Sentence}",
                "Stop the service, restore a backup beside it and compare: ledger rows are never changed by the service.")));
            if (faults.Count == 0)
            {
                findings.Add(DoctorFinding.Well(DoctorPart.Journals, "Every journal's hashes and balances hold."));
            }
        }

        return findings;
    }

    private static ServiceKeys? OpenKeys(IServiceProvider services, List<DoctorFinding> findings)
    {
        try
        {
            ServiceKeys keys = services.GetRequiredService<ServiceKeys>();
            findings.Add(DoctorFinding.Well(DoctorPart.Keys, $"The keys open; the operator is {keys.Operator}."));
            return keys;
        }
        catch (Exception refused) when (refused is KeystoreException or ChainRefusedException or FormatException)
        {
            findings.Add(DoctorFinding.Wrong(
                DoctorPart.Keys,
                refused.Message,
                "Keystores and the passphrase's file belong to the service's user alone (chmod 600), and the passphrase is that of both keystores."));
            return null;
        }
    }

    private static async Task<bool> DatabaseAsync(
        DatabaseInspection database, List<DoctorFinding> findings, CancellationToken cancellationToken)
    {
        if (!await database.ExistsAsync(cancellationToken))
        {
            findings.Add(DoctorFinding.Wrong(
                DoctorPart.Database, "There is no database that can be opened.", "Check the setting and who owns the folder; migrate makes a new database."));
            return false;
        }

        try
        {
            IReadOnlyList<string> newer = await database.NewerMigrationsAsync(cancellationToken);
            IReadOnlyList<string> pending = await database.PendingMigrationsAsync(cancellationToken);
            if (newer.Count > 0 || pending.Count > 0)
            {
                findings.Add(newer.Count > 0
                    ? DoctorFinding.Wrong(DoctorPart.Database, $"A newer version wrote it ({string.Join(", ", newer)}).", "Start that version, or restore an older backup.")
                    : DoctorFinding.Wrong(DoctorPart.Database, $"Its schema lacks {string.Join(", ", pending)}.", "Run migrate; serve does so as well when it starts."));
                return false;
            }

            IReadOnlyList<string> faults = await database.FaultsAsync(cancellationToken);
            findings.AddRange(faults.Select(fault => DoctorFinding.Wrong(
                DoctorPart.Database, fault, "Stop the service, copy the files as they are, and restore the newest backup (docs/runbook.md).")));
            if (faults.Count == 0)
            {
                findings.Add(DoctorFinding.Well(DoctorPart.Database, "It has this version's schema and holds together."));
            }

            return true;
        }
        catch (Exception fault) when (fault is System.Data.Common.DbException or InvalidOperationException)
        {
            findings.Add(DoctorFinding.Wrong(
                DoctorPart.Database, $"It cannot be opened: {fault.Message}", "Check the setting, who owns the folder, and whether migrate has run."));
            return false;
        }
    }

    private static void Disks(IServiceProvider services, List<DoctorFinding> findings)
    {
        AlarmOptions alarms = services.GetRequiredService<IOptions<AlarmOptions>>().Value;
        string manifests = services.GetRequiredService<IOptions<PayoutOptions>>().Value.ManifestDirectory;
        string database = services.GetRequiredService<IOptions<DatabaseOptions>>().Value.Path;
        foreach (DiskSpace disk in new[] { manifests, database }.Select(DiskSpace.Of).OfType<DiskSpace>().DistinctBy(disk => disk.Mount))
        {
            string sentence = $"{disk.Mount} has {disk.FreeBytes / (1024 * 1024):N0} MiB free.";
            findings.Add(disk.FreeBytes < alarms.MinFreeDiskBytes
                ? DoctorFinding.Wrong(DoctorPart.Disk, sentence, "Free space or grow the disk before it stops intake and payouts.")
                : DoctorFinding.Well(DoctorPart.Disk, sentence));
        }
    }

    private static async Task AlarmsAsync(IServiceProvider services, List<DoctorFinding> findings, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await services.GetRequiredService<IDbContextFactory<RetoDbContext>>().CreateDbContextAsync(cancellationToken);
        AlarmRow[] raised = await db.Set<AlarmRow>().Where(row => row.ClearedAt == null)
            .OrderBy(row => row.RaisedAt).Take(100).ToArrayAsync(cancellationToken);
        findings.AddRange(raised.Select(row => DoctorFinding.Wrong(
            DoctorPart.Alarms, $"{row.Name}, {row.Subject}, since {row.RaisedAt:u}: {row.Sentence}", AlarmAdvice.Of(row.Name))));
        if (raised.Length == 0)
        {
            findings.Add(DoctorFinding.Well(DoctorPart.Alarms, "None is raised."));
        }
    }
}
