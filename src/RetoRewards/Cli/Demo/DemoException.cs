namespace RetoRewards.Cli.Demo;

/// <summary>The demonstration cannot go on. The message says why and what to do, and is shown as it is.</summary>
internal sealed class DemoException(string message) : Exception(message);
