namespace RetoRewards.Tests.Till;

/// <summary>A test in a real browser. A machine without Chromium skips it and says so; the CI script installs one, and fails on a skip.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Browser.Path is null)
        {
            Skip = "Chromium is not installed (Debian: apt-get install chromium).";
        }
    }
}
