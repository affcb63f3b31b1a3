namespace Rollup.Recursion.Programs;

/// <summary>A digest of eight elements in a circuit that is being recorded: a word of its memory, or elements of the input that are no word (siblings in Merkle paths).</summary>
public readonly struct CircuitDigest
{
    private readonly int _word, _input;
    private readonly CircuitRecorder? _recorder;

    internal CircuitDigest(CircuitRecorder recorder, int word, int input = Words.None)
    {
        _recorder = recorder;
        _word = word;
        _input = input;
    }

    internal int Word => _recorder is not null && _word != Words.None ? _word : throw new InvalidOperationException("The digest is no word of a circuit.");

    /// <summary>Where the elements of a digest that is no word stand in the input.</summary>
    internal int Input => _recorder is not null && _input != Words.None ? _input : throw new InvalidOperationException("The digest is a word.");

    internal bool BelongsTo(CircuitRecorder recorder) => ReferenceEquals(_recorder, recorder);
}
