using Rollup.Stark.Cli;
using Rollup.Stark.Parameters;
using RepositoryRoot = Rollup.Testing.RepositoryRoot;

namespace Rollup.Stark.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("rollup-stark-cli").FullName;
    private readonly StringWriter _output = new();

    private string ProofFile => Path.Combine(_directory, "p.bin");

    [Fact]
    public void A_proven_batch_verifies_and_any_other_bytes_do_not()
    {
        Run("prove", "keccak", "--count", "3", "--seed", "7", "--out", ProofFile).ShouldBe(0);
        Run("verify", ProofFile).ShouldBe(0);
        _output.ToString().ShouldContain("valid: 3 Keccak-f[1600] permutations");
        _output.ToString().ShouldContain("soundness: 10");

        byte[] valid = File.ReadAllBytes(ProofFile);
        foreach (int position in (ReadOnlySpan<int>)[0, 9, 12, 30, 44, 45, 60, 5000, valid.Length - 1])
        {
            byte[] bytes = [.. valid];
            bytes[position] ^= 1;
            File.WriteAllBytes(ProofFile, bytes);
            Run("verify", ProofFile).ShouldBe(1);
        }

        File.WriteAllBytes(ProofFile, []);
        Run("verify", ProofFile).ShouldBe(1);
        _output.ToString().ShouldContain("not valid: ");
    }

    /// <summary>The contract follows from the key of the final circuit, hence from everything below it but the program.</summary>
    [Fact]
    public void The_checked_in_contract_is_what_the_command_writes()
    {
        Run("contract", "--out", _directory).ShouldBe(0);
        foreach (string file in (ReadOnlySpan<string>)["src/FinalVerifier.sol", "test/FinalProofLayout.sol"])
        {
            File.ReadAllText(Path.Combine(_directory, file)).ShouldBe(
                File.ReadAllText(Path.Combine(RepositoryRoot.Path, "src/contracts", file)), "run `dotnet run -c Release --project circuits/Rollup.Stark.Cli -- contract`");
        }
    }

    [Fact]
    public void A_missing_file_is_not_valid() => Run("verify", ProofFile).ShouldBe(1);

    [Fact]
    public void The_soundness_of_every_parameter_set_is_reported_by_error_source()
    {
        foreach (StarkParameters parameters in ParameterSets.All)
        {
            _output.GetStringBuilder().Clear();
            Run("soundness", "--set", parameters.Name).ShouldBe(0);
            string report = _output.ToString();
            report.ShouldStartWith(parameters.Name + ": ");
            report.ShouldContain(parameters.TargetBits < 110 ? ": 10" : $": {parameters.TargetBits}.");
            foreach (string source in (ReadOnlySpan<string>)["LogUp", "composition", "out-of-domain point", "batching", "folding to 2^", "queries", "hash collisions"])
                report.ShouldContain($"\n  {source}");
        }
    }

    [Fact]
    public void Soundness_without_a_name_is_that_of_the_set_which_proves_keccak()
    {
        Run("soundness").ShouldBe(0);
        _output.ToString().ShouldStartWith("Provable100/2: ");
    }

    [Fact]
    public void Soundness_is_exported_for_soundcalc()
    {
        Run("soundness", "--set", "Provable120/8", "--toml").ShouldBe(0);
        _output.ToString().ShouldStartWith("[zkevm]\n");
        _output.ToString().ShouldContain("name = \"Provable120/8\"");
        _output.GetStringBuilder().Clear();
        Run("soundness", "--toml").ShouldBe(0);
        _output.ToString().ShouldContain("name = \"Provable100/2\"");
    }

    [Fact]
    public void An_unknown_parameter_set_is_refused_with_the_names_there_are()
    {
        Run("soundness", "--set", "Provable80").ShouldBe(2);
        _output.ToString().ShouldContain("Provable100/2, ");
    }

    [Fact]
    public void A_wrong_command_line_has_exit_status_two()
    {
        Run().ShouldBe(2);
        Run("verify", "").ShouldBe(2);
        Run("soundness", "--set").ShouldBe(2);
        Run("soundness", "--set", "FinalProof", "--json").ShouldBe(2);
        Run("prove", "keccak", "--count", "0", "--out", ProofFile).ShouldBe(2);
        Run("prove", "keccak", "--count", "-3", "--out", ProofFile).ShouldBe(2);
        Run("prove", "keccak", "--count", "5").ShouldBe(2);
        Run("prove", "keccak", "--count", "5", "--out").ShouldBe(2);
    }

    public void Dispose()
    {
        Directory.Delete(_directory, recursive: true);
        _output.Dispose();
    }

    private int Run(params string[] arguments) => CommandLine.Run(arguments, _output, _output);
}
