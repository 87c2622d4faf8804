namespace RetoRewards.Observability;

/// <summary>The stable names of everything that calls a person. Each has its section in <c>docs/runbook.md</c>, which a test checks.</summary>
internal static class AlarmNames
{
    /// <summary>A lane signs nothing: subject <c>lane:{id}</c>.</summary>
    public const string LaneHalted = "lane_halted";

    /// <summary>The chain is followed no further: subject <c>chain:{id}</c>.</summary>
    public const string ChainHalted = "chain_halted";

    /// <summary>The node serves another chain than the database belongs to: subject <c>chain:{id}</c>.</summary>
    public const string WrongChain = "wrong_chain";

    /// <summary>The operator's account cannot pay for its transactions: subject <c>lane:{id}</c>.</summary>
    public const string OutOfGas = "out_of_gas";

    /// <summary>Fees stay above a cap, so that nothing is signed or replaced: subject <c>lane:{id}</c> or <c>batch:{id}</c>.</summary>
    public const string FeesHeld = "fees_held";

    /// <summary>A transaction stays out of every block although it was sent again: subject <c>lane:{id}</c>.</summary>
    public const string NonceStuck = "nonce_stuck";

    /// <summary>The contract would refuse a batch: subject <c>batch:{id}</c>.</summary>
    public const string BatchHeld = "batch_held";

    /// <summary>A batch has been on its way for too long: subject <c>batch:{id}</c>.</summary>
    public const string BatchStuck = "batch_stuck";

    /// <summary>A wallet makes batches revert and was set apart: subject <c>wallet:{address}</c>.</summary>
    public const string RewardSetApart = "reward_set_apart";

    /// <summary>A batch reverted on chain, in the last hour or so: subject <c>batch:{id}</c>.</summary>
    public const string BatchReverted = "batch_reverted";

    /// <summary>A batch expired before its attestor signed it, in the last hour or so: subject <c>batch:{id}</c>.</summary>
    public const string AttestationMissed = "attestation_missed";

    /// <summary>Payable rewards wait for the campaign's limits on chain: subject <c>campaign:{id}</c>.</summary>
    public const string PayoutsWait = "payouts_wait";

    /// <summary>Nothing is planned while what somebody else signed could still be mined: subject <c>campaign:{id}</c>.</summary>
    public const string PlanningPaused = "planning_paused";

    /// <summary>A reported sale was taken and a fork took its report away: subject <c>report:{transaction}:{log}</c>.</summary>
    public const string ReportForkedAway = "report_forked_away";

    /// <summary>Events have not been decided for too long: subject <c>events</c>.</summary>
    public const string EventsStuck = "events_stuck";

    /// <summary>Payable rewards have not been planned for too long: subject <c>campaign:{id}</c>.</summary>
    public const string RewardsStuck = "rewards_stuck";

    /// <summary>No node answers: subject <c>chain:{id}</c>.</summary>
    public const string NodeUnreachable = "node_unreachable";

    /// <summary>The chain forked deeper than what counted as final: subject <c>chain:{id}</c>.</summary>
    public const string DeepFork = "deep_fork";

    /// <summary>Nodes contradict one another, or one left out what must be there: subject <c>chain:{id}</c>.</summary>
    public const string NodeDisagreement = "node_disagreement";

    /// <summary>A campaign's tag on chain is not the one that is stored: subject <c>batch:{id}</c>.</summary>
    public const string TagsDiffer = "tags_differ";

    /// <summary>Ledger and chain differ: subject <c>campaign:{id}</c> or <c>service</c>.</summary>
    public const string Unreconciled = "unreconciled";

    /// <summary>A payment on chain whose sale is not known here: subject <c>campaign:{id}</c>.</summary>
    public const string PaymentUnidentified = "payment_unidentified";

    /// <summary>A campaign has nothing left to promise, or soon will not: subject <c>campaign:{id}</c>.</summary>
    public const string BudgetDry = "budget_dry";

    /// <summary>A campaign was paused by its growth guard: subject <c>campaign:{id}</c>.</summary>
    public const string GrowthGuard = "growth_guard";

    /// <summary>A journal's chain of hashes is broken: subject <c>campaign:{id}</c>.</summary>
    public const string JournalBroken = "journal_broken";

    /// <summary>A stage has failed many times in a row: subject <c>stage:{name}</c>.</summary>
    public const string StageFailing = "stage_failing";

    /// <summary>Clicks were not recorded, since too many came or the database refuses them: subject <c>service</c>.</summary>
    public const string ClicksLost = "clicks_lost";

    /// <summary>The disk that holds the database or the manifests is nearly full: subject <c>service</c>.</summary>
    public const string DiskLow = "disk_low";
}
