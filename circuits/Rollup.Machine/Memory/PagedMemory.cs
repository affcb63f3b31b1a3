using System.Runtime.CompilerServices;

namespace Rollup.Machine.Memory;

/// <summary>
/// The machine's 2^32 bytes, of which only touched pages exist. Beside its bytes a page holds a mark per block, which says in which segment the block was last touched, and a time per word.
/// </summary>
public sealed unsafe class PagedMemory
{
    internal const int LogPageBytes = 16;

    internal const int PageBytes = 1 << LogPageBytes;

    /// <summary>Where the marks begin in a page: a <see cref="uint"/> per block.</summary>
    internal const int Marks = PageBytes;

    /// <summary>Where the times begin in a page: a <see cref="uint"/> per word.</summary>
    internal const int Times = Marks + (PageBytes / MemoryMap.BlockBytes * sizeof(uint));

    private const int AllBytes = Times + (PageBytes / MemoryMap.WordBytes * sizeof(uint));

    private const int PageCount = 1 << (32 - LogPageBytes);

    private readonly long _maxPages;
    private readonly nint[] _pages = GC.AllocateArray<nint>(PageCount, pinned: true);

    // Keeps the pinned pages alive.
    private readonly List<byte[]> _arrays = [];

    /// <param name="maxBytes">The most memory that a program may touch, in bytes of its own.</param>
    public PagedMemory(long maxBytes) => _maxPages = maxBytes >> LogPageBytes;

    /// <summary>Pages that exist.</summary>
    public int PagesInUse => _arrays.Count;

    /// <summary>Indexed by address / 2^16; null for pages that do not exist yet.</summary>
    internal byte** Pages => (byte**)Unsafe.AsPointer(ref _pages[0]);

    /// <summary>The page of <paramref name="address"/>, made if need be; null if there are too many.</summary>
    internal byte* PageOf(uint address)
    {
        ref nint page = ref _pages[address >> LogPageBytes];
        if (page == 0 && PagesInUse < _maxPages)
        {
            byte[] array = GC.AllocateArray<byte>(AllBytes, pinned: true);
            _arrays.Add(array);
            page = (nint)Unsafe.AsPointer(ref array[0]);
        }

        return (byte*)page;
    }

    /// <summary>The word at <paramref name="index"/>·8.</summary>
    public ulong ReadWord(uint index)
    {
        byte* page = (byte*)_pages[index >> (LogPageBytes - 3)];
        return page == null ? 0 : ((ulong*)page)[index & ((PageBytes / MemoryMap.WordBytes) - 1)];
    }

    /// <summary>Copies bytes in, without marks or times.</summary>
    public void Write(uint address, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            byte* page = PageOf(address);
            if (page == null)
                throw new InvalidOperationException("The program's image and input exceed the memory limit.");
            int offset = (int)(address & (PageBytes - 1)), count = Math.Min(bytes.Length, PageBytes - offset);
            bytes[..count].CopyTo(new Span<byte>(page + offset, count));
            bytes = bytes[count..];
            address += (uint)count;
        }
    }

    /// <summary>Copies the eight words of a block.</summary>
    public void ReadBlock(uint block, Span<ulong> words)
    {
        byte* page = (byte*)_pages[block >> (LogPageBytes - 6)];
        if (page == null)
            words[..MemoryMap.BlockWords].Clear();
        else
            new ReadOnlySpan<ulong>(page + ((block & 1023) << 6), MemoryMap.BlockWords).CopyTo(words);
    }
}
