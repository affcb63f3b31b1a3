using Rollup.Machine;
using Rollup.Machine.Programs;
using Rollup.Machine.Proving;
using Rollup.Machine.Segments;
using Rollup.Machine.Tables;
using Rollup.Stark.Hashing;
using Rollup.Stark.Matrices;

namespace Rollup.Recursion.Keys;

/// <summary>The keys of all layers over one program. Made once per process; they may be used by several threads.</summary>
public sealed class ProofKeys
{
    public ProofKeys(MachineKey machine, InnerCircuits inner, FinalCircuits final)
    {
        Machine = machine;
        Inner = inner;
        Final = final;
        ProgramKey = Keys.ProgramKey.Digest(machine.ImageRoot, machine.Program.Entry, machine.Stark.Verifying.Digest, inner.Allowed.Root);
    }

    public MachineKey Machine { get; }

    public InnerCircuits Inner { get; }

    public FinalCircuits Final { get; }

    /// <summary>P.</summary>
    public Digest ProgramKey { get; }

    /// <summary>P as contracts have it, 32 bytes in lower-case hexadecimal digits.</summary>
    public string ProgramKeyHex => CircuitPins.Hex<Poseidon2Suite>(ProgramKey);

    /// <summary>
    /// The keys of a program on the machine with the pinned shapes, with <see cref="ProofParameters"/>. <paramref name="fromScratch"/> computes what is pinned.
    /// </summary>
    public static ProofKeys Create(ProgramImage program, Workers workers, bool fromScratch = false)
    {
        MachineKey machine = MachineKey.Create(program, ShapeTable.Pinned(MachineTables.Of(program)), ProofParameters.Segment, workers);
        InnerCircuits inner = InnerCircuits.Create(machine.Stark.Verifying, ProofParameters.Inner, fromScratch ? null : CircuitPins.Read());
        return new(machine, inner, FinalCircuits.Create(inner.Layouts, ProofParameters.Shrink, ProofParameters.Final, inner.Pins));
    }
}
