using RetoRewards.Campaigns;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Referrals;

namespace RetoRewards.Cli.Demo;

/// <summary>Enrols everyone whom the file names as a referrer, and gives each a code.</summary>
internal static class DemoReferrers
{
    /// <summary>Participants enrolled in one transaction.</summary>
    private const int MaxInOneWrite = 50;

    /// <returns>The code of each name.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> EnrolAsync(
        DemoWorld world, DemoPartner partner, IReadOnlyList<string> names, IProgress<double> progress, CancellationToken cancellationToken)
    {
        Dictionary<string, string> codes = new(names.Count, StringComparer.Ordinal);
        foreach (string[] some in names.Chunk(MaxInOneWrite))
        {
            await world.Gate.WriteAsync(
                WritePriority.Intake, write => EnrolAsync(write, world.Services, partner, some, codes), cancellationToken);
            progress.Report((double)codes.Count / names.Count);
        }

        return codes;
    }

    private static async Task EnrolAsync(
        WriteTransaction write, IServiceProvider services, DemoPartner partner, string[] names, Dictionary<string, string> codes)
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
            codes[name] = issued.Code.Code;
        }
    }
}
