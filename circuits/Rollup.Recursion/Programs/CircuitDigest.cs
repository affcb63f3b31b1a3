namespace Rollup.Recursion.Programs;

/// <summary>A digest of eight elements in a circuit that is being recorded: a word of its memory.</summary>
public readonly struct CircuitDigest
{
    private readonly int _word;
    private readonly CircuitRecorder? _recorder;

    internal CircuitDigest(CircuitRecorder recorder, int word)
    {
        _recorder = recorder;
        _word = word;
    }

    internal int Word => _recorder is not null ? _word : throw new InvalidOperationException("The digest belongs to no circuit.");

    internal bool BelongsTo(CircuitRecorder recorder) => ReferenceEquals(_recorder, recorder);
}
