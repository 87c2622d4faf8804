using System.Collections.Frozen;

namespace RetoRewards.Observability;

/// <summary>What to do first about each alarm; <c>docs/runbook.md</c> has the rest under the alarm's name.</summary>
internal static class AlarmAdvice
{
    private static readonly FrozenDictionary<string, string> Texts = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [AlarmNames.LaneHalted] = "Find out who sent with the operator's key before anything else; replace the key if it was not you.",
        [AlarmNames.ChainHalted] = "Nothing is posted until a person has compared the fork with the ledger: run reconcile.",
        [AlarmNames.WrongChain] = "Point Chain:Endpoints at a node of the right chain. A local node that was restarted has a new chain.",
        [AlarmNames.OutOfGas] = "Send ether to the operator's address; sending goes on by itself.",
        [AlarmNames.FeesHeld] = "Wait for fees to fall, or raise Chain:MaxFeePerGasWei or the campaign's own cap.",
        [AlarmNames.NonceStuck] = "Look at the transaction in a block explorer; if the node has forgotten it, check the node.",
        [AlarmNames.BatchHeld] = "The contract's own reason is in the sentence: fund the campaign, end the pause, or name the operator again.",
        [AlarmNames.BatchStuck] = "Follow the batch by its id through the log and see where it waits.",
        [AlarmNames.RewardSetApart] = "Ask the participant for another wallet; the reward is planned again once the wallet has changed.",
        [AlarmNames.BatchReverted] = "The contract's error is in the sentence. It is planned again by itself; look why the try before signing let it pass.",
        [AlarmNames.AttestationMissed] = "Ask the partner why its attestor is silent; the rewards are planned again and ask it anew.",
        [AlarmNames.PayoutsWait] = "Have the partner raise its limits on chain or fund the campaign; the sentence says which.",
        [AlarmNames.PlanningPaused] = "Wait, or end the pause over the API once the key that signed can pay no more.",
        [AlarmNames.ReportForkedAway] = "Let the partner report the sale again, or cancel it; its rewards stand meanwhile.",
        [AlarmNames.EventsStuck] = "See whether the stages run and whether one fails; events are decided in order of arrival.",
        [AlarmNames.RewardsStuck] = "See whether the campaign is linked to the chain and whether one of its batches is held.",
        [AlarmNames.NodeUnreachable] = "Check the node and the network; sales are still taken, payouts wait.",
        [AlarmNames.NodeDisagreement] = "Compare the nodes by hand and take the one that is wrong out of Chain:Endpoints.",
        [AlarmNames.DeepFork] = "Raise Chain:Confirmations, run reconcile, and clear it by a person: what was posted has been corrected.",
        [AlarmNames.TagsDiffer] = "Another run paid this campaign: import it with rebuild before anything more is planned.",
        [AlarmNames.Unreconciled] = "Run reconcile: its lines name each wallet that differs, and by how much.",
        [AlarmNames.PaymentUnidentified] = "Replay the missing sales, or leave the amount as unidentified; it is never paid again.",
        [AlarmNames.BudgetDry] = "Ask the partner to fund the campaign; sales wait or are refused until then, as the campaign says.",
        [AlarmNames.GrowthGuard] = "Look at the campaign's newest sales; set it live again when they are real.",
        [AlarmNames.JournalBroken] = "Stop the service: somebody has changed ledger rows by hand. Restore and compare.",
        [AlarmNames.StageFailing] = "Search the log for the stage's name: each failure is a Warning with its cause.",
        [AlarmNames.ClicksLost] = "See whether the database was away or whether somebody floods the links; no reward is lost by it.",
        [AlarmNames.DiskLow] = "Free space or grow the disk: intake and payouts stop when it is full, and go on when it is not.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The advice; for a name without one, where to look.</summary>
    public static string Of(string alarm) => Texts.GetValueOrDefault(alarm, "See docs/runbook.md under the alarm's name.");
}
