namespace RetoRewards.Ledger;

internal static class LedgerFloor
{
    public static IServiceCollection AddLedger(this IServiceCollection services) =>
        services.AddSingleton<VerifyJournals>();
}
