using Rollup.Kernel.Evm.Environment;

namespace Rollup.Kernel.Evm.Journaling;

/// <summary>
/// A growing list in an arena. Growth moves the items: a pointer to one is valid only until the next <see cref="TryAdd"/>.
/// </summary>
internal unsafe struct ArenaList<T>
    where T : unmanaged
{
    public T* Items;
    public int Count;
    private int _capacity;

    /// <summary>Adds room for one item, of unspecified content, at index Count − 1; false when the arena is exhausted.</summary>
    public bool TryAdd(ref Arena arena)
    {
        if (Count == _capacity && !TryGrow(ref arena))
            return false;
        Count++;
        return true;
    }

    private bool TryGrow(ref Arena arena)
    {
        int capacity = _capacity == 0 ? 16 : _capacity * 2;
        byte* block = arena.Allocate((nuint)capacity * (nuint)sizeof(T));
        if (block == null)
            return false;
        new Span<byte>(Items, Count * sizeof(T)).CopyTo(new Span<byte>(block, Count * sizeof(T)));
        Items = (T*)block;
        _capacity = capacity;
        return true;
    }
}
