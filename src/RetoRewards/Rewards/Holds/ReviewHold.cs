using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Rewards.Holds;

/// <summary>What a person decided about a hold.</summary>
/// <param name="Decision">Released or Rejected.</param>
/// <param name="Note">Why, up to 500 characters.</param>
internal sealed record ReviewHoldRequest(HoldState? Decision, string? Note);

/// <summary>Releases or rejects a hold, once, and keeps by whose key, when and why.</summary>
/// <remarks>Released rewards become payable at their time. A rejected sale's rewards stay where they are until the cancellation of the sale,
/// which the face records first, has taken them back to the budget.</remarks>
internal sealed class ReviewHold(TimeProvider clock)
{
    public const int MaxNoteLength = 500;

    public async Task<Outcome<RewardHoldRow>> ExecuteAsync(
        WriteTransaction write, Caller caller, Guid holdId, Guid decidedBy, ReviewHoldRequest request)
    {
        RewardHoldRow? hold = await VisibleTo(write.Db, caller)
            .SingleOrDefaultAsync(row => row.HoldId == holdId, write.CancellationToken);
        if (hold is null)
        {
            return Refusal.NotFound("hold");
        }

        if (Check(hold, request) is { } refusal)
        {
            return refusal;
        }

        if (hold.State == HoldState.Open)
        {
            hold.State = request.Decision!.Value;
            hold.DecidedAt = clock.GetUtcNow();
            hold.DecidedBy = decidedBy;
            hold.Note = request.Note;
            write.UpdateOne(
                hold, nameof(RewardHoldRow.State), nameof(RewardHoldRow.DecidedAt), nameof(RewardHoldRow.DecidedBy), nameof(RewardHoldRow.Note));
        }

        return hold;
    }

    /// <summary>What stands against a decision; null when nothing does. The same decision again is in order.</summary>
    public static Refusal? Check(RewardHoldRow hold, ReviewHoldRequest request)
    {
        FieldChecks checks = new();
        if (request.Decision is not (HoldState.Released or HoldState.Rejected))
        {
            checks.Add("/decision", "required", "Released or Rejected.");
        }

        checks.Text("/note", request.Note, MaxNoteLength);
        return checks.Refusal
            ?? (hold.State == HoldState.Open || hold.State == request.Decision
                ? null
                : new Refusal(RefusalKind.Conflict, "hold_decided", "Somebody has decided about this hold already."));
    }

    /// <summary>All holds for an administrator, those of its campaigns for a partner.</summary>
    public static IQueryable<RewardHoldRow> VisibleTo(RetoDbContext db, Caller caller) => caller.Partner is null
        ? db.Set<RewardHoldRow>()
        : db.Set<RewardHoldRow>().Where(hold => db.VisibleCampaigns(caller).Any(campaign => campaign.CampaignId == hold.CampaignId));
}
