namespace Rollup.Recursion.Witnesses;

/// <summary>Why a run stopped: step <paramref name="Step"/>, recorded in the part <paramref name="Part"/> of the circuit, cannot hold on this input.</summary>
public sealed record CircuitViolation(int Step, string Part, string What)
{
    public override string ToString() => $"{Part}, step {Step}: {What}";
}
