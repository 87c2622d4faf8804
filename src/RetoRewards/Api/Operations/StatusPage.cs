using System.Globalization;
using System.Net;
using System.Text;

namespace RetoRewards.Api.Operations;

/// <summary>The status as a page that needs no script, no font and no other request.</summary>
internal static class StatusPage
{
    private const string Style =
        "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d232a}"
        + "h1{font-size:1.5rem}.well{color:#176b3a}.ill{color:#a3201d}article{border-left:4px solid #a3201d;padding:.2rem 1rem;margin:1rem 0;background:#fdf3f2}"
        + "code{background:#eef1f4;padding:0 .2rem}table{border-collapse:collapse}td,th{text-align:left;padding:.2rem 1.2rem .2rem 0}"
        + "@media(prefers-color-scheme:dark){body{background:#14181d;color:#e4e8ec}article{background:#2a1a1a}code{background:#2a3038}.well{color:#6fce94}.ill{color:#ff8a80}}";

    public static string Write(ServiceStatus status)
    {
        StringBuilder page = new();
        page.Append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">")
            .Append("<title>RetoRewards status</title><style>").Append(Style).Append("</style><h1 class=\"")
            .Append(status.AllWell ? "well\">All is well" : "ill\">" + Text(Count(status.Alarms.Count))).Append("</h1>");
        foreach (StatusAlarm alarm in status.Alarms)
        {
            page.Append("<article><p><strong>").Append(Text(alarm.Sentence)).Append("</strong></p><p>").Append(Text(alarm.Advice))
                .Append("</p><p><code>").Append(Text(alarm.Alarm)).Append("</code> <code>").Append(Text(alarm.Subject)).Append("</code>");
            if (alarm.RaisedAt is { } since)
            {
                page.Append(" since ").Append(Text(since.ToString("u", CultureInfo.InvariantCulture)));
            }

            page.Append("</p></article>");
        }

        Table(page, "Waiting", ["place", "state", "count"], status.Waiting.Select(one => new[] { one.Place, one.State, Number(one.Count) }));
        Table(page, "Nodes", ["endpoint", "state", "head", ""], status.Nodes.Select(one => new[] { one.Name, one.State, Number(one.Head), one.Detail }));
        return page.Append("<p>Followed to block ").Append(Number(status.FollowedHead)).Append(", final to ").Append(Number(status.FinalBlock))
            .Append(", at ").Append(Text(status.At.ToString("u", CultureInfo.InvariantCulture)))
            .Append(". What each alarm means: <code>docs/runbook.md</code>.</p></html>").ToString();
    }

    private static void Table(StringBuilder page, string title, string[] heads, IEnumerable<string[]> rows)
    {
        page.Append("<h2>").Append(Text(title)).Append("</h2><table><tr>");
        foreach (string head in heads)
        {
            page.Append("<th>").Append(Text(head)).Append("</th>");
        }

        page.Append("</tr>");
        foreach (string[] row in rows)
        {
            page.Append("<tr>");
            foreach (string cell in row)
            {
                page.Append("<td>").Append(Text(cell)).Append("</td>");
            }

            page.Append("</tr>");
        }

        page.Append("</table>");
    }

    private static string Count(int alarms) => alarms == 1 ? "One thing is wrong" : $"{alarms} things are wrong";

    private static string Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "none";

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
