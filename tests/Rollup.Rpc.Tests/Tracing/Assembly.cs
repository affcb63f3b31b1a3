using System.Text;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Primitives;

namespace Rollup.Rpc.Tests.Tracing;

/// <summary>Pieces of code for contracts assembled by hand.</summary>
internal static class Assembly
{
    /// <summary>Pushes a number.</summary>
    public static byte[] Push(ulong value)
    {
        U256 wide = value;
        return Push(in wide);
    }

    /// <summary>Pushes an address.</summary>
    public static byte[] Push(Address address) => [Opcode.Push0 + Address.Size, .. address.AsSpan()];

    /// <summary>Pushes a word in as few bytes as it takes.</summary>
    public static byte[] Push(in U256 value)
    {
        Span<byte> bytes = stackalloc byte[U256.Size];
        value.WriteBigEndian(bytes);
        return [(byte)(Opcode.Push0 + value.ByteLength), .. bytes[^value.ByteLength..]];
    }

    /// <summary>Stores a word to memory.</summary>
    public static byte[] Store(ulong offset, in U256 value) => [.. Push(in value), .. Push(offset), Opcode.MStore];

    /// <summary>Writes a slot.</summary>
    public static byte[] StoreSlot(ulong slot, ulong value) => [.. Push(value), .. Push(slot), Opcode.SStore];

    /// <summary>Reads a slot and forgets it.</summary>
    public static byte[] TouchSlot(ulong slot) => [.. Push(slot), Opcode.SLoad, Opcode.Pop];

    /// <summary>Emits the first bytes of memory with one topic.</summary>
    public static byte[] Log(ulong topic, ulong length) => [.. Push(topic), .. Push(length), .. Push(0), Opcode.Log0 + 1];

    /// <summary>Returns the first bytes of memory.</summary>
    public static byte[] Return(ulong length) => [.. Push(length), .. Push(0), Opcode.Return];

    /// <summary>
    /// Calls by <paramref name="opcode"/> with the first <paramref name="inputLength"/> bytes of memory, takes up to a word of output to the start of memory, and forgets
    /// whether it succeeded. <paramref name="gas"/> 0 passes on all that may be.
    /// </summary>
    public static byte[] Call(byte opcode, Address target, ulong value = 0, ulong gas = 0, ulong inputLength = 0, ulong outputLength = 32)
    {
        byte[] pushedValue = opcode is Opcode.Call or Opcode.CallCode ? Push(value) : [];
        byte[] pushedGas = gas == 0 ? [Opcode.Gas] : Push(gas);
        return [.. Push(outputLength), .. Push(0), .. Push(inputLength), .. Push(0), .. pushedValue, .. Push(target), .. pushedGas, opcode, Opcode.Pop];
    }

    /// <summary>Copies <paramref name="code"/>, at most 32 bytes, to the start of memory.</summary>
    public static byte[] Place(params byte[] code)
    {
        byte[] word = new byte[U256.Size];
        code.CopyTo(word, 0);
        return [Opcode.Push32, .. word, .. Push(0), Opcode.MStore];
    }

    /// <summary>Init code that installs <paramref name="runtime"/>, of less than 256 bytes.</summary>
    public static byte[] Init(params byte[] runtime) =>
        [0x60, (byte)runtime.Length, Opcode.Dup1, 0x60, 0x09, Opcode.Push0, Opcode.CodeCopy, Opcode.Push0, Opcode.Return, .. runtime];

    /// <summary>Reverts with Solidity's Error(string).</summary>
    public static byte[] RevertWith(string reason) => RevertWith([0x08, 0xc3, 0x79, 0xa0, .. Word(0x20), .. Word((ulong)reason.Length), .. Padded(reason)]);

    /// <summary>Reverts with Solidity's Panic(uint256).</summary>
    public static byte[] Panic(ulong code) => RevertWith([0x4e, 0x48, 0x7b, 0x71, .. Word(code)]);

    /// <summary>Reverts with data.</summary>
    public static byte[] RevertWith(byte[] data)
    {
        List<byte> code = [];
        for (int i = 0; i < data.Length; i += U256.Size)
        {
            byte[] word = new byte[U256.Size];
            data.AsSpan(i, Math.Min(U256.Size, data.Length - i)).CopyTo(word);
            code.AddRange([Opcode.Push32, .. word, .. Push((ulong)i), Opcode.MStore]);
        }

        return [.. code, .. Push((ulong)data.Length), .. Push(0), Opcode.Revert];
    }

    private static byte[] Word(ulong value) => Hash256.FromU256(value).AsSpan().ToArray();

    private static byte[] Padded(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Array.Resize(ref bytes, (bytes.Length + 31) / 32 * 32);
        return bytes;
    }
}
