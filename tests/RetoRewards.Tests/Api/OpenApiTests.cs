using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RetoRewards.Api.Documentation;

namespace RetoRewards.Tests.Api;

public sealed class OpenApiTests
{
    [Fact]
    public async Task Every_route_is_described_with_examples_and_problems()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        using HttpClient nobody = host.Client(null);
        JsonElement document = await nobody.GetAsync("/openapi/v1.json", 200);
        int described = 0;

        foreach ((string method, RouteEndpoint route) in AccessTests.Routes(host))
        {
            string path = route.RoutePattern.RawText!.TrimEnd('/').Replace(":id}", "}", StringComparison.Ordinal)
                .Replace(":int}", "}", StringComparison.Ordinal);
            JsonElement operation = document.GetProperty("paths").EnumerateObject()
                .Single(member => member.Name.TrimEnd('/') == path).Value.GetProperty(method.ToLowerInvariant());
            Assert.False(string.IsNullOrWhiteSpace(operation.GetProperty("summary").GetString()));
            Assert.False(string.IsNullOrWhiteSpace(operation.GetProperty("operationId").GetString()));
            JsonElement responses = operation.GetProperty("responses");
            Assert.True(responses.TryGetProperty("401", out _) && responses.TryGetProperty("429", out _), $"{method} {path}");
            JsonProperty done = responses.EnumerateObject().First(response => response.Name.StartsWith('2'));
            JsonElement answers = done.Value.GetProperty("content");
            Assert.True(
                answers.TryGetProperty("text/csv", out _) || answers.GetProperty("application/json").TryGetProperty("example", out _),
                $"{method} {path}");
            if (method is "POST" or "PATCH" or "PUT" && !TakesAFile(route))
            {
                Assert.True(
                    operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").TryGetProperty("example", out _),
                    $"{method} {path}");
            }

            described++;
        }

        Assert.True(described >= 30, $"Only {described} routes were seen.");
    }

    private static bool TakesAFile(RouteEndpoint route) =>
        route.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Contains("*/*") == true;

    [Fact]
    public async Task Every_example_is_read_as_the_route_reads_it()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        JsonSerializerOptions json = host.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;

        foreach ((string method, RouteEndpoint route) in AccessTests.Routes(host))
        {
            RouteExamples examples = route.Metadata.GetRequiredMetadata<RouteExamples>();
            if (examples.Request is { } request)
            {
                Type type = route.Metadata.GetRequiredMetadata<IAcceptsMetadata>().RequestType!;
                Assert.NotNull(JsonSerializer.Deserialize(request, type, json));
            }

            IProducesResponseTypeMetadata done = route.Metadata.OfType<IProducesResponseTypeMetadata>()
                .Last(produced => produced.StatusCode is 200 or 201 or 202);
            if (done.ContentTypes.Contains("text/csv"))
            {
                continue;
            }

            Type answer = done.Type!;
            object read = JsonSerializer.Deserialize(examples.Answer, answer, json)!;
            string[] members = [.. JsonSerializer.SerializeToElement(read, answer, json).EnumerateObject().Select(member => member.Name)];
            Assert.Equal(
                members.Order(StringComparer.Ordinal),
                JsonElement.Parse(examples.Answer).EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
            Assert.False(string.IsNullOrEmpty(method));
        }
    }

    [Fact]
    public async Task Health_names_its_parts()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        using HttpClient nobody = host.Client(null);

        JsonElement health = await nobody.GetAsync("/health", 200);

        Assert.Equal("Degraded", health.GetProperty("status").GetString());
        Assert.Equal("Healthy", health.GetProperty("parts").GetProperty("database").GetProperty("status").GetString());
        Assert.Equal("Degraded", health.GetProperty("parts").GetProperty("node").GetProperty("status").GetString());
        Assert.Equal("Degraded", health.GetProperty("parts").GetProperty("stages").GetProperty("status").GetString());
    }
}
