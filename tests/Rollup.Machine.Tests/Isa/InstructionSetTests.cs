using Rollup.Machine.Isa;

namespace Rollup.Machine.Tests.Isa;

public class InstructionSetTests
{
    [Fact]
    public void No_word_has_two_encodings()
    {
        foreach (InstructionDefinition first in InstructionSet.All)
        {
            foreach (InstructionDefinition second in InstructionSet.All.Where(other => other != first))
            {
                uint both = first.Mask & second.Mask;
                ((first.Match & both) == (second.Match & both)).ShouldBeFalse($"{first.Name} and {second.Name}");
            }
        }
    }

    [Fact]
    public void Every_operation_but_traps_has_a_chip()
    {
        foreach (Operation operation in Enum.GetValues<Operation>())
            (InstructionSet.ChipOf(operation) == ChipKind.None).ShouldBe(operation is Operation.Invalid or Operation.Trap, operation.ToString());
    }

    [Theory]
    [InlineData(0x0010_0073u, Operation.Trap, 0, 0, 0, 0)] // ebreak
    [InlineData(0x1234_5537u, Operation.Constant, 10, 0, 0, 0x1234_5000)] // lui a0, 0x12345
    [InlineData(0x8000_0537u, Operation.Constant, 10, 0, 0, unchecked((int)0x8000_0000))] // lui a0, 0x80000
    [InlineData(0x0000_1517u, Operation.Constant, 10, 0, 0, 0x2_1000)] // auipc a0, 1
    [InlineData(0xfff0_0513u, Operation.Constant, 10, 0, 0, -1)] // li a0, -1
    [InlineData(0x0005_8513u, Operation.Move, 10, 11, 0, 0)] // mv a0, a1
    [InlineData(0xff01_0513u, Operation.AddImmediate, 10, 2, 0, -16)] // addi a0, sp, -16
    [InlineData(0xff01_0113u, Operation.Increment, 2, 2, 0, -16)] // addi sp, sp, -16
    [InlineData(0x0000_0013u, Operation.Constant, 32, 0, 0, 0)] // nop
    [InlineData(0x00c5_8533u, Operation.Add, 10, 11, 12, 0)] // add a0, a1, a2
    [InlineData(0x08c5_853bu, Operation.AddUnsignedWord, 10, 11, 12, 0)] // add.uw a0, a1, a2
    [InlineData(0x03f5_9513u, Operation.ShiftLeftImmediate, 10, 11, 0, 63)] // slli a0, a1, 63
    [InlineData(0x43f5_d513u, Operation.ShiftRightArithmeticImmediate, 10, 11, 0, 63)] // srai a0, a1, 63
    [InlineData(0x6b85_d513u, Operation.ReverseBytes, 10, 11, 0, 0)] // rev8 a0, a1
    [InlineData(0x6005_9513u, Operation.CountLeadingZeros, 10, 11, 0, 0)] // clz a0, a1
    [InlineData(0x0805_c53bu, Operation.ZeroExtendHalf, 10, 11, 0, 0)] // zext.h a0, a1
    [InlineData(0x00a1_3423u, Operation.StoreDouble, 0, 2, 10, 8)] // sd a0, 8(sp)
    [InlineData(0xfe81_3503u, Operation.LoadDouble, 10, 2, 0, -24)] // ld a0, -24(sp)
    [InlineData(0xfeb5_0ee3u, Operation.BranchEqual, 0, 10, 11, 0, 0x1_fffc)] // beq a0, a1, .-4
    [InlineData(0x0080_00efu, Operation.Constant, 1, 0, 0, 0x2_0004, 0x2_0008)] // jal ra, .+8
    [InlineData(0x0080_006fu, Operation.Jump, 0, 0, 0, 0, 0x2_0008)] // j .+8
    [InlineData(0x0000_8067u, Operation.JumpRegister, 32, 1, 0, 0)] // ret
    [InlineData(0x0805_000bu | (11u << 20), Operation.CallMulMod, 0, 10, 11, 0)] // .insn r 0x0b, 0, 4, x0, a0, a1
    [InlineData(0x00c5_05b3u, Operation.Add, 11, 10, 12, 0)] // add a1, a0, a2
    [InlineData(0x00b5_05b3u, Operation.Accumulate, 11, 11, 10, 0)] // add a1, a0, a1
    [InlineData(0x0805_853bu, Operation.ZeroExtendWord, 10, 11, 0, 0)] // zext.w a0, a1
    [InlineData(0xfe05_0ee3u, Operation.BranchEqualZero, 0, 10, 0, 0, 0x1_fffc)] // beqz a0, .-4
    [InlineData(0x0000_0073u, Operation.Invalid, 0, 0, 0, 0)] // ecall
    [InlineData(0x0000_0000u, Operation.Invalid, 0, 0, 0, 0)]
    public void Words_decode_to_program_rows(uint word, Operation operation, int rd, int rs1, int rs2, int immediate, uint next = 0x2_0004)
        => Decoder.Decode(0x2_0000, word).ShouldBe(new(0x2_0000, operation, (byte)rd, (byte)rs1, (byte)rs2, immediate, next));
}
