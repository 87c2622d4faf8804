using RetoRewards.Campaigns;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Referrals;
using RetoRewards.Sales.Files;

namespace RetoRewards.Cli.Demo;

/// <summary>Enrols everyone whom the file names as a referrer, and gives each a code.</summary>
internal static class DemoReferrers
{
    /// <summary>Participants enrolled in one transaction.</summary>
    private const int MaxInOneWrite = 50;

    /// <returns>Who stands behind each name.</returns>
    public static async Task<IReadOnlyDictionary<string, ImportedPerson>> EnrolAsync(
        DemoWorld world, DemoPartner partner, IReadOnlyList<string> names, IProgress<double> progress, CancellationToken cancellationToken)
    {
        Dictionary<string, ImportedPerson> people = new(names.Count, StringComparer.Ordinal);
        foreach (string[] some in names.Chunk(MaxInOneWrite))
        {
            await world.Gate.WriteAsync(
                WritePriority.Intake, write => EnrolAsync(write, world.Services, partner, some, people), cancellationToken);
            progress.Report((double)people.Count / names.Count);
        }

        return people;
    }

    private static async Task EnrolAsync(
        WriteTransaction write, IServiceProvider services, DemoPartner partner, string[] names, Dictionary<string, ImportedPerson> people)
    {
        EnrolParticipant enrol = services.GetRequiredService<EnrolParticipant>();
        IssueCode issue = services.GetRequiredService<IssueCode>();
        Caller caller = new(partner.Row.PartnerId);
        foreach (string name in names)
        {
            ParticipantRow participant = DemoPartner.Require(
                await enrol.ExecuteAsync(write, caller, new EnrolParticipantRequest(partner.Row.PartnerId.Value, null, null, name)));
            CodeIssued issued = DemoPartner.Require(await issue.ExecuteAsync(
                write, caller, new IssueCodeRequest(partner.Campaign.CampaignId.Value, participant.ParticipantId.Value, null)));
            people[name] = new ImportedPerson(participant.ParticipantId, issued.Code.Code);
        }
    }
}
