using System.CommandLine;
using System.Net.Http.Headers;
using Rollup.Node.Chain;
using Rollup.Node.Configuration;

namespace Rollup.Node.Commands;

/// <summary><c>rollup health</c>: whether the node of these settings is ready, for supervisors that run a command; exit code 0 if it is.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("health", "Ask the node that runs with these settings whether it is ready") { SettingOptions.ConfigFile, SettingOptions.Set };
        command.SetAction((parsed, cancellationToken) => AskAsync(SettingOptions.Load(parsed), cancellationToken));
        return command;
    }

    private static async Task<int> AskAsync(NodeOptions options, CancellationToken cancellationToken)
    {
        // The operator's listener tells the reasons, too; where it is closed to this command, the clients' one tells how the node is.
        OperatorSettings? site = OperatorSettings.Read(options.Operator, []);
        bool isAdmitted = site is { IsOpen: true } or { Token.Length: > 0 };
        Uri url = new(AdvertisedUrl.At("127.0.0.1", isAdmitted ? site!.Url : options.Rpc.Url));
        using HttpClient http = new() { Timeout = Patience };
        if (isAdmitted && site!.Token.Length > 0)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", site.Token);
        try
        {
            using HttpResponseMessage response = await http.GetAsync(new Uri(url, "/ready"), cancellationToken);
            await Console.Out.WriteAsync(await response.Content.ReadAsStringAsync(cancellationToken));
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"{url}: {exception.Message}");
            return 1;
        }
    }
}
