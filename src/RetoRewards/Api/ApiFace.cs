namespace RetoRewards.Api;

internal static class ApiFace
{
    public static IServiceCollection AddApi(this IServiceCollection services) => services;
}
