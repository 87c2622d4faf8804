using System.CommandLine;

namespace RetoRewards.Cli;

/// <summary><c>check</c>: reads the settings as <c>serve</c> would, and names every bad one. It touches nothing; <c>doctor</c> looks at the rest.</summary>
internal static class CheckCommand
{
    /// <summary>The exit code when a setting is wrong; <c>serve</c> uses the same.</summary>
    public const int BadConfiguration = 2;

    public static Command Create()
    {
        Command command = new("check", "Check every setting and name all that are wrong. Settings follow as --Section:Key value.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(result =>
        {
            WebApplicationBuilder builder = RetoRewardsHost.CreateBuilder([.. result.UnmatchedTokens]);
            if (Report(builder.Configuration, result.InvocationConfiguration.Error))
            {
                return BadConfiguration;
            }

            result.InvocationConfiguration.Output.WriteLine("The configuration will do.");
            return 0;
        });
        return command;
    }

    /// <summary>Writes a line for each bad setting.</summary>
    /// <returns>True when there is one.</returns>
    public static bool Report(IConfiguration configuration, TextWriter errors)
    {
        IReadOnlyList<string> faults = ConfigurationCheck.Faults(configuration);
        foreach (string fault in faults)
        {
            errors.WriteLine(fault);
        }

        return faults.Count > 0;
    }
}
