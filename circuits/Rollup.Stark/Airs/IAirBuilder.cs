using Rollup.Stark.Fields;

namespace Rollup.Stark.Airs;

/// <summary>What an AIR sees of a row, and where it puts its constraints. Names are for the debug checker; they are not part of a proof.</summary>
public interface IAirBuilder<T>
    where T : struct, IAlgebra<T>
{
    /// <summary>The main columns of the row.</summary>
    ReadOnlySpan<T> Local { get; }

    /// <summary>The main columns of the next row; of the first one, at the last row.</summary>
    ReadOnlySpan<T> Next { get; }

    /// <summary>The preprocessed columns of the row. There is no next row of these: whoever fixes them can add a column that is another's next row.</summary>
    ReadOnlySpan<T> Preprocessed { get; }

    T PublicValue(int index);

    /// <summary><paramref name="value"/> is zero in every row.</summary>
    void AssertZero(string name, T value);

    /// <summary><paramref name="value"/> is zero in the first row.</summary>
    void AssertZeroOnFirstRow(string name, T value);

    /// <summary><paramref name="value"/> is zero in the last row.</summary>
    void AssertZeroOnLastRow(string name, T value);

    /// <summary><paramref name="value"/> is zero in every row but the last.</summary>
    void AssertZeroOnTransition(string name, T value);

    /// <summary>
    /// Adds the message to <paramref name="bus"/> with the given multiplicity. The proof holds only if for every message what is sent equals what is
    /// received. <paramref name="maxMultiplicity"/> bounds the multiplicity in every row, which the AIR's constraints must enforce; <see cref="Bus.Unbounded"/>
    /// declares a count that the prover chooses freely. A message or multiplicity that reads the next row must have multiplicity 0 in the last one, which the AIR's constraints must enforce too: its next row
    /// is the first.
    /// </summary>
    void Send(Bus bus, scoped ReadOnlySpan<T> message, T multiplicity, uint maxMultiplicity);

    /// <summary>Takes the message from <paramref name="bus"/>; see <see cref="Send"/>.</summary>
    void Receive(Bus bus, scoped ReadOnlySpan<T> message, T multiplicity, uint maxMultiplicity);
}
