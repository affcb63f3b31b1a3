using Rollup.Machine.Emulation;
using Rollup.Machine.Programs;
using static Rollup.Machine.Tests.Assembly;

namespace Rollup.Machine.Tests.Emulation;

public class EmulatorTests
{
    private const int Data = 0x2000_0000;

    [Fact]
    public void A_run_that_jumps_to_the_halt_pc_has_halted()
    {
        Emulator emulator = Run(Halt);
        emulator.Exit.ShouldBe(new(ExitReason.Halted, MemoryMap.HaltPc, 0));
        emulator.Cycle.ShouldBe(2);
    }

    [Fact]
    public void Ebreak_fails_with_the_code_in_a0()
    {
        Emulator emulator = Run([Encode("addi", A0, Zero, immediate: 7), Encode("ebreak")]);
        emulator.Exit.ShouldBe(new(ExitReason.Failed, MemoryMap.ImageStart + 4, 7));
    }

    [Theory]
    [InlineData("add", 5UL, 7UL, 12UL)]
    [InlineData("sub", 5UL, 7UL, ulong.MaxValue - 1)]
    [InlineData("addw", 0x7fff_ffffUL, 1UL, 0xffff_ffff_8000_0000UL)]
    [InlineData("subw", 0UL, 1UL, ulong.MaxValue)]
    [InlineData("sh3add", 3UL, 5UL, 29UL)]
    [InlineData("sh1add.uw", 0xffff_ffff_0000_0001UL, 5UL, 7UL)]
    [InlineData("add.uw", 0xffff_ffff_0000_0001UL, 5UL, 6UL)]
    [InlineData("andn", 0b1100UL, 0b0100UL, 0b1000UL)]
    [InlineData("slt", ulong.MaxValue, 0UL, 1UL)]
    [InlineData("sltu", ulong.MaxValue, 0UL, 0UL)]
    [InlineData("sll", 1UL, 127UL, 1UL << 63)]
    [InlineData("sra", 1UL << 63, 63UL, ulong.MaxValue)]
    [InlineData("sraw", 0x8000_0000UL, 31UL, ulong.MaxValue)]
    [InlineData("srlw", 0xffff_ffff_8000_0000UL, 31UL, 1UL)]
    [InlineData("rol", 1UL << 63, 1UL, 1UL)]
    [InlineData("rorw", 1UL, 1UL, 0xffff_ffff_8000_0000UL)]
    [InlineData("mul", ulong.MaxValue, ulong.MaxValue, 1UL)]
    [InlineData("mulh", ulong.MaxValue, ulong.MaxValue, 0UL)]
    [InlineData("mulhu", ulong.MaxValue, ulong.MaxValue, ulong.MaxValue - 1)]
    [InlineData("mulhsu", ulong.MaxValue, ulong.MaxValue, ulong.MaxValue)]
    [InlineData("mulw", 0x1_0000_0003UL, 0x8000_0000UL, 0xffff_ffff_8000_0000UL)]
    [InlineData("min", ulong.MaxValue, 1UL, ulong.MaxValue)]
    [InlineData("maxu", ulong.MaxValue, 1UL, ulong.MaxValue)]
    [InlineData("clz", 1UL, 0UL, 63UL)]
    [InlineData("clzw", 0UL, 0UL, 32UL)]
    [InlineData("ctz", 0UL, 0UL, 64UL)]
    [InlineData("cpop", ulong.MaxValue, 0UL, 64UL)]
    [InlineData("sext.b", 0x80UL, 0UL, 0xffff_ffff_ffff_ff80UL)]
    [InlineData("zext.h", 0xffff_8000UL, 0UL, 0x8000UL)]
    [InlineData("orc.b", 0x0100_0000_0020_0000UL, 0UL, 0xff00_0000_00ff_0000UL)]
    [InlineData("rev8", 0x0102_0304_0506_0708UL, 0UL, 0x0807_0605_0403_0201UL)]
    public void Operations_compute_what_the_isa_says(string name, ulong left, ulong right, ulong expected)
    {
        byte[] input = [.. BitConverter.GetBytes(left), .. BitConverter.GetBytes(right)];
        Emulator emulator = Run(
            [Encode("lui", T0, immediate: (int)(MemoryMap.Input >> 12)), Encode("ld", A1, T0), Encode("ld", A2, T0, immediate: 8), Encode(name, A0, A1, A2), .. Halt], input);
        emulator.Exit!.Reason.ShouldBe(ExitReason.Halted);
        emulator.Registers[A0].ShouldBe(expected);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(60)] // into the next block
    [InlineData(0xfffc)] // into the next page
    public void Stores_and_loads_agree_at_any_alignment(int offset)
    {
        uint[] program =
        [
            .. Load(S0, Data + offset),
            .. Load(A1, 0x1234_5678), Encode("slli", A1, A1, immediate: 32), .. Load(A2, unchecked((int)0x9abc_def0)), Encode("add.uw", A1, A2, A1),
            Encode("sd", 0, S0, A1), Encode("ld", A0, S0), Encode("lwu", A2, S0, immediate: 2), Encode("lh", A3, S0), Encode("lbu", A4, S0, immediate: 7),
            Encode("sh", 0, S0, Zero, immediate: 3), Encode("ld", A5, S0), .. Halt,
        ];
        Emulator emulator = Run(program);
        emulator.Exit!.Reason.ShouldBe(ExitReason.Halted);
        emulator.Registers[A0].ShouldBe(0x1234_5678_9abc_def0UL);
        emulator.Registers[A2].ShouldBe(0x5678_9abcUL);
        emulator.Registers[A3].ShouldBe(0xffff_ffff_ffff_def0UL);
        emulator.Registers[A4].ShouldBe(0x12UL);
        emulator.Registers[A5].ShouldBe(0x1234_5600_00bc_def0UL);
    }

    [Theory]
    [InlineData(-8, "ld", ExitReason.AddressOutsideMemory)]
    [InlineData(2, "jalr", ExitReason.JumpOutsideCode)]
    [InlineData(0x0040_0000, "jalr", ExitReason.JumpOutsideCode)]
    [InlineData(4, "call.keccak", ExitReason.MisalignedOperand)]
    [InlineData(-8, "call.keccak", ExitReason.AddressOutsideMemory)]
    public void Addresses_that_no_chip_takes_end_the_run(int address, string name, ExitReason reason)
        => Run([.. Load(A1, address), Encode(name, A0, A1)]).Exit!.Reason.ShouldBe(reason);

    [Fact]
    public void A_word_that_is_no_instruction_ends_the_run() => Run([0]).Exit!.Reason.ShouldBe(ExitReason.InvalidInstruction);

    [Fact]
    public void Running_past_the_end_of_the_code_ends_the_run() => Run([Encode("addi", A0, A0, immediate: 1)]).Exit.ShouldBe(new(ExitReason.JumpOutsideCode, MemoryMap.ImageStart + 4, 0));

    [Fact]
    public void A_run_in_pieces_is_the_same_run()
    {
        uint[] program = [.. Load(A1, 1000), Encode("add", A0, A0, A1), Encode("addi", A1, A1, immediate: -1), Encode("bne", 0, A1, Zero, immediate: -8), .. Halt];
        Emulator whole = Run(program), pieces = new(ProgramImage.FromWords(MemoryMap.ImageStart, program), []);
        while (pieces.Exit is null)
        {
            pieces.Run(7);
            pieces.BeginSegment(events: new());
        }

        pieces.Cycle.ShouldBe(whole.Cycle);
        pieces.Registers.ToArray().ShouldBe(whole.Registers.ToArray());
        whole.Registers[A0].ShouldBe(500_500UL);
    }

    private static Emulator Run(IReadOnlyList<uint> words, byte[]? input = null)
    {
        Emulator emulator = new(ProgramImage.FromWords(MemoryMap.ImageStart, words), input);
        emulator.Run(100_000);
        return emulator;
    }
}
