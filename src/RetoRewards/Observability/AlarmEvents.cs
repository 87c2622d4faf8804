namespace RetoRewards.Observability;

/// <summary>Events that somebody must act on: logged as errors once, when the state that they name begins, under names that never change.</summary>
/// <remarks>The state itself is a row, from which a stage keeps the table of alarms (<see cref="Alarms"/>): one that nobody saw is not lost.</remarks>
internal static class AlarmEvents
{
    /// <summary>A lane signs nothing more: its account is used by somebody else, or its history is not ours.</summary>
    public static readonly EventId LaneHalted = new(4001, AlarmNames.LaneHalted);

    /// <summary>The operator's account cannot pay for gas.</summary>
    public static readonly EventId OutOfGas = new(4002, AlarmNames.OutOfGas);

    /// <summary>Fees are above a cap: what is signed is not replaced, or a campaign signs nothing.</summary>
    public static readonly EventId FeesAboveCap = new(4003, AlarmNames.FeesHeld);

    /// <summary>A batch is held: the contract would refuse it.</summary>
    public static readonly EventId BatchHeld = new(4004, AlarmNames.BatchHeld);

    /// <summary>A transaction reverted on chain.</summary>
    public static readonly EventId BatchReverted = new(4005, AlarmNames.BatchReverted);

    /// <summary>A wallet makes batches revert and was set apart; its rewards wait.</summary>
    public static readonly EventId WalletSetApart = new(4006, AlarmNames.RewardSetApart);

    /// <summary>A batch ran out of time before its attestor had signed it, and is planned again.</summary>
    public static readonly EventId AttestationMissed = new(4007, AlarmNames.AttestationMissed);

    /// <summary>What the chain says was paid last is not what this database says.</summary>
    public static readonly EventId TagsDiffer = new(4008, AlarmNames.TagsDiffer);

    /// <summary>Payable rewards wait though nothing is on its way: the contract's limits allow none of them.</summary>
    public static readonly EventId PayoutsWait = new(4009, AlarmNames.PayoutsWait);

    /// <summary>Nonces before the lane's lowest transaction are used by nobody's: they are used up by nothing.</summary>
    public static readonly EventId NonceGap = new(4010, "nonce_gap");
}
