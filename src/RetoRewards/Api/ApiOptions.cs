using System.ComponentModel.DataAnnotations;

namespace RetoRewards.Api;

/// <summary>What the API takes from one caller.</summary>
internal sealed class ApiOptions
{
    public const string Section = "Api";

    /// <summary>Largest body in bytes. Range 1 KiB to 64 MiB, default 4 MiB, which holds 500 sales of many lines.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxBodyBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Requests a second that one key, or one address without a key, may make over time. Range 1 to 1,000,000, default 500.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 500;

    /// <summary>Requests that may come at once after a quiet time. Range 1 to 1,000,000, default 1,000.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; set; } = 1000;

    /// <summary>How long an answer is kept under its Idempotency-Key. Range 1 hour to 90 days, default 7 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "90.00:00:00")]
    public TimeSpan IdempotencyKeyLifetime { get; set; } = TimeSpan.FromDays(7);
}
