using Rollup.Kernel.Fields;
using Rollup.Recursion.Programs;
using Rollup.Recursion.Statements;

namespace Rollup.Recursion.Circuits;

/// <summary>The public values of the inner circuits: all have equally many, so that all have the same AIRs. A shorter statement is followed by zeros.</summary>
public static class InnerStatement
{
    public const int Count = BatchStatement<KoalaBear>.Length;

    public static KoalaBear[] ToPublicValues(ExecutionStatement<KoalaBear> statement) => [.. statement.ToValues(), .. new KoalaBear[Count - ExecutionStatement<KoalaBear>.Length]];

    public static KoalaBear[] ToPublicValues(BatchStatement<KoalaBear> statement) => statement.ToValues();

    /// <summary>The public values of a child that states <paramref name="statement"/>.</summary>
    internal static CircuitValue[] ToPublicValues(ExecutionStatement<CircuitValue> statement) => [.. statement.ToValues(), .. new CircuitValue[Count - ExecutionStatement<CircuitValue>.Length]];

    /// <summary>A circuit's own statement about an execution.</summary>
    internal static ExecutionStatement<CircuitValue> OwnExecution(CircuitRecorder recorder)
    {
        for (int i = ExecutionStatement<CircuitValue>.Length; i < Count; i++)
            recorder.AssertZero(recorder.PublicValue(i));
        return ExecutionStatement<CircuitValue>.Read(recorder.PublicValues);
    }

    /// <summary>A circuit's own statement about batches.</summary>
    internal static BatchStatement<CircuitValue> OwnBatches(CircuitRecorder recorder) => BatchStatement<CircuitValue>.Read(recorder.PublicValues);
}
