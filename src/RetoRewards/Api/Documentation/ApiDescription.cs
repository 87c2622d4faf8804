using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using RetoRewards.Api.Idempotency;

namespace RetoRewards.Api.Documentation;

/// <summary>The OpenAPI document: the framework's, with examples, headers, the key and the shape of problems.</summary>
internal static class ApiDescription
{
    public const string DocumentName = "v1";

    private const string KeyScheme = "apiKey";
    private const string Json = "application/json";
    private const string ProblemJson = "application/problem+json";

    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi(DocumentName, options =>
    {
        options.AddDocumentTransformer(static (document, _, _) => Describe(document));
        options.AddOperationTransformer(static (operation, context, _) => Describe(operation, context));
    });

    private static Task Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "RetoRewards",
            Version = "v1",
            Description = "Turns sales into rewards in RETO. Amounts are decimal strings, instants are RFC 3339, ids are UUIDs. "
                + "Every refusal is a problem (RFC 9457) with a stable code.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[KeyScheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "An API key: reto_ and 43 characters.",
        };
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] },
        ];
        return Task.CompletedTask;
    }

    private static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        IList<object> metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (context.Description.HttpMethod == HttpMethods.Post && !metadata.OfType<KeepsNoAnswer>().Any())
        {
            AddHeader(operation, IdempotentRequest.Header, isRequired: false, "1 to 255 characters: the same again gets the first answer.");
        }

        if (operation.Responses?.ContainsKey(StatusCodes.Status428PreconditionRequired.ToString(CultureInfo.InvariantCulture)) == true)
        {
            AddHeader(operation, "If-Match", isRequired: true, "The ETag of what was read.");
        }

        RouteExamples? examples = metadata.OfType<RouteExamples>().FirstOrDefault();
        AddExamples(operation, examples);
        return Task.CompletedTask;
    }

    private static void AddHeader(OpenApiOperation operation, string name, bool isRequired, string description)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Required = isRequired,
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
    }

    private static void AddExamples(OpenApiOperation operation, RouteExamples? examples)
    {
        if (examples?.Request is { } request
            && operation.RequestBody?.Content is { } body && body.TryGetValue(Json, out OpenApiMediaType? requestType))
        {
            requestType.Example = JsonNode.Parse(request);
        }

        foreach ((string status, IOpenApiResponse response) in operation.Responses ?? [])
        {
            if (response.Content is not { } content)
            {
                continue;
            }

            if (status.StartsWith('2') && examples is not null && content.TryGetValue(Json, out OpenApiMediaType? answer))
            {
                answer.Example = JsonNode.Parse(examples.Answer);
            }
            else if (content.TryGetValue(ProblemJson, out OpenApiMediaType? problem))
            {
                problem.Example = ProblemExample(status);
            }
        }
    }

    private static JsonObject ProblemExample(string status) => new()
    {
        ["title"] = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(int.Parse(status, CultureInfo.InvariantCulture)),
        ["status"] = int.Parse(status, CultureInfo.InvariantCulture),
        ["detail"] = "A sentence for a person.",
        ["code"] = "a_stable_code",
    };
}
