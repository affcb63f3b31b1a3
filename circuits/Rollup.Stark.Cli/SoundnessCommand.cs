using System.Globalization;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Security;
using Rollup.Stark.Hashing;
using Rollup.Stark.Matrices;
using Rollup.Stark.Parameters;
using Rollup.Stark.Security;

namespace Rollup.Stark.Cli;

/// <summary><c>soundness</c>: what a pinned parameter set guarantees at the edge of its scope, by error source, or the input with which the public <c>soundcalc</c> tool computes the same.</summary>
internal static class SoundnessCommand
{
    /// <summary>What a final proof guarantees, layer by layer; with a folder, the input of <c>soundcalc</c> for each of them is written there.</summary>
    public static int Chain(string? tomlFolder, TextWriter output)
    {
        ChainSoundness chain = ChainSoundness.Of(ProofKeys.Create(BatchMachine.Program, Workers.All));
        output.Write(chain);
        if (tomlFolder is null)
            return 0;
        _ = Directory.CreateDirectory(tomlFolder);
        foreach (LayerSoundness layer in chain.Layers)
        {
            string file = Path.Combine(tomlFolder, $"{layer.Name}.toml");
            File.WriteAllText(file, layer.ToToml());
            output.WriteLine(file);
        }

        return 0;
    }

    /// <summary>A set's name, or null for that of <c>prove keccak</c>.</summary>
    public static int Run(string? name, bool toml, TextWriter output, TextWriter errors)
    {
        name ??= KeccakBatchFile.Parameters.Name;
        StarkParameters? parameters = ParameterSets.All.SingleOrDefault(p => p.Name == name);
        if (parameters is null)
        {
            errors.WriteLine($"no parameter set is called {name}; there are {string.Join(", ", ParameterSets.All.Select(p => p.Name))}");
            return 2;
        }

        // Only the final proof has Keccak trees alone; of the others Poseidon2 is the weaker hash.
        HashKind hash = parameters == ParameterSets.FinalProof ? HashKind.Keccak : HashKind.Poseidon2;
        IReadOnlyList<TableProfile> tables = ParameterSets.Scope(parameters);
        if (toml)
        {
            output.Write(SoundcalcExport.ToToml(parameters, hash, tables));
            return 0;
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{parameters.Name}: blow-up {1 << parameters.LogBlowup}, {parameters.Queries} queries, folding by up to {1 << parameters.LogFolding}, {hash} trees"));
        foreach (TableProfile table in tables)
            output.WriteLine($"  {table.Name}: 2^{table.LogHeight} rows, {table.Openings} openings, {table.Constraints} constraints of degree {table.MaxDegree}, {table.Interactions} messages of {table.MessageLength}");
        output.Write(SoundnessCalculator.Compute(parameters, hash, tables));
        return 0;
    }
}
