using System.Globalization;
using Rollup.GuestCompiler;

namespace Rollup.Stark.Cli;

/// <summary>The commands and their exit status: 0 for a proof made or found valid and for a report, 1 for any other bytes, 2 for a wrong command line.</summary>
public static class CommandLine
{
    private const string Usage = """
        usage: prove keccak --count <n> [--seed <number>] --out <file>
               prove batch --witness <file> --out <folder> [--memory <GB>] [--profile]
               prove batch --witness <file> [--witness <file>]... --final --out <file> [--memory <GB>]
               prove final --run <folder> [--run <folder>]... --out <file>
               verify <file>
               verify batch <folder>
               verify final <file>
               soundness [--set <name>] [--toml]
               soundness --chain [--toml <folder>]
               guest build [--out <folder>] [--without <number of a custom instruction>,...]
               guest check
               keys [pin]
               machine shapes <witness file>...
               recursion --profile
               contract [--out <folder>]
        """;

    /// <summary>Permutations that fit the tallest table.</summary>
    private const int MaxCount = (1 << 20) / 24;

    public static int Run(string[] args, TextWriter output, TextWriter errors, CancellationToken cancellation = default)
    {
        try
        {
            if (args is ["verify", "batch", { Length: > 0 } runFolder])
                return VerifyBatchCommand.Run(runFolder, output);
            if (args is ["prove", "batch", .. string[] witnessOptions] && witnessOptions.Contains("--final"))
            {
                if (TryParse([.. witnessOptions.Where(option => option != "--final")], "--witness", out string[] files, out string finalTarget, out long memory))
                    return new ProveFinalCommand(output, errors, cancellation).FromWitnesses(files, finalTarget, memory);
            }
            else if (args is ["prove", "batch", .. string[] batchOptions] && TryParse(batchOptions, out string witness, out string proofFolder, out long proverBytes, out bool profile))
            {
                return ProveBatchCommand.Run(witness, proofFolder, proverBytes, profile, output, errors, cancellation);
            }

            if (args is ["verify", "final", { Length: > 0 } finalProof])
                return VerifyFinalCommand.Run(finalProof, output);
            if (args is ["verify", { Length: > 0 } file])
                return VerifyCommand.Run(file, output);
            if (args is ["soundness", "--chain", .. string[] export] && export is [] or ["--toml", { Length: > 0 }])
                return SoundnessCommand.Chain(export is [_, string tomlFolder] ? tomlFolder : null, output);
            if (args is ["soundness", .. string[] choice] && TryParse(choice, out string? set, out bool toml))
                return SoundnessCommand.Run(set, toml, output, errors);
            if (args is ["guest", "build", .. string[] guestOptions] && TryParse(guestOptions, out string? folder, out HashSet<int> disabled))
                return GuestCommand.Build(folder, disabled, output, errors);
            if (args is ["machine", "shapes", .. { Length: > 0 } witnesses])
                return ShapesCommand.Run(witnesses, output, errors);
            if (args is ["prove", "final", .. string[] finalOptions] && TryParse(finalOptions, "--run", out string[] runs, out string finalFile, out _))
                return new ProveFinalCommand(output, errors, cancellation).FromFolders(runs, finalFile);
            if (args is ["recursion", "--profile"])
                return RecursionCommand.Profile(output);
            if (args is ["keys"])
                return KeysCommand.Check(output);
            if (args is ["keys", "pin"])
                return KeysCommand.Pin(output, errors);
            if (args is ["contract", .. string[] contractOptions] && contractOptions is [] or ["--out", { Length: > 0 }])
                return ContractCommand.Run(contractOptions is [_, string contractFolder] ? contractFolder : null, output, errors);
            if (args is ["guest", "check"])
                return GuestCommand.Check(output);
            if (args is ["prove", "keccak", .. string[] options] && TryParse(options, out int count, out ulong seed, out string target))
                return ProveCommand.Run(count, seed, target, output);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or GuestCompilationException)
        {
            errors.WriteLine(e.Message);
            return 1;
        }

        catch (OperationCanceledException)
        {
            errors.WriteLine("cancelled");
            return 1;
        }

        errors.WriteLine(Usage);
        return 2;
    }

    private static bool TryParse(string[] options, out string witness, out string folder, out long proverBytes, out bool profile)
    {
        string[] rest = [.. options.Where(option => option != "--profile")];
        profile = rest.Length < options.Length;
        (witness, folder, proverBytes) = ("", "", BatchMachine.DefaultProverBytes);
        for (int i = 0; i < rest.Length; i += 2)
        {
            string value = i + 1 < rest.Length ? rest[i + 1] : "";
            int gigabytes = 0;
            bool parsed = rest[i] switch
            {
                "--witness" => (witness = value).Length > 0,
                "--out" => (folder = value).Length > 0,
                "--memory" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out gigabytes),
                _ => false,
            };
            if (!parsed)
                return false;
            if (rest[i] == "--memory")
                proverBytes = (long)gigabytes << 30;
        }

        return witness.Length > 0 && folder.Length > 0;
    }

    /// <summary>One or more inputs, each after <paramref name="input"/>, one file to write, and for witnesses the memory that a segment may take.</summary>
    private static bool TryParse(string[] options, string input, out string[] inputs, out string target, out long proverBytes)
    {
        List<string> paths = [];
        (target, proverBytes) = ("", BatchMachine.DefaultProverBytes);
        bool isValid = options.Length % 2 == 0;
        foreach (string[] pair in options.Chunk(2).Where(pair => pair.Length == 2))
        {
            if (pair[0] == input)
                paths.Add(pair[1]);
            else if (pair[0] == "--out")
                target = pair[1];
            else if (pair[0] == "--memory" && input == "--witness" && int.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out int gigabytes))
                proverBytes = (long)gigabytes << 30;
            else
                isValid = false;
        }

        inputs = [.. paths];
        return isValid && inputs.Length > 0 && target.Length > 0;
    }

    private static bool TryParse(string[] options, out string? set, out bool toml)
    {
        string[] rest = [.. options.Where(option => option != "--toml")];
        toml = rest.Length < options.Length;
        set = rest is ["--set", string name] ? name : null;
        return rest.Length == 0 || set is not null;
    }

    private static bool TryParse(string[] options, out string? folder, out HashSet<int> disabledInstructions)
    {
        folder = null;
        disabledInstructions = [];
        for (int i = 0; i < options.Length; i += 2)
        {
            if (i + 1 == options.Length || options[i] is not ("--out" or "--without"))
                return false;
            if (options[i] == "--out")
            {
                folder = options[i + 1];
                continue;
            }

            foreach (string number in options[i + 1].Split(','))
            {
                if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int instruction))
                    return false;
                _ = disabledInstructions.Add(instruction);
            }
        }

        return true;
    }

    private static bool TryParse(string[] options, out int count, out ulong seed, out string target)
    {
        (count, seed, target) = (0, 0, "");
        for (int i = 0; i < options.Length; i += 2)
        {
            string value = i + 1 < options.Length ? options[i + 1] : "";
            bool parsed = options[i] switch
            {
                "--count" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out count),
                "--seed" => ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out seed),
                "--out" => (target = value).Length > 0,
                _ => false,
            };
            if (!parsed)
                return false;
        }

        return count is > 0 and <= MaxCount && target.Length > 0;
    }
}
