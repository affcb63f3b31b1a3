using Rollup.Guest;
using Rollup.Machine.Programs;
using Rollup.Recursion.Keys;
using Rollup.Recursion.Security;
using Rollup.Stark.Hashing;
using Rollup.Stark.Matrices;

namespace Rollup.Recursion.Tests.Keys;

public sealed class PinnedKeysTests
{
    [Fact]
    public void The_pinned_keys_are_those_of_machine_circuits_and_program()
    {
        ProofKeys keys = ProofKeys.Create(ProgramImage.FromElf(PinnedGuest.ReadElf()), Workers.All, fromScratch: true);
        CircuitPins.Of(keys).ToJson().ShouldBe(CircuitPins.Read().ToJson(), CircuitPins.RepinCommand);
        PinnedKeys program = PinnedGuest.ReadKeys();
        keys.ProgramKeyHex.ShouldBe(program.ProgramKey, CircuitPins.RepinCommand);
        CircuitPins.Hex<Poseidon2Suite>(keys.Inner.Allowed.Root).ShouldBe(program.AllowedKeys);
        CircuitPins.Hex<Poseidon2Suite>(keys.Machine.Stark.Verifying.Digest).ShouldBe(program.MachineKey);

        ProofKeys pinned = ProofKeys.Create(keys.Machine.Program, Workers.All);
        pinned.ProgramKey.ShouldBe(keys.ProgramKey);
        pinned.Final.Final.Verifying.Digest.ShouldBe(keys.Final.Final.Verifying.Digest);
    }

    [Fact]
    public void A_final_proof_over_five_hundred_proofs_has_a_hundred_bits()
    {
        ChainSoundness chain = ChainSoundness.Of(ProofKeys.Create(ProgramImage.FromElf(PinnedGuest.ReadElf()), Workers.All));
        chain.Bits.ShouldBe(101.3, 0.1);
        chain.Bits.ShouldBeGreaterThanOrEqualTo(100);
        chain.Layers.Sum(layer => layer.Proofs).ShouldBe(ChainSoundness.DefaultInnerProofs + 2);
        chain.Layers.Take(3).ShouldAllBe(layer => layer.Report.Bits >= 110);
        chain.Layers.Skip(3).ShouldAllBe(layer => layer.Report.Bits >= 102);
        chain.CollisionBits.Values.ShouldBe([124, 104]);

        // The weakest row of each layer, rounded down: what soundcalc (809896f, with the field KoalaBear^5 added) gives as the total of the exported files.
        chain.Layers.Select(layer => (layer.Name, (int)layer.Report.Rows.Min(row => row.Bits))).ShouldBe([("segments", 112), ("lifts", 113), ("folds", 113), ("shrink", 104), ("final", 102)]);
        foreach (LayerSoundness layer in chain.Layers)
        {
            string toml = layer.ToToml();
            toml.ShouldContain($"name = \"{layer.Name}\"");
            toml.ShouldContain($"num_queries = {layer.Plan.Parameters.Queries}");
            toml.ShouldContain($"hash_size_bits = {(layer.Name == "final" ? 208 : 248)}");
        }
    }
}
