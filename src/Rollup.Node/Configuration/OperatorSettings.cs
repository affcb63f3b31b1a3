using System.Net;
using Rollup.Node.Operator.Alarms;

namespace Rollup.Node.Configuration;

/// <summary>Where operators look, and who may: a listener of its own, apart from that of clients.</summary>
public sealed record OperatorOptions
{
    /// <summary>Where it listens: http:// with an address and a port; nothing for no listener. Beyond this machine it demands <see cref="Token"/> or <see cref="ProxyHeader"/>, and should have a proxy with TLS before it.</summary>
    public string Url { get; init; } = "http://127.0.0.1:9546";

    /// <summary>What operators and monitors show to be let in. A secret.</summary>
    public string? Token { get; init; }

    /// <summary>A file that holds the token instead.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The header in which a proxy that has signed the operator in names them, for instance X-Forwarded-User.</summary>
    public string? ProxyHeader { get; init; }

    /// <summary>The addresses, or networks like 10.0.0.0/8, of the proxies whose <see cref="ProxyHeader"/> counts, separated by commas.</summary>
    public string ProxyAddresses { get; init; } = "127.0.0.1,::1";

    /// <summary>Whether nothing can be changed there: no job retried or cancelled.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Minutes after which a sealed batch without a proof is worth an alarm.</summary>
    public int ProvingLagMinutes { get; init; } = 60;

    /// <summary>Ether on L1 below which an account of ours is worth an alarm.</summary>
    public decimal LowBalanceEther { get; init; } = 0.1m;

    /// <summary>From when on something is worth an alarm.</summary>
    internal AlarmThresholds ToThresholds() => new() { ProvingLag = TimeSpan.FromMinutes(ProvingLagMinutes), LowBalanceEther = LowBalanceEther };
}

/// <summary>The checked settings of the operator's listener.</summary>
/// <param name="Url">Where it listens.</param>
/// <param name="Token">What opens it; empty if nothing does. Never to be logged.</param>
/// <param name="ProxyHeader">The header that opens it; empty if none does.</param>
/// <param name="Proxies">From whom the header counts.</param>
/// <param name="IsReadOnly">Whether nothing can be changed.</param>
public sealed record OperatorSettings(string Url, string Token, string ProxyHeader, IReadOnlyList<IPNetwork> Proxies, bool IsReadOnly)
{
    /// <summary>Short secrets can be guessed: 20 characters of what a password generator makes have about 120 bits.</summary>
    private const int ShortestToken = 20;

    /// <summary>Whether everybody on this machine is let in, which only a listener that nobody else reaches may do.</summary>
    public bool IsOpen => Token.Length == 0 && ProxyHeader.Length == 0;

    /// <summary>The listening address only: a record's own text would hold the token.</summary>
    public override string ToString() => Url;

    /// <summary>Reads the options; null for no listener, or when something is wrong, which is then among <paramref name="problems"/>.</summary>
    internal static OperatorSettings? Read(OperatorOptions options, List<string> problems)
    {
        if (options.Url.Length == 0)
            return null;
        int before = problems.Count;
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out Uri? url) || url.Scheme != Uri.UriSchemeHttp || url.AbsolutePath != "/")
        {
            problems.Add($"Operator:Url must be an http:// address with a port, or nothing for no listener, not '{options.Url}'");
            return null;
        }

        string token = SecretFile.Resolve("Operator:Token", options.Token, options.TokenFile, problems);
        string header = options.ProxyHeader ?? "";
        if (token.Length is > 0 and < ShortestToken)
            problems.Add($"Operator:Token must have at least {ShortestToken} characters");
        if (header.Any(character => !char.IsAsciiLetterOrDigit(character) && character != '-'))
            problems.Add($"Operator:ProxyHeader must be the name of a header, not '{header}'");
        List<IPNetwork> proxies = [];
        foreach (string text in options.ProxyAddresses.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPAddress.TryParse(text, out IPAddress? address))
                proxies.Add(new IPNetwork(address, 8 * address.GetAddressBytes().Length));
            else if (IPNetwork.TryParse(text, out IPNetwork network))
                proxies.Add(network);
            else
                problems.Add($"Operator:ProxyAddresses: '{text}' is neither an address nor a network");
        }

        if (options.ProvingLagMinutes <= 0)
            problems.Add($"Operator:ProvingLagMinutes must be above 0, not {options.ProvingLagMinutes}");
        if (options.LowBalanceEther < 0)
            problems.Add($"Operator:LowBalanceEther must be 0 or above, not {options.LowBalanceEther}");
        OperatorSettings settings = new(options.Url, token, header, proxies, options.ReadOnly);
        if (settings.IsOpen && !url.IsLoopback)
            problems.Add($"Operator:Url {options.Url} can be reached from elsewhere: give Operator:Token (or TokenFile) or Operator:ProxyHeader");
        return problems.Count == before ? settings : null;
    }
}
