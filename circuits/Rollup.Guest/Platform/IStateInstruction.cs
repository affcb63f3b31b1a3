namespace Rollup.Guest.Platform;

/// <summary>An instruction that permutes a state in memory, in place.</summary>
internal unsafe interface IStateInstruction
{
    /// <summary>The size of the state in words of eight bytes.</summary>
    static abstract int Words { get; }

    /// <summary>Permutes the state at a multiple of eight.</summary>
    static abstract void Execute(ulong* state);

    /// <summary>Permutes <paramref name="count"/> states that follow each other, wherever they begin.</summary>
    static void ExecuteAll<TInstruction>(ulong* states, int count)
        where TInstruction : struct, IStateInstruction
    {
        for (int i = 0; i < count; i++, states += TInstruction.Words)
        {
            if (((ulong)states & (sizeof(ulong) - 1)) == 0)
                TInstruction.Execute(states);
            else
                ExecuteOnCopy<TInstruction>(states);
        }
    }

    private static void ExecuteOnCopy<TInstruction>(ulong* state)
        where TInstruction : struct, IStateInstruction
    {
        ulong* copy = stackalloc ulong[TInstruction.Words];
        var room = new Span<byte>(copy, TInstruction.Words * sizeof(ulong));
        var original = new Span<byte>(state, TInstruction.Words * sizeof(ulong));
        original.CopyTo(room);
        TInstruction.Execute(copy);
        room.CopyTo(original);
    }
}
