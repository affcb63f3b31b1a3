using Rollup.Kernel.Evm.Environment;

namespace Rollup.State.Codes;

/// <summary>Contract code laid out for the EVM, with its jump table, in memory that does not move.</summary>
public sealed unsafe class ContractCode
{
    private readonly byte[] _memory;
    private readonly int _length;

    /// <summary>A copy of <paramref name="code"/>.</summary>
    public ContractCode(ReadOnlySpan<byte> code)
    {
        _length = code.Length;
        _memory = GC.AllocateArray<byte>(code.Length + CodeView.Padding + CodeView.JumpTableSize(code.Length), pinned: true);
        code.CopyTo(_memory);
        CodeView.FindJumpDestinations(code, View.JumpDestinations);
    }

    /// <summary>The code as the EVM reads it; valid as long as this object is referred to.</summary>
    public CodeView View
    {
        get
        {
            fixed (byte* code = _memory)
                return new CodeView { Code = code, JumpDestinations = code + _length + CodeView.Padding, Length = _length };
        }
    }

    /// <summary>The code.</summary>
    public ReadOnlyMemory<byte> Bytes => _memory.AsMemory(0, _length);

    /// <summary>Bytes of memory that this takes.</summary>
    public int Size => _memory.Length;
}
