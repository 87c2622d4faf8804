using System.CommandLine;
using RetoRewards.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Cli;

/// <summary><c>admin-key</c>: makes an administrator's key and prints it once. There is no default key and no other way to the first.</summary>
internal static class AdminKeyCommand
{
    public static Command Create()
    {
        Option<string> name = new("--name") { Description = "What the key is for.", DefaultValueFactory = _ => "administrator" };
        Command command = new("admin-key", "Make an administrator's API key and print it once. Settings follow as --Section:Key value.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.Options.Add(name);
        command.SetAction((result, cancellationToken) => RunAsync(
            [.. result.UnmatchedTokens],
            result.GetRequiredValue(name),
            result.InvocationConfiguration.Output,
            result.InvocationConfiguration.Error,
            cancellationToken));
        return command;
    }

    /// <returns>0 when the key was made; 1 when its name was refused.</returns>
    public static async Task<int> RunAsync(
        string[] settings, string name, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = RetoRewardsHost.CreateBuilder(settings);
        await using WebApplication application = builder.Build();
        await application.Services.GetRequiredService<DatabaseSetup>().MigrateAsync(cancellationToken);
        CreateApiKey handler = application.Services.GetRequiredService<CreateApiKey>();

        Outcome<ApiKeyCreated> outcome = await application.Services.GetRequiredService<WriteGate>().WriteAsync(
            WritePriority.Intake,
            transaction => Task.FromResult(handler.ExecuteForAdministrator(transaction, new CreateApiKeyRequest(name))),
            cancellationToken);

        if (outcome is Outcome<ApiKeyCreated>.Done done)
        {
            await errors.WriteLineAsync("An administrator's key. It is shown this once; keep it where secrets are kept.");
            await output.WriteLineAsync(done.Value.Secret.Text);
            return 0;
        }

        Refusal why = ((Outcome<ApiKeyCreated>.Refused)outcome).Why;
        await errors.WriteLineAsync(why.Fields is [FieldError first, ..] ? $"--name: {first.Sentence}" : why.Sentence);
        return 1;
    }
}
