using System.Runtime.InteropServices;

namespace Rollup.Execution.Parallel;

/// <summary>A growing list in native memory that is emptied and filled again for every transaction. Used by one thread at a time.</summary>
internal sealed unsafe class NativeList<T> : IDisposable
    where T : unmanaged
{
    private T* _items = (T*)NativeMemory.Alloc(64, (nuint)sizeof(T));
    private int _capacity = 64;

    /// <summary>How many items there are.</summary>
    public int Count { get; private set; }

    /// <summary>The item at <paramref name="index"/>; valid until the next <see cref="Add"/>.</summary>
    public ref T this[int index] => ref _items[index];

    /// <summary>Adds an item of unspecified content; the reference is valid until the next call.</summary>
    public ref T Add()
    {
        if (Count == _capacity)
        {
            _capacity *= 2;
            _items = (T*)NativeMemory.Realloc(_items, (nuint)_capacity * (nuint)sizeof(T));
        }

        return ref _items[Count++];
    }

    /// <summary>Makes the list empty.</summary>
    public void Clear() => Count = 0;

    /// <summary>The items.</summary>
    public ReadOnlySpan<T> AsSpan() => new(_items, Count);

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_items);
        _items = null;
        _capacity = 0;
        Count = 0;
    }
}
