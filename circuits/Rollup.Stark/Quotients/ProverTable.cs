using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;
using Rollup.Stark.Parameters;

namespace Rollup.Stark.Quotients;

/// <summary>What the prover gathers about one table: its AIR, and its extended columns as they are committed.</summary>
internal sealed class ProverTable<P>(IAir air, AirStructure structure, int logHeight)
    where P : unmanaged, IPackedField<P>
{
    public IAir Air => air;

    public AirStructure Structure => structure;

    public int LogHeight => logHeight;

    /// <summary>Whether the proof holds it; an optional table may be left out.</summary>
    public bool IsPresent => logHeight != StarkParameters.AbsentLogHeight;

    public PackedMatrix<P>? Preprocessed { get; set; }

    /// <summary>Set by the first commitment, if present.</summary>
    public PackedMatrix<P> Main { get; set; } = null!;

    public PackedMatrix<P>? LogUp { get; set; }

    public Extension CumulativeSum { get; set; }

    /// <summary>Set by the quotient commitment, if present.</summary>
    public PackedMatrix<P> Quotient { get; set; } = null!;
}
