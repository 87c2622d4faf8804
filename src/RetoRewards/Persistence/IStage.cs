namespace RetoRewards.Persistence;

/// <summary>One step of the corridor: takes a bounded number of rows in one state, decides purely, commits once.</summary>
internal interface IStage
{
    /// <summary>True when the stage talks to a node; such stages run in a loop of their own, so that a slow node delays no sale.</summary>
    bool UsesNode { get; }

    /// <summary>True when several processes may run it at once, each on rows that it claims; false when one at a time may.</summary>
    bool IsShared => false;

    /// <summary>Does one bounded piece of work. May be stopped or killed anywhere and run again.</summary>
    /// <returns>How many rows were taken; 0 when there was nothing to do.</returns>
    Task<int> RunOnceAsync(CancellationToken cancellationToken);
}
