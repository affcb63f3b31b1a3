using System.Text.Json;

namespace Rollup.StateTests.Differential;

/// <summary>Blocks of transactions of a few accounts, on a state that has some contracts and that each block leaves to the next.</summary>
/// <param name="Name">Where the sequence comes from.</param>
/// <param name="Codes">The contracts' codes, in which <see cref="DifferentialCase.Placeholder"/> stands for a contract's address.</param>
/// <param name="Blocks">The transactions of each block.</param>
public sealed record CallSequence(string Name, IReadOnlyList<byte[]> Codes, IReadOnlyList<IReadOnlyList<SequenceCall>> Blocks)
{
    /// <summary>The sequence as a file of the corpus.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>A file of the corpus.</summary>
    public static CallSequence Parse(string json) => JsonSerializer.Deserialize<CallSequence>(json) ?? throw new InvalidDataException("no sequence");
}
