using Rollup.Kernel.Evm.Messaging;
using Rollup.Kernel.Messages;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;

namespace Rollup.Kernel.Tests.Contracts;

/// <summary>
/// EVM programs put together at random from snippets that touch the state in every way there is: accounts, slots, calls of all kinds with much and with
/// hardly any gas, creations, self-destruction, logs, messages, past block hashes.
/// </summary>
internal sealed class RandomPrograms(Random random, IReadOnlyList<Address> addresses)
{
    /// <summary>A program that ends in one of the ways a program can.</summary>
    public byte[] Next()
    {
        List<byte> code = [];
        for (int count = random.Next(1, 8); count > 0; count--)
            AddSnippet(code);
        AddEnd(code);
        return [.. code];
    }

    /// <summary>Init code, of a contract with a program or of one of the <see cref="TinyInitCodes"/>.</summary>
    public byte[] NextInitCode()
    {
        if (random.Next(2) == 0)
            return TinyInitCode();
        List<byte> constructor = [];
        for (int count = random.Next(3); count > 0; count--)
            AddSnippet(constructor);
        byte[] runtime = Next();

        // PUSH2 length, DUP1, PUSH2 offset, PUSH0, CODECOPY, PUSH0, RETURN.
        int offset = constructor.Count + 11;
        return
        [
            .. constructor, 0x61, (byte)(runtime.Length >> 8), (byte)runtime.Length, 0x80, 0x61, (byte)(offset >> 8), (byte)offset, 0x5f, 0x39, 0x5f, 0xf3, .. runtime,
        ];
    }

    /// <summary>At most 32 bytes each.</summary>
    private static string[] TinyInitCodes =>
    [
        "",                         // no code
        "60005f5360015ff3",         // STOP
        "6133ff5f526002601ef3",     // self-destructs to its caller
        "63303435555f526004601cf3", // stores its address where calldata at the call's value says
        "60055ff3",                 // five zeros
        "60015f5500",               // stores, then no code
        "30ff",                     // self-destructs to itself
        "33ff",                     // self-destructs to its creator
        "60ef5f5360015ff3",         // refused code (EIP-3541)
        "5f5ffd",                   // reverts
        "fe",
        "6160005ff3",               // the longest code
        "6160015ff3",               // longer
        "60015f5560025f55600160015533ff", // stores, then self-destructs
    ];

    private byte[] TinyInitCode() => Convert.FromHexString(TinyInitCodes[random.Next(TinyInitCodes.Length)]);

    private void AddSnippet(List<byte> code)
    {
        switch (random.Next(13))
        {
            case 0:
                Push(code, Address());
                code.AddRange([Pick<byte>(0x31, 0x3b, 0x3f), 0x50]);
                break;
            case 1:
                PushSmall(code, random.Next(64));
                PushSmall(code, random.Next(40));
                PushSmall(code, random.Next(64));
                Push(code, Address());
                code.Add(0x3c);
                break;
            case 2:
                PushSmall(code, random.Next(6));
                code.AddRange([0x54, 0x50]);
                break;
            case 3:
            case 4:
                PushWord(code);
                PushSlot(code);
                code.Add(0x55);
                break;
            case 5:
                // A transient slot, kept.
                PushSmall(code, random.Next(3));
                PushSmall(code, random.Next(3));
                code.Add(0x5d);
                PushSmall(code, random.Next(3));
                code.Add(0x5c);
                PushSlot(code);
                code.Add(0x55);
                break;
            case 6:
                // The hash of a block up to 260 back, kept.
                int distance = random.Next(260);
                Push(code, [(byte)(distance >> 8), (byte)distance]);
                code.AddRange([0x43, 0x03, 0x40]);
                PushSlot(code);
                code.Add(0x55);
                break;
            case 7:
                int topics = random.Next(5);
                for (int i = 0; i < topics + 2; i++)
                    PushSmall(code, random.Next(100));
                code.Add((byte)(0xa0 + topics));
                break;
            case 8:
                AddMessage(code);
                break;
            case 9:
                AddCreation(code);
                break;
            default:
                AddCall(code);
                break;
        }
    }

    private void AddCall(List<byte> code)
    {
        byte opcode = Pick<byte>(0xf1, 0xf1, 0xf1, 0xf2, 0xf4, 0xfa);
        for (int i = 0; i < 4; i++)
            PushSmall(code, random.Next(40));
        if (opcode is 0xf1 or 0xf2)
            PushSmall(code, random.Next(3));
        Push(code, Address());
        PushGas(code);
        code.Add(opcode);
        AddResult(code);
    }

    private void AddMessage(List<byte> code)
    {
        Span<byte> word = stackalloc byte[32];
        word.Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(word, MessengerCall.WithdrawSelector);
        Push(code, word);
        code.AddRange([0x5f, 0x52]);
        Push(code, Address());
        code.AddRange([0x60, 0x04, 0x52]);
        PushSmall(code, 32);
        PushSmall(code, 0);
        PushSmall(code, random.Next(10) == 0 ? 35 : 36);
        PushSmall(code, 0);
        byte opcode = Pick<byte>(0xf1, 0xf1, 0xf1, 0xf1, 0xf2, 0xf4, 0xfa);
        if (opcode is 0xf1 or 0xf2)
            PushSmall(code, random.Next(3));
        Push(code, ProtocolConstants.Messenger);
        PushGas(code);
        code.Add(opcode);
        AddResult(code);
    }

    /// <summary>A creation, and perhaps a call of what was created.</summary>
    private void AddCreation(List<byte> code)
    {
        bool copiesItself = random.Next(6) == 0;
        byte[] initCode = TinyInitCode();
        if (copiesItself)
            code.AddRange([0x38, 0x5f, 0x5f, 0x39]);
        else
            Push(code, [.. initCode, .. new byte[32 - initCode.Length]]);
        if (!copiesItself)
            code.AddRange([0x5f, 0x52]);

        bool hasSalt = random.Next(2) == 0;
        if (hasSalt)
            PushSmall(code, random.Next(2));
        if (copiesItself)
            code.Add(0x38);
        else
            PushSmall(code, initCode.Length);
        PushSmall(code, 0);
        PushSmall(code, random.Next(2));
        code.Add((byte)(hasSalt ? 0xf5 : 0xf0));

        // DUP1, EXTCODEHASH, POP; then five zeros below the address, and CALL.
        code.AddRange([0x80, 0x3f, 0x50, 0x60, 0x40, 0x52]);
        for (int calls = random.Next(3); calls > 0; calls--)
        {
            code.AddRange([0x5f, 0x5f, 0x5f, 0x5f]);
            PushSmall(code, random.Next(2));
            code.AddRange([0x60, 0x40, 0x51]);
            PushGas(code);
            code.Add(0xf1);
            AddResult(code);
        }
    }

    private void AddResult(List<byte> code)
    {
        if (random.Next(2) == 0)
        {
            code.Add(0x50);
            return;
        }

        PushSlot(code);
        code.Add(0x55);
    }

    private void AddEnd(List<byte> code)
    {
        switch (random.Next(10))
        {
            case 0:
                code.AddRange([0x60, 0x20, 0x5f, 0xfd]);
                break;
            case 1:
                code.Add(0xfe);
                break;
            case 2:
            case 3:
                Push(code, Address());
                code.Add(0xff);
                break;
            case 4:
                code.AddRange([0x60, 0x20, 0x5f, 0xf3]);
                break;
            default:
                code.Add(0x00);
                break;
        }
    }

    private Address Address() => addresses[random.Next(addresses.Count)];

    private void PushSlot(List<byte> code)
    {
        if (random.Next(8) == 0)
            PushWord(code);
        else
            PushSmall(code, random.Next(6));
    }

    private void PushWord(List<byte> code)
    {
        byte[] word = new byte[random.Next(1, 33)];
        if (random.Next(3) != 0)
            random.NextBytes(word);
        Push(code, word);
    }

    private void PushGas(List<byte> code)
    {
        if (random.Next(2) == 0)
            code.Add(0x5a);
        else
            Push(code, Pick<byte[]>([0], [5], [99], [0x0a, 0x27], [0x75, 0x30], [1, 0, 0]));
    }

    private static void PushSmall(List<byte> code, int value) => code.AddRange(value == 0 ? [(byte)0x5f] : [0x60, (byte)value]);

    private static void Push(List<byte> code, Address address) => Push(code, address.AsSpan());

    private static void Push(List<byte> code, ReadOnlySpan<byte> bytes)
    {
        code.Add((byte)(0x5f + bytes.Length));
        code.AddRange(bytes);
    }

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
}
