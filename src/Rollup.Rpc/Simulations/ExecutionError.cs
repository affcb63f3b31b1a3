using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Tracing;

namespace Rollup.Rpc.Simulations;

/// <summary>How executions fail, in the words of geth, which clients look for.</summary>
internal static class ExecutionError
{
    /// <summary>The text of a REVERT.</summary>
    public const string Reverted = "execution reverted";

    private const int SelectorSize = 4;

    private static ReadOnlySpan<byte> ErrorSelector => [0x08, 0xc3, 0x79, 0xa0];  // Error(string)
    private static ReadOnlySpan<byte> PanicSelector => [0x4e, 0x48, 0x7b, 0x71];  // Panic(uint256)

    /// <summary>
    /// Why a frame failed; null if it succeeded. <paramref name="opcode"/> and <paramref name="stackLength"/> are those of its last instruction.
    /// </summary>
    public static string? Describe(Step outcome, byte opcode, int stackLength) => outcome switch
    {
        Step.Return => null,
        Step.Revert => Reverted,
        Step.OutOfGas => "out of gas",
        Step.OutOfGasForCode => "contract creation code storage out of gas",
        Step.StackUnderflow => $"stack underflow ({stackLength} <=> {OpcodeNames.Inputs(opcode)})",
        Step.StackOverflow => "stack limit reached 1024 (1023)",
        Step.InvalidInstruction => $"invalid opcode: {OpcodeNames.Of(opcode)}",
        Step.InvalidJump => "invalid jump destination",
        Step.StaticViolation => "write protection",
        Step.ReturnDataOutOfBounds => "return data out of bounds",
        Step.InvalidCode => "invalid code: must not begin with 0xef",
        Step.CodeTooLong => "max code size exceeded",
        Step.AddressCollision => "contract address collision",
        Step.CallTooDeep => "max call depth exceeded",
        Step.BalanceTooLow => "insufficient balance for transfer",
        Step.NonceTooLarge => "nonce uint64 overflow",
        Step.ProvingLimitExceeded => "more cells of proof for precompiles than one transaction may cost",
        Step.DataLimitExceeded => "more data for L1 than one transaction may cause",
        Step.PrecompileFailure => "precompiled contract refused its input",
        _ => outcome.ToString(),
    };

    /// <summary>The reason in the data of a REVERT: that of Solidity's Error(string) or Panic(uint256); null if it is neither.</summary>
    public static string? Reason(ReadOnlySpan<byte> data)
    {
        if (data.Length < SelectorSize)
            return null;
        ReadOnlySpan<byte> arguments = data[SelectorSize..];
        if (data.StartsWith(ErrorSelector))
            return ReadString(arguments);
        return data.StartsWith(PanicSelector) && arguments.Length >= U256.Size ? Panic(U256.ReadBigEndian(arguments)) : null;
    }

    /// <summary>The ABI's string as the only argument: offset, length, bytes.</summary>
    private static string? ReadString(ReadOnlySpan<byte> arguments)
    {
        if (arguments.Length < 2 * U256.Size || U256.ReadBigEndian(arguments) is not { IsUInt64: true, L0: var offset } || offset > (ulong)(arguments.Length - U256.Size))
            return null;
        ReadOnlySpan<byte> tail = arguments[(int)offset..];
        U256 length = U256.ReadBigEndian(tail);
        return length.IsUInt64 && length.L0 <= (ulong)(tail.Length - U256.Size)
            ? System.Text.Encoding.UTF8.GetString(tail.Slice(U256.Size, (int)length.L0))
            : null;
    }

    /// <summary>Solidity's panic codes.</summary>
    private static string Panic(in U256 code) => !code.IsUInt64 ? "unknown panic code" : code.L0 switch
    {
        0x00 => "generic panic",
        0x01 => "assert(false)",
        0x11 => "arithmetic underflow or overflow",
        0x12 => "division or modulo by zero",
        0x21 => "enum overflow",
        0x22 => "invalid encoded storage byte array accessed",
        0x31 => "out-of-bounds array access; popping on an empty array",
        0x32 => "out-of-bounds access of an array or bytesN",
        0x41 => "out of memory",
        0x51 => "uninitialized function",
        _ => $"unknown panic code: 0x{code.L0:x}",
    };
}
