namespace Rollup.Kernel.Evm.Rules;

/// <summary>
/// What the interpreter checks and charges before it looks at an instruction: constant gas (bits 0–15), the fewest stack items it
/// needs (bits 16–31), and by how many the stack may exceed that so that it fits afterwards (bits 32–63). One subtraction then
/// checks both ends: <c>(uint)(depth − needed) ≤ slack</c>. Undefined instructions need more items than a stack can hold.
/// </summary>
internal static class InstructionTable
{
    /// <summary>The most items a stack holds (Yellow Paper, 9.1).</summary>
    public const int StackLimit = 1024;

    private const ulong Undefined = 0xffffUL << 16;

    private const ulong In0Out0 = 0UL << 16 | 1024UL << 32;
    private const ulong In0Out1 = 0UL << 16 | 1023UL << 32;
    private const ulong In1Out0 = 1UL << 16 | 1023UL << 32;
    private const ulong In1Out1 = 1UL << 16 | 1023UL << 32;
    private const ulong In1Out2 = 1UL << 16 | 1022UL << 32;
    private const ulong In2Out0 = 2UL << 16 | 1022UL << 32;
    private const ulong In2Out1 = 2UL << 16 | 1022UL << 32;
    private const ulong In2Out2 = 2UL << 16 | 1022UL << 32;
    private const ulong In2Out3 = 2UL << 16 | 1021UL << 32;
    private const ulong In3Out0 = 3UL << 16 | 1021UL << 32;
    private const ulong In3Out1 = 3UL << 16 | 1021UL << 32;
    private const ulong In3Out3 = 3UL << 16 | 1021UL << 32;
    private const ulong In3Out4 = 3UL << 16 | 1020UL << 32;
    private const ulong In4Out0 = 4UL << 16 | 1020UL << 32;
    private const ulong In4Out1 = 4UL << 16 | 1020UL << 32;
    private const ulong In4Out4 = 4UL << 16 | 1020UL << 32;
    private const ulong In4Out5 = 4UL << 16 | 1019UL << 32;
    private const ulong In5Out0 = 5UL << 16 | 1019UL << 32;
    private const ulong In5Out5 = 5UL << 16 | 1019UL << 32;
    private const ulong In5Out6 = 5UL << 16 | 1018UL << 32;
    private const ulong In6Out0 = 6UL << 16 | 1018UL << 32;
    private const ulong In6Out1 = 6UL << 16 | 1018UL << 32;
    private const ulong In6Out6 = 6UL << 16 | 1018UL << 32;
    private const ulong In6Out7 = 6UL << 16 | 1017UL << 32;
    private const ulong In7Out1 = 7UL << 16 | 1017UL << 32;
    private const ulong In7Out7 = 7UL << 16 | 1017UL << 32;
    private const ulong In7Out8 = 7UL << 16 | 1016UL << 32;
    private const ulong In8Out8 = 8UL << 16 | 1016UL << 32;
    private const ulong In8Out9 = 8UL << 16 | 1015UL << 32;
    private const ulong In9Out9 = 9UL << 16 | 1015UL << 32;
    private const ulong In9Out10 = 9UL << 16 | 1014UL << 32;
    private const ulong In10Out10 = 10UL << 16 | 1014UL << 32;
    private const ulong In10Out11 = 10UL << 16 | 1013UL << 32;
    private const ulong In11Out11 = 11UL << 16 | 1013UL << 32;
    private const ulong In11Out12 = 11UL << 16 | 1012UL << 32;
    private const ulong In12Out12 = 12UL << 16 | 1012UL << 32;
    private const ulong In12Out13 = 12UL << 16 | 1011UL << 32;
    private const ulong In13Out13 = 13UL << 16 | 1011UL << 32;
    private const ulong In13Out14 = 13UL << 16 | 1010UL << 32;
    private const ulong In14Out14 = 14UL << 16 | 1010UL << 32;
    private const ulong In14Out15 = 14UL << 16 | 1009UL << 32;
    private const ulong In15Out15 = 15UL << 16 | 1009UL << 32;
    private const ulong In15Out16 = 15UL << 16 | 1008UL << 32;
    private const ulong In16Out16 = 16UL << 16 | 1008UL << 32;
    private const ulong In16Out17 = 16UL << 16 | 1007UL << 32;
    private const ulong In17Out17 = 17UL << 16 | 1007UL << 32;

    /// <summary>The entries, by instruction byte. CLZ is defined here and refused by the interpreter before Osaka.</summary>
    public static ReadOnlySpan<ulong> Entries =>
    [
        // 0x00
        In0Out0, In2Out1 | 3, In2Out1 | 5, In2Out1 | 3,
        In2Out1 | 5, In2Out1 | 5, In2Out1 | 5, In2Out1 | 5,
        In3Out1 | 8, In3Out1 | 8, In2Out1 | 10, In2Out1 | 5,
        Undefined, Undefined, Undefined, Undefined,
        // 0x10
        In2Out1 | 3, In2Out1 | 3, In2Out1 | 3, In2Out1 | 3,
        In2Out1 | 3, In1Out1 | 3, In2Out1 | 3, In2Out1 | 3,
        In2Out1 | 3, In1Out1 | 3, In2Out1 | 3, In2Out1 | 3,
        In2Out1 | 3, In2Out1 | 3, In1Out1 | 5, Undefined,
        // 0x20
        In2Out1 | 30, Undefined, Undefined, Undefined,
        Undefined, Undefined, Undefined, Undefined,
        Undefined, Undefined, Undefined, Undefined,
        Undefined, Undefined, Undefined, Undefined,
        // 0x30
        In0Out1 | 2, In1Out1, In0Out1 | 2, In0Out1 | 2,
        In0Out1 | 2, In1Out1 | 3, In0Out1 | 2, In3Out0 | 3,
        In0Out1 | 2, In3Out0 | 3, In0Out1 | 2, In1Out1,
        In4Out0, In0Out1 | 2, In3Out0 | 3, In1Out1,
        // 0x40
        In1Out1 | 20, In0Out1 | 2, In0Out1 | 2, In0Out1 | 2,
        In0Out1 | 2, In0Out1 | 2, In0Out1 | 2, In0Out1 | 5,
        In0Out1 | 2, In1Out1 | 3, In0Out1 | 2, Undefined,
        Undefined, Undefined, Undefined, Undefined,
        // 0x50
        In1Out0 | 2, In1Out1 | 3, In2Out0 | 3, In2Out0 | 3,
        In1Out1, In2Out0, In1Out0 | 8, In2Out0 | 10,
        In0Out1 | 2, In0Out1 | 2, In0Out1 | 2, In0Out0 | 1,
        In1Out1 | 100, In2Out0 | 100, In3Out0 | 3, In0Out1 | 2,
        // 0x60
        In0Out1 | 3, In0Out1 | 3, In0Out1 | 3, In0Out1 | 3,
        In0Out1 | 3, In0Out1 | 3, In0Out1 | 3, In0Out1 | 3,
        In0Out1 | 3, In0Out1 | 3, In0Out1 | 3, In0Out1 | 3,
        In0Out1 | 3, In0Out1 | 3, In0Out1 | 3, In0Out1 | 3,
        // 0x70
        In0Out1 | 3, In0Out1 | 3, In0Out1 | 3, In0Out1 | 3,
        In0Out1 | 3, In0Out1 | 3, In0Out1 | 3, In0Out1 | 3,
        In0Out1 | 3, In0Out1 | 3, In0Out1 | 3, In0Out1 | 3,
        In0Out1 | 3, In0Out1 | 3, In0Out1 | 3, In0Out1 | 3,
        // 0x80
        In1Out2 | 3, In2Out3 | 3, In3Out4 | 3, In4Out5 | 3,
        In5Out6 | 3, In6Out7 | 3, In7Out8 | 3, In8Out9 | 3,
        In9Out10 | 3, In10Out11 | 3, In11Out12 | 3, In12Out13 | 3,
        In13Out14 | 3, In14Out15 | 3, In15Out16 | 3, In16Out17 | 3,
        // 0x90
        In2Out2 | 3, In3Out3 | 3, In4Out4 | 3, In5Out5 | 3,
        In6Out6 | 3, In7Out7 | 3, In8Out8 | 3, In9Out9 | 3,
        In10Out10 | 3, In11Out11 | 3, In12Out12 | 3, In13Out13 | 3,
        In14Out14 | 3, In15Out15 | 3, In16Out16 | 3, In17Out17 | 3,
        // 0xa0
        In2Out0 | 375, In3Out0 | 750, In4Out0 | 1125, In5Out0 | 1500,
        In6Out0 | 1875, Undefined, Undefined, Undefined,
        Undefined, Undefined, Undefined, Undefined,
        Undefined, Undefined, Undefined, Undefined,
        // 0xb0
        Undefined, Undefined, Undefined, Undefined,
        Undefined, Undefined, Undefined, Undefined,
        Undefined, Undefined, Undefined, Undefined,
        Undefined, Undefined, Undefined, Undefined,
        // 0xc0
        Undefined, Undefined, Undefined, Undefined,
        Undefined, Undefined, Undefined, Undefined,
        Undefined, Undefined, Undefined, Undefined,
        Undefined, Undefined, Undefined, Undefined,
        // 0xd0
        Undefined, Undefined, Undefined, Undefined,
        Undefined, Undefined, Undefined, Undefined,
        Undefined, Undefined, Undefined, Undefined,
        Undefined, Undefined, Undefined, Undefined,
        // 0xe0
        Undefined, Undefined, Undefined, Undefined,
        Undefined, Undefined, Undefined, Undefined,
        Undefined, Undefined, Undefined, Undefined,
        Undefined, Undefined, Undefined, Undefined,
        // 0xf0
        In3Out1 | 32000, In7Out1, In7Out1, In2Out0,
        In6Out1, In4Out1 | 32000, Undefined, Undefined,
        Undefined, Undefined, In6Out1, Undefined,
        Undefined, In2Out0, Undefined, In1Out0 | 5000,
    ];
}
