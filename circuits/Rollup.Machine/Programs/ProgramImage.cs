using System.Buffers.Binary;
using System.Text;
using Rollup.Machine.Isa;

namespace Rollup.Machine.Programs;

/// <summary>A program as the machine runs it: rows of code, the image in memory, and where it starts.</summary>
public sealed class ProgramImage
{
    /// <summary>log₂ of the rows of the program table, a constant of the machine: a longer program is refused.</summary>
    public const int LogCodeRows = 17;

    private const int ElfHeaderBytes = 64, ProgramHeaderBytes = 56, SectionHeaderBytes = 64, SymbolBytes = 24;

    private const uint LoadSegment = 1, ExecutableFlag = 1, SymbolTable = 2;

    private const int FunctionSymbol = 2;

    public ProgramImage(uint entry, uint codeStart, IReadOnlyList<DecodedInstruction> code, IReadOnlyList<ImageSegment> image, IReadOnlyList<Symbol> symbols)
    {
        if (code.Count is 0 or > 1 << LogCodeRows)
            throw new InvalidProgramImageException($"The program has {code.Count} instructions; the machine holds 1 to {1 << LogCodeRows}.");
        if ((entry & 3) != 0 || entry < codeStart || entry - codeStart >= 4u * (uint)code.Count)
            throw new InvalidProgramImageException($"The entry 0x{entry:x} is not in the code.");
        foreach (ImageSegment segment in image)
        {
            if (segment.Address < MemoryMap.ImageStart || segment.Address + (ulong)segment.Bytes.Length > MemoryMap.ImageEnd)
                throw new InvalidProgramImageException($"The segment at 0x{segment.Address:x} of {segment.Bytes.Length} bytes is outside the image's place in memory.");
        }

        Entry = entry;
        CodeStart = codeStart;
        Code = [.. code];
        Image = [.. image];
        Symbols = [.. symbols.OrderBy(symbol => symbol.Address)];
    }

    /// <summary>The address of the first instruction that is executed.</summary>
    public uint Entry { get; }

    /// <summary>The address of the first instruction in <see cref="Code"/>.</summary>
    public uint CodeStart { get; }

    public IReadOnlyList<DecodedInstruction> Code { get; }

    public IReadOnlyList<ImageSegment> Image { get; }

    /// <summary>By address.</summary>
    public IReadOnlyList<Symbol> Symbols { get; }

    /// <summary>The function that contains <paramref name="pc"/>, or null.</summary>
    public Symbol? FunctionAt(uint pc)
    {
        int low = 0, high = Symbols.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Symbols[middle].Address <= pc)
                low = middle + 1;
            else
                high = middle;
        }

        return low > 0 && pc - Symbols[low - 1].Address < Math.Max(4, Symbols[low - 1].Bytes) ? Symbols[low - 1] : null;
    }

    /// <summary>A program that consists of code alone, which starts with its first word: for tests.</summary>
    public static ProgramImage FromWords(uint codeStart, IReadOnlyList<uint> words)
    {
        byte[] bytes = new byte[4 * words.Count];
        for (int i = 0; i < words.Count; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), words[i]);
        return new(codeStart, codeStart, DecodeCode(codeStart, bytes), [new(codeStart, bytes)], []);
    }

    /// <summary>Reads a static little-endian RISC-V ELF64 file: its loadable segments, all of whose executable bytes are code, and its function symbols.</summary>
    /// <exception cref="InvalidProgramImageException">The file is no such file, or the machine cannot hold it.</exception>
    public static ProgramImage FromElf(ReadOnlyMemory<byte> file)
    {
        try
        {
            return ReadElf(file);
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            throw new InvalidProgramImageException($"The ELF file refers to bytes that it does not have: {e.Message}");
        }
    }

    private static ProgramImage ReadElf(ReadOnlyMemory<byte> file)
    {
        ReadOnlySpan<byte> bytes = file.Span;
        // ELF64, little-endian, executable, RISC-V.
        if (bytes.Length < ElfHeaderBytes || !bytes.StartsWith("\u007fELF\u0002\u0001"u8) || UInt16(bytes, 16) != 2 || UInt16(bytes, 18) != 243)
            throw new InvalidProgramImageException("The file is no static RISC-V ELF64 executable.");
        List<ImageSegment> image = [];
        uint? codeStart = null;
        List<DecodedInstruction> code = [];
        for (int i = 0; i < UInt16(bytes, 56); i++)
        {
            ReadOnlySpan<byte> header = bytes.Slice(checked((int)UInt64(bytes, 32)) + (i * ProgramHeaderBytes), ProgramHeaderBytes);
            if (UInt32(header, 0) != LoadSegment)
                continue;
            ReadOnlyMemory<byte> content = file.Slice(checked((int)UInt64(header, 8)), checked((int)UInt64(header, 32)));
            uint address = checked((uint)UInt64(header, 16));
            if (content.Length > 0)
                image.Add(new(address, content));
            if ((UInt32(header, 4) & ExecutableFlag) == 0)
                continue;
            if (codeStart is not null)
                throw new InvalidProgramImageException("The file has two executable segments.");
            if ((address & 3) != 0)
                throw new InvalidProgramImageException("The code does not begin at a multiple of four.");
            codeStart = address;
            code = DecodeCode(address, content.Span);
        }

        return new(checked((uint)UInt64(bytes, 24)), codeStart ?? 0, code, image, ReadSymbols(bytes));
    }

    private static List<DecodedInstruction> DecodeCode(uint address, ReadOnlySpan<byte> bytes)
    {
        List<DecodedInstruction> code = new(bytes.Length / 4);
        for (int i = 0; i + 4 <= bytes.Length; i += 4)
            code.Add(Isa.Decoder.Decode(address + (uint)i, UInt32(bytes, i)));
        return code;
    }

    private static List<Symbol> ReadSymbols(ReadOnlySpan<byte> bytes)
    {
        List<Symbol> symbols = [];
        int sections = checked((int)UInt64(bytes, 40));
        for (int i = 0; i < UInt16(bytes, 60); i++)
        {
            ReadOnlySpan<byte> header = bytes.Slice(sections + (i * SectionHeaderBytes), SectionHeaderBytes);
            if (UInt32(header, 4) != SymbolTable)
                continue;
            ReadOnlySpan<byte> table = Content(bytes, header);
            ReadOnlySpan<byte> names = Content(bytes, bytes.Slice(sections + checked((int)UInt32(header, 40) * SectionHeaderBytes), SectionHeaderBytes));
            for (; table.Length >= SymbolBytes; table = table[SymbolBytes..])
            {
                if ((table[4] & 15) != FunctionSymbol)
                    continue;
                ReadOnlySpan<byte> name = names[checked((int)UInt32(table, 0))..];
                symbols.Add(new(Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)]), checked((uint)UInt64(table, 8)), checked((uint)UInt64(table, 16))));
            }
        }

        return symbols;
    }

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> sectionHeader)
        => bytes.Slice(checked((int)UInt64(sectionHeader, 24)), checked((int)UInt64(sectionHeader, 32)));

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static ulong UInt64(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);
}
