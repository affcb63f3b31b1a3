using Rollup.Recursion.Keys;
using Rollup.Recursion.Programs;
using Rollup.Recursion.Verification;
using Rollup.Stark.Hashing;

namespace Rollup.Recursion.Circuits;

/// <summary><see cref="ProgramKey"/> in a circuit.</summary>
internal static class ProgramKeyCircuit
{
    /// <summary>P of an image, the entry's address divided by 4, the machine's key and the allowed keys.</summary>
    public static CircuitDigest Digest(CircuitRecorder recorder, CircuitDigest image, CircuitValue entry, ReadOnlySpan<CircuitValue> machineKey, ReadOnlySpan<CircuitValue> allowedKeys)
        => new RecordingContext(recorder).Hash(
            HashDomain.Program,
            [
                HashItem<CircuitBase, CircuitValue, CircuitDigest>.Of(image), HashItem<CircuitBase, CircuitValue, CircuitDigest>.Of(recorder.Pack(machineKey)),
                HashItem<CircuitBase, CircuitValue, CircuitDigest>.Of(recorder.Pack(allowedKeys)), HashItem<CircuitBase, CircuitValue, CircuitDigest>.Of(CircuitBase.FromBaseValue(entry)),
            ]);
}
