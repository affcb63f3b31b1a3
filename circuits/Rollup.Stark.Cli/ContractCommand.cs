using Rollup.Recursion.Keys;
using Rollup.Recursion.Solidity;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.Cli;

/// <summary><c>contract</c>: writes the contract that verifies final proofs, and what its tests know of a proof's layout, into a folder with the tree of src/contracts.</summary>
internal static class ContractCommand
{
    private const string Project = "src/contracts";

    public static int Run(string? folder, TextWriter output, TextWriter errors)
    {
        folder ??= SourceTree.Find() is { } root ? Path.Combine(root, Project) : null;
        if (folder is null)
        {
            errors.WriteLine("not inside the source tree: give a folder with --out");
            return 1;
        }

        (string contract, string layout) = FinalVerifierContract.Generate(ProofKeys.Create(BatchMachine.Program, Workers.All).Final.Final.Verifying);
        Write("src/FinalVerifier.sol", contract);
        Write("test/FinalProofLayout.sol", layout);
        return 0;

        void Write(string name, string source)
        {
            string file = Path.Combine(folder, name);
            _ = Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, source);
            output.WriteLine(file);
        }
    }
}
