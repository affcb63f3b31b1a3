using System.Globalization;
using System.Text.Json;
using Rollup.Kernel.Evm.Precompiles;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Host;

namespace Rollup.Kernel.Tests.Evm.Precompiles;

/// <summary>The precompiles against the vectors of their EIPs.</summary>
public class PrecompileVectorTests
{
    [Theory]
    [InlineData("add_G1_bls", PrecompileId.Bls12G1Add)]
    [InlineData("mul_G1_bls", PrecompileId.Bls12G1Msm)]
    [InlineData("msm_G1_bls", PrecompileId.Bls12G1Msm)]
    [InlineData("add_G2_bls", PrecompileId.Bls12G2Add)]
    [InlineData("mul_G2_bls", PrecompileId.Bls12G2Msm)]
    [InlineData("pairing_check_bls", PrecompileId.Bls12PairingCheck)]
    [InlineData("map_fp_to_G1_bls", PrecompileId.Bls12MapFpToG1)]
    [InlineData("map_fp2_to_G2_bls", PrecompileId.Bls12MapFp2ToG2)]
    public void Bls12_gives_the_output_for_the_gas(string file, PrecompileId id)
    {
        foreach (JsonElement vector in Vectors($"eip-2537/{file}"))
        {
            string name = vector.GetProperty("Name").GetString()!;
            long price = Gas(vector.GetProperty("Gas"));
            Run(id, Input(vector), price, out long left).ShouldBe(TestVectors.Bytes(vector.GetProperty("Expected").GetString()!), name);
            left.ShouldBe(0, name);
            Outcome(id, Input(vector), price - 1).ShouldBe(PrecompileOutcome.OutOfGas, name);
        }
    }

    [Theory]
    [InlineData("fail-add_G1_bls", PrecompileId.Bls12G1Add)]
    [InlineData("fail-mul_G1_bls", PrecompileId.Bls12G1Msm)]
    [InlineData("fail-msm_G1_bls", PrecompileId.Bls12G1Msm)]
    [InlineData("fail-add_G2_bls", PrecompileId.Bls12G2Add)]
    [InlineData("fail-mul_G2_bls", PrecompileId.Bls12G2Msm)]
    [InlineData("fail-msm_G2_bls", PrecompileId.Bls12G2Msm)]
    [InlineData("fail-pairing_check_bls", PrecompileId.Bls12PairingCheck)]
    [InlineData("fail-map_fp_to_G1_bls", PrecompileId.Bls12MapFpToG1)]
    [InlineData("fail-map_fp2_to_G2_bls", PrecompileId.Bls12MapFp2ToG2)]
    public void Bls12_fails_on_invalid_input(string file, PrecompileId id)
    {
        foreach (JsonElement vector in Vectors($"eip-2537/{file}"))
            Outcome(id, Input(vector), 10_000_000).ShouldBe(PrecompileOutcome.Failure, vector.GetProperty("Name").GetString()!);
    }

    [Fact]
    public void P256_recognises_signatures()
    {
        foreach (JsonElement vector in Vectors("eip-7951/p256_verify"))
        {
            string name = vector.GetProperty("Name").GetString()!;
            Run(PrecompileId.P256Verify, Input(vector), 6900, out long left).ShouldBe(TestVectors.Bytes(vector.GetProperty("Expected").GetString()!), name);
            left.ShouldBe(0, name);
        }
    }

    [Fact]
    public void P256_gives_nothing_for_input_of_another_length()
    {
        JsonElement vector = Vectors("eip-7951/p256_verify").First(vector => vector.GetProperty("Expected").GetString()!.Length > 0);
        Run(PrecompileId.P256Verify, Input(vector)[..159], 6900, out _).ShouldBeEmpty();
        Run(PrecompileId.P256Verify, [.. Input(vector), 0], 6900, out _).ShouldBeEmpty();
        Run(PrecompileId.P256Verify, [], 6900, out _).ShouldBeEmpty();
    }

    private static byte[] Run(PrecompileId id, byte[] input, long gas, out long left)
    {
        var host = default(SoftwareHost);
        var output = new byte[1 << 14];
        left = gas;
        Precompile.Run<Osaka, SoftwareHost>(ref host, id, input, ref left, output, out int length).ShouldBe(PrecompileOutcome.Success);
        return output[..length];
    }

    private static PrecompileOutcome Outcome(PrecompileId id, byte[] input, long gas)
    {
        var host = default(SoftwareHost);
        return Precompile.Run<Osaka, SoftwareHost>(ref host, id, input, ref gas, new byte[1 << 14], out _);
    }

    private static byte[] Input(JsonElement vector) => TestVectors.Bytes(vector.GetProperty("Input").GetString()!);

    private static long Gas(JsonElement gas) =>
        gas.ValueKind == JsonValueKind.Number ? gas.GetInt64() : long.Parse(gas.GetString()!, CultureInfo.InvariantCulture);

    private static IEnumerable<JsonElement> Vectors(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(TestVectors.Folder, "eips", $"{file}.json")));
        foreach (JsonElement vector in document.RootElement.EnumerateArray())
            yield return vector.Clone();
    }
}
