namespace Rollup.Machine;

/// <summary>Where things are in the machine's memory of 2^32 bytes, and how words and blocks of it are numbered. Addresses are bytes; everything but image and input starts as zero.</summary>
public static class MemoryMap
{
    /// <summary>Bytes of a word, the unit of the memory bus.</summary>
    public const int WordBytes = 8;

    /// <summary>Words of a block, the unit of the memory tree.</summary>
    public const int BlockWords = 8;

    /// <summary>64.</summary>
    public const int BlockBytes = WordBytes * BlockWords;

    /// <summary>Where the image may begin. The null page before it stays empty.</summary>
    public const uint ImageStart = 0x0001_0000;

    /// <summary>The image lies below. [0, ImageEnd) is one subtree.</summary>
    public const uint ImageEnd = 0x0100_0000;

    /// <summary>Two blocks: fixed word, L1 chain id, rollup in 24 bytes, parent batch hash, batch hash, zero rest.</summary>
    public const uint Output = 0x0100_0000;

    public const int OutputBytes = 2 * BlockBytes;

    /// <summary>ASCII "ROLLUP01", little-endian: what the guest writes last, at <see cref="Output"/>.</summary>
    public const ulong OutputFixedWord = 0x3130_5055_4c4c_4f52;

    public const uint StackStart = 0x0180_0000;

    /// <summary>sp at the start.</summary>
    public const uint StackEnd = 0x0200_0000;

    /// <summary>Free input: witness length in bytes, number of hint words, witness padded to words, hint words. One subtree.</summary>
    public const uint Input = 0x1000_0000;

    public const uint InputEnd = 0x2000_0000;

    public const uint Arena = 0x2000_0000;

    public const uint ArenaEnd = 0x4000_0000;

    public const uint EvmBuffer = 0x4000_0000;

    public const uint EvmBufferEnd = 0x8000_0000;

    /// <summary>Where a run that succeeds jumps to. It has no row in the program table, and is not 0, lest a null call halt.</summary>
    public const uint HaltPc = 0x7fff_f000;

    /// <summary>
    /// Registers are the words from here on: x0 to x31, and the one that takes what is written to x0. Far from the end of memory, word 2^29: a displacement can carry an access up to 2^11 bytes beyond
    /// that end, to words that nothing else uses, and never to a register, so that chips need not prove that it does not.
    /// </summary>
    public const uint RegisterWords = 3u << 28;

    /// <summary>x0 … x31 and the sink of x0.</summary>
    public const int Registers = 33;

    /// <summary>log₂ of the blocks: 2^26 of memory, and as many again, which hold the registers.</summary>
    public const int TreeHeight = 27;

    /// <summary>The block of register 0.</summary>
    public const uint RegisterBlocks = RegisterWords / BlockWords;

    /// <summary>Blocks that hold registers: 5.</summary>
    public const int RegisterBlockCount = (Registers + BlockWords - 1) / BlockWords;
}
