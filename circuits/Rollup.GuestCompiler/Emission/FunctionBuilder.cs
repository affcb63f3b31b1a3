using System.Globalization;
using System.Text;
using Rollup.GuestCompiler.Types;

namespace Rollup.GuestCompiler.Emission;

/// <summary>
/// Writes the LLVM IR of one function. Every variable and every struct on the evaluation stack is an <c>alloca</c> of its own; LLVM's SROA pass
/// turns most of them into registers. Addresses stay LLVM pointers, and arithmetic on them <c>getelementptr</c>, or alias analysis would lose them.
/// </summary>
internal sealed class FunctionBuilder
{
    private readonly StringBuilder _entry = new();
    private readonly StringBuilder _code = new();
    private int _names;
    private bool _hasTrap;

    /// <summary>Whether the current block has ended, so that what follows without a label cannot be reached.</summary>
    public bool IsTerminated { get; private set; }

    /// <summary>The blocks of the function, from its first label to its last instruction.</summary>
    public string Body
    {
        get
        {
            var body = new StringBuilder("entry:\n").Append(_entry).Append("  br label %body\nbody:\n").Append(_code);
            if (!IsTerminated)
                body.Append("  unreachable\n");
            // An inline instruction rather than a call: functions that call nothing else need no frame.
            if (_hasTrap)
                body.Append(CultureInfo.InvariantCulture, $"trap:\n  call void asm sideeffect \"ebreak\", \"{{a0}}\"(i64 {GuestTrap.Code})\n  unreachable\n");
            return body.ToString();
        }
    }

    public void Emit(string instruction) => _code.Append("  ").Append(instruction).Append('\n');

    /// <summary>Emits an instruction of the entry block, which runs before all others.</summary>
    public void EmitAtEntry(string instruction) => _entry.Append("  ").Append(instruction).Append('\n');

    /// <summary>Emits an instruction with a result, and names that.</summary>
    public string Define(string instruction)
    {
        string name = NewName("%t");
        Emit($"{name} = {instruction}");
        return name;
    }

    public string NewLabel() => NewName("b");

    public void StartBlock(string label)
    {
        _code.Append(label).Append(":\n");
        IsTerminated = false;
    }

    public void Jump(string label) => Terminate($"br label %{label}");

    public void JumpIf(string condition, string then, string otherwise) => Terminate($"br i1 {condition}, label %{then}, label %{otherwise}");

    /// <summary>Emits the last instruction of a block.</summary>
    public void Terminate(string instruction)
    {
        Emit(instruction);
        IsTerminated = true;
    }

    /// <summary>Goes on only if <paramref name="condition"/> holds; the machine has no proof for a run that does not.</summary>
    public void Check(string condition)
    {
        string passed = NewLabel();
        Emit($"br i1 {condition}, label %{passed}, label %trap, !prof !0");
        StartBlock(passed);
        _hasTrap = true;
    }

    /// <summary>Room for a variable or a temporary, for the whole call.</summary>
    public string Allocate(GuestType type, string? name = null)
    {
        name ??= NewName("%m");
        // Word-sized copies of larger structs should not be misaligned: each such access costs the proof two words.
        int alignment = type is { IsStruct: true, Size: >= 8 } ? Math.Max(type.Alignment, 8) : type.Alignment;
        EmitAtEntry($"{name} = alloca {type.Memory}, align {alignment}");
        return name;
    }

    public string AllocateBytes(long size)
    {
        string name = NewName("%m");
        EmitAtEntry($"{name} = alloca [{size} x i8], align 16");
        return name;
    }

    public string ToInt32(Operand operand) => operand.Kind switch
    {
        StackKind.Int32 => operand.Text,
        StackKind.Int64 or StackKind.Pointer when operand.Constant is { } value => ((int)value).ToString(CultureInfo.InvariantCulture),
        StackKind.Int64 or StackKind.Pointer => Define($"trunc i64 {ToInt64(operand)} to i32"),
        _ => throw new NotSupportedException($"a {operand.Kind} where an integer is needed"),
    };

    /// <summary>The value in 64 bits. A 32-bit one is extended with its sign or with zeros.</summary>
    public string ToInt64(Operand operand, bool isSigned = true) => operand.Kind switch
    {
        StackKind.Int64 => operand.Text,
        StackKind.Int32 when operand.Constant is { } value => (isSigned ? value : (uint)value).ToString(CultureInfo.InvariantCulture),
        StackKind.Int32 => Define($"{(isSigned ? "sext" : "zext")} i32 {operand.Text} to i64"),
        StackKind.Pointer => operand.Text == "null" ? "0" : Define($"ptrtoint ptr {operand.Text} to i64"),
        _ => throw new NotSupportedException($"a {operand.Kind} where an integer is needed"),
    };

    public string ToPointer(Operand operand)
    {
        if (operand.Kind == StackKind.Pointer)
            return operand.Text;
        return operand.Constant == 0 ? "null" : Define($"inttoptr i64 {ToInt64(operand, isSigned: false)} to ptr");
    }

    /// <summary>The value as the register type of <paramref name="type"/>, a primitive one.</summary>
    public string ToRegister(Operand operand, GuestType type) => type.Register switch
    {
        "i64" => ToInt64(operand),
        "ptr" => ToPointer(operand),
        _ => ToInt32(operand),
    };

    public static Operand FromRegister(string value, GuestType type) => type.Register switch
    {
        "i64" => Operand.Int64(value),
        "ptr" => Operand.Pointer(value),
        _ => Operand.Int32(value),
    };

    /// <summary>The low bits of an integer as an LLVM value of type i8 or i16.</summary>
    public string Narrow(Operand operand, string to)
    {
        if (operand.Constant is { } value)
            return (to == "i8" ? (sbyte)value : (short)value).ToString(CultureInfo.InvariantCulture);
        return Define($"trunc i32 {ToInt32(operand)} to {to}");
    }

    /// <summary>An address inside the object that <paramref name="pointer"/> points to.</summary>
    public string Offset(string pointer, long offset) => offset == 0 ? pointer : Define($"getelementptr inbounds i8, ptr {pointer}, i64 {offset}");

    /// <summary>An address anywhere.</summary>
    public string OffsetBy(string pointer, string offset) => Define($"getelementptr i8, ptr {pointer}, i64 {offset}");

    public void Copy(string target, int targetAlignment, string source, int sourceAlignment, string size) =>
        Emit($"call void @llvm.memcpy.p0.p0.i64(ptr align {targetAlignment} {target}, ptr align {sourceAlignment} {source}, i64 {size}, i1 false)");

    public void Move(string target, string source, string size, int alignment) =>
        Emit($"call void @llvm.memmove.p0.p0.i64(ptr align {alignment} {target}, ptr align {alignment} {source}, i64 {size}, i1 false)");

    public void Fill(string target, int alignment, string value, string size) =>
        Emit($"call void @llvm.memset.p0.i64(ptr align {alignment} {target}, i8 {value}, i64 {size}, i1 false)");

    public void CopyStruct(GuestType type, string target, int targetAlignment, string source, int sourceAlignment)
    {
        if (!type.IsEmpty)
            Copy(target, targetAlignment, source, sourceAlignment, type.Size.ToString(CultureInfo.InvariantCulture));
    }

    public void Clear(GuestType type, string target)
    {
        if (!type.IsEmpty)
            Fill(target, type.Alignment, "0", type.Size.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Reads a value. <paramref name="alignment"/> is that of the address, where it may be lower than the type's.</summary>
    public Operand Load(GuestType type, string pointer, int? alignment = null)
    {
        if (type.IsStruct)
        {
            string copy = Allocate(type);
            CopyStruct(type, copy, type.Alignment, pointer, alignment ?? type.Alignment);
            return Operand.Struct(type, copy);
        }

        string value = Define($"load {type.Memory}, ptr {pointer}, align {alignment ?? type.Alignment}");
        if (type.Size < 4)
            value = Define($"{(type.IsUnsigned ? "zext" : "sext")} {type.Memory} {value} to i32");
        return FromRegister(value, type);
    }

    public void Store(GuestType type, string pointer, Operand value, int? alignment = null)
    {
        int aligned = alignment ?? type.Alignment;
        if (type.IsStruct)
        {
            if (value.StructType.Size != type.Size)
                throw new NotSupportedException($"a {value.StructType} is stored as a {type}");
            CopyStruct(type, pointer, aligned, value.Text, type.Alignment);
            return;
        }

        string stored = type.Size < 4 ? Narrow(value, type.Memory) : ToRegister(value, type);
        Emit($"store {type.Memory} {stored}, ptr {pointer}, align {aligned}");
    }

    /// <summary>A truth value as the evaluation stack has it.</summary>
    public Operand FromCondition(string condition) => Operand.Int32(Define($"zext i1 {condition} to i32"));

    /// <summary>Compares two integers or addresses; <paramref name="condition"/> is LLVM's.</summary>
    public string Compare(string condition, Operand a, Operand b)
    {
        if (IsAddress(a, b) || IsAddress(b, a))
            return Define($"icmp {condition} ptr {ToPointer(a)}, {ToPointer(b)}");
        if (a.Kind == StackKind.Int32 && b.Kind == StackKind.Int32)
            return Define($"icmp {condition} i32 {a.Text}, {b.Text}");
        return Define($"icmp {condition} i64 {ToInt64(a)}, {ToInt64(b)}");
    }

    private static bool IsAddress(Operand a, Operand other) =>
        a.Kind == StackKind.Pointer && (other.Kind == StackKind.Pointer || other.Constant == 0);

    private string NewName(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{_names++}");
}
