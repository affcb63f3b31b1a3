using System.CommandLine;
using Rollup.Node.Chain;

namespace Rollup.Node.Commands;

/// <summary><c>rollup health</c>: whether the node of these settings is ready, for supervisors that run a command; exit code 0 if it is.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("health", "Ask the node that runs with these settings whether it is ready") { SettingOptions.ConfigFile, SettingOptions.Set };
        command.SetAction((parsed, cancellationToken) => AskAsync(new Uri(AdvertisedUrl.At("127.0.0.1", SettingOptions.Load(parsed).Rpc.Url)), cancellationToken));
        return command;
    }

    private static async Task<int> AskAsync(Uri url, CancellationToken cancellationToken)
    {
        using HttpClient http = new() { Timeout = Patience };
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
