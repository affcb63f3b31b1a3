using Rollup.Kernel.Poseidon2;

namespace Rollup.Recursion.Programs;

/// <summary>A sponge of width 24 that is being recorded, block by block.</summary>
public sealed class CircuitSponge
{
    /// <summary>Extension elements in a block.</summary>
    public const int ItemsPerBlock = 3;

    /// <summary>Elements in a block.</summary>
    public const int BlockLength = Poseidon2Hash.SpongeRate;

    private readonly CircuitRecorder _recorder;
    private readonly int _index;

    internal CircuitSponge(CircuitRecorder recorder, int index)
    {
        _recorder = recorder;
        _index = index;
    }

    /// <summary>
    /// Absorbs sixteen base elements of the input, which are no words of memory, or zeros, which a prover may choose too; and adds them to the sum at <paramref name="point"/>:
    /// S ← (…((S·b + f₀)·b + f₁)…)·b + f₁₅.
    /// </summary>
    public void AbsorbRow(ReadOnlySpan<CircuitCell> cells, CircuitValue point)
    {
        if (cells.Length != BlockLength)
            throw new ArgumentException($"A block of a row holds {BlockLength} cells.", nameof(cells));
        int[] inputs = new int[BlockLength];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = cells[i].Input;
        _recorder.AddBlock(_index, new(BlockKind.Row) { Inputs = inputs, Point = _recorder.WordOf(point) });
    }

    /// <summary>Absorbs at most three extension elements, zeros in place of missing ones, and adds them to the sum at <paramref name="point"/>, which is zero for sums that nobody reads: S ← ((S·b + E₀)·b + E₁)·b + E₂.</summary>
    public void AbsorbExtensions(ReadOnlySpan<CircuitValue> values, CircuitValue point) => Absorb(BlockKind.Extensions, values, point);

    /// <summary>As <see cref="AbsorbExtensions"/>, and the values are proven to lie in the base field.</summary>
    public void AbsorbBaseElements(ReadOnlySpan<CircuitValue> values) => Absorb(BlockKind.BaseElements, values, default);

    /// <summary>Absorbs two digests.</summary>
    public void AbsorbDigests(CircuitDigest first, CircuitDigest second)
        => _recorder.AddBlock(_index, new(BlockKind.Digests) { FirstDigest = _recorder.WordOf(first), SecondDigest = _recorder.WordOf(second) });

    /// <summary>The first eight elements of the state after the blocks absorbed so far.</summary>
    public CircuitDigest Digest()
    {
        CircuitDigest digest = _recorder.NewDigest();
        SpongeBlock last = _recorder.LastBlock(_index);
        if (last.Output != Words.None)
            throw new InvalidOperationException("The digest has been taken already.");
        last.Output = digest.Word;
        return digest;
    }

    /// <summary>The sum over the blocks absorbed so far.</summary>
    public CircuitValue Sum()
    {
        SpongeBlock last = _recorder.LastBlock(_index);
        if (last.Sum != Words.None)
            throw new InvalidOperationException("The sum has been taken already.");
        last.Sum = _recorder.NewWord();
        return new(_recorder, last.Sum);
    }

    private void Absorb(BlockKind kind, ReadOnlySpan<CircuitValue> values, CircuitValue point)
    {
        if (values.Length is 0 or > ItemsPerBlock)
            throw new ArgumentException($"A block holds one to {ItemsPerBlock} values.", nameof(values));
        SpongeBlock block = new(kind) { Point = _recorder.WordOf(point) };
        for (int i = 0; i < ItemsPerBlock; i++)
            block.Items[i] = _recorder.WordOf(i < values.Length ? values[i] : default);
        _recorder.AddBlock(_index, block);
    }
}
