using Rollup.Storage;
using System.CommandLine;
using Rollup.Ethereum.JsonRpc;
using Rollup.Node.Configuration;
using Rollup.Proving.Work;
using Rollup.Sequencer.Chain;
using Rollup.Settlement.Reconstruction;
using Rollup.Storage.Migrations;

namespace Rollup.Node.Commands;

/// <summary>The options by which every command that needs settings gets them.</summary>
internal static class SettingOptions
{
    /// <summary>The settings file.</summary>
    public static readonly Option<string?> ConfigFile = new("--config", "-c") { Description = "JSON file with settings" };

    /// <summary>Single settings by path.</summary>
    public static readonly Option<string[]> Set = new("--set", "-s")
    {
        Description = "One setting by its path, for instance Rpc:Url=http://0.0.0.0:9545; may be repeated",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Loads the settings; <paramref name="shortcuts"/> are options that stand for one setting each.</summary>
    /// <exception cref="ConfigurationException">They cannot be read.</exception>
    public static NodeOptions Load(ParseResult parsed, params IEnumerable<(Option<string?> Option, string Path)> shortcuts)
    {
        List<KeyValuePair<string, string?>> overrides = [];
        foreach (string setting in parsed.GetValue(Set) ?? [])
        {
            int equals = setting.IndexOf('=');
            if (equals <= 0)
                throw new ConfigurationException($"--set {setting}: expected Path=value");
            overrides.Add(new(setting[..equals], setting[(equals + 1)..]));
        }

        foreach ((Option<string?> option, string path) in shortcuts)
        {
            if (parsed.GetValue(option) is { } value)
                overrides.Add(new(path, value));
        }

        return NodeConfiguration.Load(parsed.GetValue(ConfigFile), overrides);
    }

    /// <summary>
    /// Runs a command and turns what the operator can do something about into a message: exit code 2 for wrong settings, 1 for a database or an
    /// L1 that cannot be used.
    /// </summary>
    public static async Task<int> RunAsync(Func<Task> command)
    {
        try
        {
            await command();
            return 0;
        }
        catch (ConfigurationException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 2;
        }
        catch (Exception exception) when (DatabaseFailure.Is(exception) || exception is DatabaseUnavailableException or SchemaException or WrongChainException or L1Exception or ReconstructionException or RestorationException or RangeProofException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }
}
