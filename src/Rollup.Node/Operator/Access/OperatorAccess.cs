using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Rollup.Node.Configuration;

namespace Rollup.Node.Operator.Access;

/// <summary>
/// Who may see the operator's pages: whoever shows the token, in a header or in the cookie that it was once exchanged for; whom a trusted proxy names; and, where neither is configured, whoever is on this machine.
/// </summary>
internal sealed class OperatorAccess(OperatorSettings settings, TimeProvider time)
{
    /// <summary>The cookie of a browser that has shown the token.</summary>
    public const string CookieName = "rollup-operator";

    private const string BearerPrefix = "Bearer ";
    private static readonly TimeSpan CookieLifetime = TimeSpan.FromHours(12);

    private readonly byte[] _tokenHash = SHA256.HashData(Encoding.UTF8.GetBytes(settings.Token));

    /// <summary>Another token ends all cookies.</summary>
    private readonly byte[] _cookieKey = HMACSHA256.HashData(Encoding.UTF8.GetBytes(settings.Token), "cookies of the operator's listener"u8);

    /// <summary>Whether a token opens this listener.</summary>
    public bool HasToken => settings.Token.Length > 0;

    /// <summary>Whether this request is let in.</summary>
    public bool Admits(HttpContext context)
    {
        if (settings.IsOpen)
            return IsAddressedToThisMachine(context.Request.Host);
        return (settings.ProxyHeader.Length > 0 && IsNamedByProxy(context))
            || (HasToken && (ShowsToken(context.Request) || HoldsCookie(context.Request)));
    }

    /// <summary>Whether this is the token. Hashes are compared, in a time that does not depend on where they differ, so that not even the token's length can be measured.</summary>
    public bool IsToken(string text) => HasToken && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(text)), _tokenHash);

    /// <summary>Gives the browser its cookie.</summary>
    public void SignIn(HttpContext context)
    {
        byte[] ticket = new byte[sizeof(long) + HMACSHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(ticket, (time.GetUtcNow() + CookieLifetime).ToUnixTimeSeconds());
        _ = HMACSHA256.HashData(_cookieKey, ticket.AsSpan(0, sizeof(long)), ticket.AsSpan(sizeof(long)));
        context.Response.Cookies.Append(
            CookieName,
            Convert.ToHexString(ticket),
            new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, MaxAge = CookieLifetime, Path = "/" });
    }

    /// <summary>Takes it away.</summary>
    public static void SignOut(HttpContext context) => context.Response.Cookies.Delete(CookieName);

    /// <summary>
    /// A page elsewhere could lead a browser here under a name of its own that resolves to this machine (DNS rebinding), and would then be of the same origin: only this machine's own names are answered.
    /// </summary>
    private static bool IsAddressedToThisMachine(HostString host) =>
        host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private bool IsNamedByProxy(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } remote || string.IsNullOrWhiteSpace(context.Request.Headers[settings.ProxyHeader]))
            return false;
        IPAddress address = remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote;
        return settings.Proxies.Any(proxy => proxy.Contains(address));
    }

    private bool ShowsToken(HttpRequest request)
    {
        string header = request.Headers.Authorization.ToString();
        return header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase) && IsToken(header[BearerPrefix.Length..].Trim());
    }

    private bool HoldsCookie(HttpRequest request)
    {
        byte[] ticket = new byte[sizeof(long) + HMACSHA256.HashSizeInBytes];
        if (request.Cookies[CookieName] is not { } text
            || Convert.FromHexString(text, ticket, out int consumed, out int written) != System.Buffers.OperationStatus.Done || written != ticket.Length || consumed != text.Length)
            return false;
        byte[] expected = HMACSHA256.HashData(_cookieKey, ticket.AsSpan(0, sizeof(long)));
        return CryptographicOperations.FixedTimeEquals(expected, ticket.AsSpan(sizeof(long)))
            && BinaryPrimitives.ReadInt64BigEndian(ticket) > time.GetUtcNow().ToUnixTimeSeconds();
    }
}
