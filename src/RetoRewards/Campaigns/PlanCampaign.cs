using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Campaigns;

/// <summary>A goal: a metric, a target and a deadline.</summary>
/// <param name="Metric">Sales, NewCustomers, TurnoverMinorUnits or ReferredShareBps.</param>
/// <param name="Target">How much; above zero.</param>
/// <param name="Deadline">By when.</param>
internal sealed record SetGoalRequest(GoalMetric? Metric, long? Target, DateTimeOffset? Deadline);

/// <summary>The guard that a new customer cost less than it is worth.</summary>
/// <param name="Currency">The currency that costs are counted in, ISO 4217.</param>
/// <param name="CustomerValueMinorUnits">What a customer is worth in minor units; left out, it is what referred customers bought.</param>
/// <param name="Pauses">Whether a breach pauses the campaign, or only warns.</param>
internal sealed record SetGrowthGuardRequest(string? Currency, long? CustomerValueMinorUnits, bool Pauses);

/// <summary>An expense of promoting a campaign.</summary>
/// <param name="Channel">Where it was spent; up to 64 characters.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="MinorUnits">How much, in minor units; above zero.</param>
/// <param name="SpentAt">When; now when left out.</param>
internal sealed record RecordCampaignCostRequest(string? Channel, string? Currency, long? MinorUnits, DateTimeOffset? SpentAt);

/// <summary>Sets what a partner wants of a campaign and what its customers may cost, and records what was spent on it.</summary>
internal sealed class PlanCampaign(TimeProvider clock)
{
    private const int MaxChannelLength = 64;

    /// <param name="expectedVersion">The version of the goal that the caller read, 0 for none; null when any will do.</param>
    public static async Task<Outcome<CampaignPlanRow>> SetGoalAsync(
        WriteTransaction transaction, Caller caller, CampaignId campaign, int? expectedVersion, SetGoalRequest request)
    {
        FieldChecks checks = new();
        GoalMetric metric = checks.Required("/metric", request.Metric);
        long target = checks.Required("/target", request.Target);
        DateTimeOffset deadline = checks.Required("/deadline", request.Deadline);
        if (request.Target is <= 0)
        {
            checks.Add("/target", "out_of_range", "A target is above zero.");
        }

        return await ChangeAsync(transaction, caller, campaign, checks, plan => plan.GoalVersion, expectedVersion, plan =>
        {
            plan.GoalVersion++;
            plan.GoalMetric = metric;
            plan.GoalTarget = target;
            plan.GoalDeadline = deadline;
        });
    }

    /// <param name="expectedVersion">The version of the guard that the caller read, 0 for none; null when any will do.</param>
    public static async Task<Outcome<CampaignPlanRow>> SetGrowthGuardAsync(
        WriteTransaction transaction, Caller caller, CampaignId campaign, int? expectedVersion, SetGrowthGuardRequest request)
    {
        FieldChecks checks = new();
        if (!Domain.Amounts.Currency.TryFind(request.Currency, out Currency? currency))
        {
            checks.Add("/currency", "currency_unknown", "The currency is no ISO 4217 code.");
        }

        if (request.CustomerValueMinorUnits is <= 0 or > Money.MaxMinorUnits)
        {
            checks.Add("/customerValueMinorUnits", "out_of_range", "A customer's worth is above zero, or left out.");
        }

        return await ChangeAsync(transaction, caller, campaign, checks, plan => plan.GuardVersion, expectedVersion, plan =>
        {
            plan.GuardVersion++;
            plan.GuardCurrency = currency!.Code;
            plan.GuardCustomerValue = request.CustomerValueMinorUnits;
            plan.GuardPauses = request.Pauses;
        });
    }

    public async Task<Outcome<CampaignCostRow>> RecordCostAsync(
        WriteTransaction transaction, Caller caller, CampaignId campaign, RecordCampaignCostRequest request)
    {
        FieldChecks checks = new();
        string channel = checks.Text("/channel", request.Channel, MaxChannelLength);
        if (!Domain.Amounts.Currency.TryFind(request.Currency, out Currency? currency))
        {
            checks.Add("/currency", "currency_unknown", "The currency is no ISO 4217 code.");
        }

        if (request.MinorUnits is null or <= 0 or > Money.MaxMinorUnits)
        {
            checks.Add("/minorUnits", "out_of_range", "An expense is above zero.");
        }

        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!await IsVisibleAsync(transaction, caller, campaign))
        {
            return Refusal.NotFound("campaign");
        }

        DateTimeOffset now = clock.GetUtcNow();
        CampaignCostRow row = new()
        {
            CampaignCostId = Guid.CreateVersion7(now),
            CampaignId = campaign,
            Channel = channel,
            Currency = currency!.Code,
            MinorUnits = request.MinorUnits!.Value,
            SpentAt = request.SpentAt ?? now,
            RecordedAt = now,
        };
        transaction.InsertOne(row);
        return row;
    }

    private static async Task<Outcome<CampaignPlanRow>> ChangeAsync(
        WriteTransaction transaction,
        Caller caller,
        CampaignId campaign,
        FieldChecks checks,
        Func<CampaignPlanRow, int> version,
        int? expectedVersion,
        Action<CampaignPlanRow> change)
    {
        if (!await IsVisibleAsync(transaction, caller, campaign))
        {
            return Refusal.NotFound("campaign");
        }

        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        CampaignPlanRow? stored = await transaction.Db.Set<CampaignPlanRow>()
            .SingleOrDefaultAsync(row => row.CampaignId == campaign, transaction.CancellationToken);
        CampaignPlanRow plan = stored ?? new() { CampaignId = campaign };
        if (expectedVersion is { } expected && expected != version(plan))
        {
            return Refusal.Stale;
        }

        change(plan);
        if (stored is null)
        {
            transaction.InsertOne(plan);
        }
        else
        {
            transaction.UpdateOne(
                plan,
                nameof(CampaignPlanRow.GoalMetric),
                nameof(CampaignPlanRow.GoalTarget),
                nameof(CampaignPlanRow.GoalDeadline),
                nameof(CampaignPlanRow.GoalVersion),
                nameof(CampaignPlanRow.GuardCurrency),
                nameof(CampaignPlanRow.GuardCustomerValue),
                nameof(CampaignPlanRow.GuardPauses),
                nameof(CampaignPlanRow.GuardVersion));
        }

        return plan;
    }

    private static async Task<bool> IsVisibleAsync(WriteTransaction transaction, Caller caller, CampaignId campaign)
    {
        CampaignRow? row = await transaction.Db.Set<CampaignRow>()
            .SingleOrDefaultAsync(one => one.CampaignId == campaign, transaction.CancellationToken);
        return row is not null && caller.Sees(row.PartnerId);
    }
}
