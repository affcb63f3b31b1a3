using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm.Rules;

/// <summary>The code of an account that delegates to another one's: 0xef0100, then the address (EIP-7702).</summary>
public static class Delegation
{
    /// <summary>Bytes of a delegation.</summary>
    public const int Size = 3 + Address.Size;

    /// <summary>Whether <paramref name="code"/> is a delegation, and to whom.</summary>
    public static bool TryRead(ReadOnlySpan<byte> code, out Address target)
    {
        bool isDelegation = code.Length == Size && code[0] == 0xef && code[1] == 0x01 && code[2] == 0x00;
        target = isDelegation ? Address.FromSpan(code[3..]) : default;
        return isDelegation;
    }

    /// <summary>Writes the delegation to <paramref name="target"/>: <see cref="Size"/> bytes.</summary>
    public static void Write(in Address target, Span<byte> destination)
    {
        destination[0] = 0xef;
        destination[1] = 0x01;
        destination[2] = 0x00;
        target.CopyTo(destination[3..]);
    }
}
