using Rollup.Kernel.Evm.Rules;

namespace Rollup.Rpc.Tracing;

/// <summary>The instructions' names as geth prints them, and how many stack items they take.</summary>
internal static class OpcodeNames
{
    private static readonly string[] Names = [.. Enumerable.Range(0, 256).Select(opcode => Name((byte)opcode))];

    /// <summary>The name; of an undefined instruction, that it is not defined.</summary>
    public static string Of(byte opcode) => Names[opcode];

    /// <summary>The stack items an instruction takes.</summary>
    public static int Inputs(byte opcode) => opcode switch
    {
        Opcode.Stop or Opcode.Address or Opcode.Origin or Opcode.Caller or Opcode.CallValue or Opcode.CallDataSize or Opcode.CodeSize or Opcode.GasPrice
            or Opcode.ReturnDataSize or (>= Opcode.Coinbase and <= Opcode.BaseFee) or Opcode.BlobBaseFee or Opcode.Pc or Opcode.MSize or Opcode.Gas or Opcode.JumpDest
            or (>= Opcode.Push0 and <= Opcode.Push32) => 0,
        Opcode.IsZero or Opcode.Not or Opcode.Clz or Opcode.Balance or Opcode.CallDataLoad or Opcode.ExtCodeSize or Opcode.ExtCodeHash or Opcode.BlockHash
            or Opcode.BlobHash or Opcode.Pop or Opcode.MLoad or Opcode.SLoad or Opcode.Jump or Opcode.TLoad or Opcode.SelfDestruct => 1,
        Opcode.AddMod or Opcode.MulMod or Opcode.CallDataCopy or Opcode.CodeCopy or Opcode.ReturnDataCopy or Opcode.MCopy or Opcode.Create => 3,
        Opcode.ExtCodeCopy or Opcode.Create2 => 4,
        >= Opcode.Dup1 and <= Opcode.Dup16 => opcode - Opcode.Dup1 + 1,
        >= Opcode.Swap1 and <= Opcode.Swap16 => opcode - Opcode.Swap1 + 2,
        >= Opcode.Log0 and <= Opcode.Log4 => opcode - Opcode.Log0 + 2,
        Opcode.Call or Opcode.CallCode => 7,
        Opcode.DelegateCall or Opcode.StaticCall => 6,
        _ => 2,
    };

    private static string Name(byte opcode) => opcode switch
    {
        Opcode.Stop => "STOP",
        Opcode.Add => "ADD",
        Opcode.Mul => "MUL",
        Opcode.Sub => "SUB",
        Opcode.Div => "DIV",
        Opcode.SDiv => "SDIV",
        Opcode.Mod => "MOD",
        Opcode.SMod => "SMOD",
        Opcode.AddMod => "ADDMOD",
        Opcode.MulMod => "MULMOD",
        Opcode.Exp => "EXP",
        Opcode.SignExtend => "SIGNEXTEND",
        Opcode.Lt => "LT",
        Opcode.Gt => "GT",
        Opcode.Slt => "SLT",
        Opcode.Sgt => "SGT",
        Opcode.Eq => "EQ",
        Opcode.IsZero => "ISZERO",
        Opcode.And => "AND",
        Opcode.Or => "OR",
        Opcode.Xor => "XOR",
        Opcode.Not => "NOT",
        Opcode.Byte => "BYTE",
        Opcode.Shl => "SHL",
        Opcode.Shr => "SHR",
        Opcode.Sar => "SAR",
        Opcode.Clz => "CLZ",
        Opcode.Keccak256 => "KECCAK256",
        Opcode.Address => "ADDRESS",
        Opcode.Balance => "BALANCE",
        Opcode.Origin => "ORIGIN",
        Opcode.Caller => "CALLER",
        Opcode.CallValue => "CALLVALUE",
        Opcode.CallDataLoad => "CALLDATALOAD",
        Opcode.CallDataSize => "CALLDATASIZE",
        Opcode.CallDataCopy => "CALLDATACOPY",
        Opcode.CodeSize => "CODESIZE",
        Opcode.CodeCopy => "CODECOPY",
        Opcode.GasPrice => "GASPRICE",
        Opcode.ExtCodeSize => "EXTCODESIZE",
        Opcode.ExtCodeCopy => "EXTCODECOPY",
        Opcode.ReturnDataSize => "RETURNDATASIZE",
        Opcode.ReturnDataCopy => "RETURNDATACOPY",
        Opcode.ExtCodeHash => "EXTCODEHASH",
        Opcode.BlockHash => "BLOCKHASH",
        Opcode.Coinbase => "COINBASE",
        Opcode.Timestamp => "TIMESTAMP",
        Opcode.Number => "NUMBER",
        Opcode.PrevRandao => "DIFFICULTY",
        Opcode.GasLimit => "GASLIMIT",
        Opcode.ChainId => "CHAINID",
        Opcode.SelfBalance => "SELFBALANCE",
        Opcode.BaseFee => "BASEFEE",
        Opcode.BlobHash => "BLOBHASH",
        Opcode.BlobBaseFee => "BLOBBASEFEE",
        Opcode.Pop => "POP",
        Opcode.MLoad => "MLOAD",
        Opcode.MStore => "MSTORE",
        Opcode.MStore8 => "MSTORE8",
        Opcode.SLoad => "SLOAD",
        Opcode.SStore => "SSTORE",
        Opcode.Jump => "JUMP",
        Opcode.JumpI => "JUMPI",
        Opcode.Pc => "PC",
        Opcode.MSize => "MSIZE",
        Opcode.Gas => "GAS",
        Opcode.JumpDest => "JUMPDEST",
        Opcode.TLoad => "TLOAD",
        Opcode.TStore => "TSTORE",
        Opcode.MCopy => "MCOPY",
        >= Opcode.Push0 and <= Opcode.Push32 => $"PUSH{opcode - Opcode.Push0}",
        >= Opcode.Dup1 and <= Opcode.Dup16 => $"DUP{opcode - Opcode.Dup1 + 1}",
        >= Opcode.Swap1 and <= Opcode.Swap16 => $"SWAP{opcode - Opcode.Swap1 + 1}",
        >= Opcode.Log0 and <= Opcode.Log4 => $"LOG{opcode - Opcode.Log0}",
        Opcode.Create => "CREATE",
        Opcode.Call => "CALL",
        Opcode.CallCode => "CALLCODE",
        Opcode.Return => "RETURN",
        Opcode.DelegateCall => "DELEGATECALL",
        Opcode.Create2 => "CREATE2",
        Opcode.StaticCall => "STATICCALL",
        Opcode.Revert => "REVERT",
        0xfe => "INVALID",
        Opcode.SelfDestruct => "SELFDESTRUCT",
        _ => $"opcode 0x{opcode:x} not defined",
    };
}
