using System.Buffers.Binary;

namespace Rollup.StateTests.Differential;

/// <summary>
/// Random programs that mostly do something: operands are on the stack when an instruction needs them, offsets are small, addresses exist.
/// What the instructions gave is kept in slots at the end.
/// </summary>
public sealed class ProgramGenerator(Random random, int contracts)
{
    private const int MaxStack = 30;

    private static readonly byte[] Binary = [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x0a, 0x0b, 0x10, 0x11, 0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1a, 0x1b, 0x1c, 0x1d];
    private static readonly byte[] Unary = [0x15, 0x19, 0x1e];
    private static readonly byte[] Environment = [0x30, 0x32, 0x33, 0x34, 0x36, 0x38, 0x3a, 0x3d, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x4a, 0x58, 0x59, 0x5a];
    private static readonly byte[] Terminal = [0x00, 0x00, 0xf3, 0xf3, 0xf3, 0xfd, 0xfe, 0xff];

    /// <summary>Return one byte of code, revert with data, self-destruct, invalid, return 0xef, store a slot, call back.</summary>
    private static readonly string[] InitCodes =
        ["6001600c60003960016000f300", "60aa60005260206000fd", "33ff", "fe", "60ef60005360016000f3", "6001600055", "5f5f5f5f5f33612710f15f5500", "5f5ff3", "60ff5ff3"];

    private readonly List<byte> _code = [];
    private int _depth;

    /// <summary>What lies on the stack below this is not for the snippet at hand.</summary>
    private int _floor;

    /// <summary>A program of about <paramref name="steps"/> snippets.</summary>
    public byte[] Next(int steps)
    {
        _code.Clear();
        _depth = 0;
        _floor = 0;
        for (int i = 0; i < steps; i++)
            Snippet();
        for (byte slot = 0x10; _depth > 0 && slot < 0x14; slot++)
        {
            Push(slot);
            Emit(0x55, 2, 0);
        }

        if (random.Next(4) > 0)
            End();
        return [.. _code];
    }

    /// <summary>Random bytes, many of them zero.</summary>
    public byte[] Data(int maxLength)
    {
        var data = new byte[random.Next(maxLength + 1)];
        for (int i = 0; i < data.Length; i++)
            data[i] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)0;
        return data;
    }

    private void Snippet()
    {
        switch (random.Next(16))
        {
            case 0 or 1 or 2:
                Operands(2);
                Emit(Pick(Binary), 2, 1);
                break;
            case 3:
                Operands(1);
                Emit(Pick(Unary), 1, 1);
                break;
            case 4:
                Operands(3);
                Emit((byte)random.Next(0x08, 0x0a), 3, 1);
                break;
            case 5:
                Emit(Pick(Environment), 0, 1);
                break;
            case 6:
                Shuffle();
                break;
            case 7:
                Memory();
                break;
            case 8 or 9:
                Storage();
                break;
            case 10:
                Copy();
                break;
            case 11:
                Log();
                break;
            case 12 or 13:
                Call();
                break;
            case 14:
                Create();
                break;
            default:
                Branch();
                break;
        }
    }

    private void Shuffle()
    {
        if (_depth - _floor < 2)
        {
            Constant();
            return;
        }

        int reach = Math.Min(_depth - _floor, 16);
        if (random.Next(2) == 0)
            Emit((byte)(0x80 + random.Next(reach)), 0, 1);
        else
            Emit((byte)(0x90 + random.Next(Math.Min(reach - 1, 16))), 0, 0);
    }

    private void Memory()
    {
        switch (random.Next(6))
        {
            case 0:
                Offset();
                Emit(0x51, 1, 1);
                break;
            case 1:
                Constant();
                Offset();
                Emit(0x53, 2, 0);
                break;
            case 2:
                Length();
                Offset();
                Emit(0x20, 2, 1);
                break;
            case 3:
                Length();
                Offset();
                Offset();
                Emit(0x5e, 3, 0);
                break;
            default:
                Operands(1);
                Offset();
                Emit(0x52, 2, 0);
                break;
        }
    }

    private void Storage()
    {
        byte slot = (byte)random.Next(4);
        switch (random.Next(5))
        {
            case 0:
                Push(slot);
                Emit(0x54, 1, 1);
                break;
            case 1:
                Push(slot);
                Emit(0x5c, 1, 1);
                break;
            case 2:
                Operands(1);
                Push(slot);
                Emit(0x5d, 2, 0);
                break;
            default:
                if (random.Next(2) == 0)
                    Push((byte)random.Next(3));
                else
                    Operands(1);
                Push(slot);
                Emit(0x55, 2, 0);
                break;
        }
    }

    private void Copy()
    {
        switch (random.Next(7))
        {
            case 0:
                Offset();
                Emit(0x35, 1, 1);
                break;
            case 1 or 2:
                Length();
                Offset();
                Offset();
                Emit(random.Next(2) == 0 ? (byte)0x37 : (byte)0x39, 3, 0);
                break;
            case 3:
                Length();
                Offset();
                Offset();
                Address();
                Emit(0x3c, 4, 0);
                break;
            case 4:
                Address();
                Emit(Pick([0x31, 0x3b, 0x3f]), 1, 1);
                break;
            case 5 when random.Next(10) == 0:
                Length();
                Offset();
                Offset();
                Emit(0x3e, 3, 0);
                break;
            default:
                Emit(0x3d, 0, 1);
                Push(0);
                Offset();
                Emit(0x3e, 3, 0);
                break;
        }
    }

    private void Log()
    {
        int topics = random.Next(5);
        Operands(topics);
        Length();
        Offset();
        Emit((byte)(0xa0 + topics), topics + 2, 0);
    }

    private void Call()
    {
        byte opcode = Pick([0xf1, 0xf1, 0xf2, 0xf4, 0xfa]);
        bool hasValue = opcode is 0xf1 or 0xf2;
        bool isPrecompile = random.Next(3) == 0;
        int precompile = random.Next(8) == 0 ? 0x100 : random.Next(1, 0x12);
        if (isPrecompile && precompile == 5)
            ModExpHeader();
        Length();
        Offset();
        if (isPrecompile)
            Push2(PrecompileInput(precompile));
        else
            Length();
        if (isPrecompile)
            Push(0);
        else
            Offset();
        if (hasValue)
            Push(random.Next(3) == 0 ? (byte)random.Next(1, 20) : (byte)0);
        if (isPrecompile)
            Push2(precompile);
        else
            Address();
        if (random.Next(20) == 0)
            Emit(0x5a, 0, 1);
        else
            Push3(random.Next(isPrecompile ? 200_000 : 60_000));
        Emit(opcode, hasValue ? 7 : 6, 1);
    }

    private int PrecompileInput(int precompile) => random.Next(4) == 0 ? random.Next(600) : precompile switch
    {
        0x06 => 128,
        0x07 => 96,
        0x08 => 192 * random.Next(3),
        0x09 => 213,
        0x0a => 192,
        0x0b => 256,
        0x0c => 160 * random.Next(1, 4),
        0x0d => 512,
        0x0e => 288 * random.Next(1, 3),
        0x0f => 384 * random.Next(1, 3),
        0x10 => 64,
        0x11 => 128,
        0x100 => 160,
        _ => random.Next(200),
    };

    private void ModExpHeader()
    {
        for (int i = 0; i < 3; i++)
        {
            Push2(random.Next(8) == 0 ? random.Next(1100) : random.Next(70));
            Push((byte)(32 * i));
            Emit(0x52, 2, 0);
        }
    }

    private void Create()
    {
        byte[] initCode = Convert.FromHexString(InitCodes[random.Next(InitCodes.Length)]);
        var word = new byte[32];
        initCode.CopyTo(word, 0);
        PushBytes(word);
        Push(0);
        Emit(0x52, 2, 0);
        bool hasSalt = random.Next(2) == 0;
        if (hasSalt)
            Push((byte)random.Next(2));
        Push((byte)initCode.Length);
        Push(0);
        Push(random.Next(3) == 0 ? (byte)random.Next(10) : (byte)0);
        Emit(hasSalt ? (byte)0xf5 : (byte)0xf0, hasSalt ? 4 : 3, 1);
    }

    /// <summary>Skips a snippet that leaves the stack as it was, or not.</summary>
    private void Branch()
    {
        Operands(1);
        int patch = _code.Count + 1;
        Push2(0);
        Emit(0x57, 2, 0);
        int floor = _floor;
        _floor = _depth;
        Snippet();
        while (_depth > _floor)
            Emit(0x50, 1, 0);
        _floor = floor;
        BinaryPrimitives.WriteUInt16BigEndian(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_code)[patch..], (ushort)_code.Count);
        Emit(0x5b, 0, 0);
    }

    private void End()
    {
        byte opcode = Pick(Terminal);
        if (opcode is 0xf3 or 0xfd)
        {
            Length();
            Offset();
        }
        else if (opcode == 0xff)
        {
            Address();
        }

        Emit(opcode, 0, 0);
    }

    /// <summary>Makes sure of that many items on the stack.</summary>
    private void Operands(int count)
    {
        while (_depth - _floor < count || (count > 0 && random.Next(3) == 0 && _depth < MaxStack))
            Constant();
    }

    private void Constant()
    {
        switch (random.Next(6))
        {
            case 0:
                Emit(0x5f, 0, 1);
                break;
            case 1:
                var all = new byte[32];
                Array.Fill(all, (byte)0xff);
                PushBytes(all);
                break;
            case 2:
                var word = new byte[random.Next(1, 33)];
                random.NextBytes(word);
                PushBytes(word);
                break;
            case 3:
                var bit = new byte[32];
                bit[random.Next(32)] = (byte)(1 << random.Next(8));
                PushBytes(bit);
                break;
            default:
                Push((byte)random.Next(256));
                break;
        }
    }

    private void Address()
    {
        switch (random.Next(8))
        {
            case 0:
                Emit(0x30, 0, 1);
                break;
            case 1:
                Push2(random.Next(0x13));
                break;
            case 2 when random.Next(4) == 0:
                Constant();
                break;
            default:
                PushBytes(DifferentialCase.Placeholder(random.Next(contracts)));
                break;
        }
    }

    private void Offset()
    {
        if (random.Next(4000) == 0)
            Constant();
        else
            Push((byte)random.Next(200));
    }

    private void Length()
    {
        if (random.Next(4000) == 0)
            Constant();
        else
            Push((byte)random.Next(100));
    }

    private void Push(byte value) => PushBytes([value]);

    private void Push2(int value) => PushBytes([(byte)(value >> 8), (byte)value]);

    private void Push3(int value) => PushBytes([(byte)(value >> 16), (byte)(value >> 8), (byte)value]);

    private void PushBytes(byte[] bytes)
    {
        Emit((byte)(0x5f + bytes.Length), 0, 1);
        _code.AddRange(bytes);
    }

    private void Emit(byte opcode, int taken, int given)
    {
        _code.Add(opcode);
        _depth = Math.Max(_depth - taken, 0) + given;
    }

    private byte Pick(byte[] opcodes) => opcodes[random.Next(opcodes.Length)];
}
