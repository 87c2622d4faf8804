using System.Globalization;

namespace RetoRewards.Api;

/// <summary>Lets a route match an id only: 36 characters, not all zero. Anything else is an unknown address.</summary>
internal sealed class IdConstraint : IRouteConstraint
{
    public const string Name = "id";

    public bool Match(
        HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        Guid.TryParseExact(Convert.ToString(values[routeKey], CultureInfo.InvariantCulture), "D", out Guid id) && id != Guid.Empty;
}
