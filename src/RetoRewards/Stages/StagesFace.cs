using RetoRewards.Persistence;
using RetoRewards.Referrals.Links;

namespace RetoRewards.Stages;

internal static class StagesFace
{
    /// <summary>The two loops. The stages themselves are registered by their rooms, in the order of the corridor.</summary>
    public static IServiceCollection AddStages(this IServiceCollection services)
    {
        services.AddOptions<StageOptions>().BindConfiguration(StageOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ServiceOptions>().BindConfiguration(ServiceOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<WakeUp>();
        services.AddSingleton<StageFailures>();
        services.AddSingleton<DatabaseStageLoop>();
        services.AddSingleton<NodeStageLoop>();
        return services;
    }

    /// <summary>Lets the loops of these roles run with the host. Without it the stages run only when somebody drains them.</summary>
    public static IServiceCollection AddStageLoops(this IServiceCollection services, ServiceRoles roles)
    {
        if (roles.HasFlag(ServiceRoles.Stages))
        {
            services.AddHostedService(provider => provider.GetRequiredService<DatabaseStageLoop>());
        }

        if (roles.HasFlag(ServiceRoles.Sender))
        {
            services.AddHostedService(provider => provider.GetRequiredService<NodeStageLoop>());
        }

        if (roles.HasFlag(ServiceRoles.Api))
        {
            services.AddHostedService(provider => provider.GetRequiredService<WriteClicks>());
        }

        return services;
    }
}
