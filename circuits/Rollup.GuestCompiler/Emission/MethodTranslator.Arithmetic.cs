using Mono.Cecil.Cil;

namespace Rollup.GuestCompiler.Emission;

/// <summary>Arithmetic: 32 bits wide if both operands are, otherwise 64. What is known now is computed now, for <c>stackalloc</c> needs to know its size.</summary>
internal sealed partial class MethodTranslator
{
    private void AddOrSubtract(Code code)
    {
        Operand b = Pop();
        Operand a = Pop();
        bool adds = code == Code.Add;
        if (a.Kind == StackKind.Pointer && b.Kind != StackKind.Pointer)
        {
            string distance = _function.ToInt64(b);
            Push(Operand.Pointer(_function.OffsetBy(a.Text, adds ? distance : _function.Define($"sub i64 0, {distance}"))));
        }
        else if (adds && b.Kind == StackKind.Pointer && a.Kind != StackKind.Pointer)
        {
            Push(Operand.Pointer(_function.OffsetBy(b.Text, _function.ToInt64(a))));
        }
        else
        {
            Compute(adds ? "add" : "sub", a, b, (x, y) => adds ? x + y : x - y);
        }
    }

    private void Combine(Code code)
    {
        Operand b = Pop();
        Operand a = Pop();
        switch (code)
        {
            case Code.Mul:
                Compute("mul", a, b, (x, y) => x * y);
                break;
            case Code.And:
                Compute("and", a, b, (x, y) => x & y);
                break;
            case Code.Or:
                Compute("or", a, b, (x, y) => x | y);
                break;
            default:
                Compute("xor", a, b, (x, y) => x ^ y);
                break;
        }
    }

    private void Compute(string operation, Operand a, Operand b, Func<long, long, long> onConstants)
    {
        bool isNarrow = a.Kind == StackKind.Int32 && b.Kind == StackKind.Int32;
        if (a.Constant is { } x && b.Constant is { } y)
        {
            long result = onConstants(x, y);
            Push(isNarrow ? Operand.ConstantInt32((int)result) : Operand.ConstantInt64(result));
        }
        else if (isNarrow)
        {
            Push(Operand.Int32(_function.Define($"{operation} i32 {a.Text}, {b.Text}")));
        }
        else
        {
            Push(Operand.Int64(_function.Define($"{operation} i64 {_function.ToInt64(a)}, {_function.ToInt64(b)}")));
        }
    }

    /// <summary>Division by zero, and of the least integer by -1, fail; LLVM gives neither a meaning.</summary>
    private void Divide(Code code)
    {
        Operand b = Pop();
        Operand a = Pop();
        bool isSigned = code is Code.Div or Code.Rem;
        bool isNarrow = a.Kind == StackKind.Int32 && b.Kind == StackKind.Int32;
        string type = isNarrow ? "i32" : "i64";
        string dividend = isNarrow ? a.Text : _function.ToInt64(a);
        string divisor = isNarrow ? b.Text : _function.ToInt64(b);
        if (b.Constant is null or 0)
            _function.Check(_function.Define($"icmp ne {type} {divisor}, 0"));
        if (isSigned && b.Constant is null or -1)
        {
            string least = isNarrow ? "-2147483648" : "-9223372036854775808";
            string isLeast = _function.Define($"icmp eq {type} {dividend}, {least}");
            string isMinusOne = _function.Define($"icmp eq {type} {divisor}, -1");
            _function.Check(_function.Define($"xor i1 {_function.Define($"and i1 {isLeast}, {isMinusOne}")}, true"));
        }

        string operation = code switch { Code.Div => "sdiv", Code.Div_Un => "udiv", Code.Rem => "srem", _ => "urem" };
        string result = _function.Define($"{operation} {type} {dividend}, {divisor}");
        Push(isNarrow ? Operand.Int32(result) : Operand.Int64(result));
    }

    /// <summary>The count is taken modulo the width, as the host's processors do; IL leaves it open, and C# masks it itself.</summary>
    private void Shift(Code code)
    {
        Operand count = Pop();
        Operand value = Pop();
        string operation = code switch { Code.Shl => "shl", Code.Shr => "ashr", _ => "lshr" };
        if (value.Kind == StackKind.Int32)
        {
            string bits = count.Constant is { } known ? $"{known & 31}" : _function.Define($"and i32 {_function.ToInt32(count)}, 31");
            Push(Operand.Int32(_function.Define($"{operation} i32 {value.Text}, {bits}")));
        }
        else
        {
            string bits = count.Constant is { } known ? $"{known & 63}" : _function.Define($"and i64 {_function.ToInt64(count, isSigned: false)}, 63");
            Push(Operand.Int64(_function.Define($"{operation} i64 {_function.ToInt64(value)}, {bits}")));
        }
    }

    private void CombineChecked(Code code)
    {
        Operand b = Pop();
        Operand a = Pop();
        bool isSigned = code is Code.Add_Ovf or Code.Sub_Ovf or Code.Mul_Ovf;
        if (code == Code.Mul_Ovf_Un && a.Constant is >= 0 and { } x && b.Constant is >= 0 and { } y)
        {
            Push(Operand.ConstantInt64(checked(x * y)));
            return;
        }

        string operation = code switch
        {
            Code.Add_Ovf or Code.Add_Ovf_Un => "add",
            Code.Sub_Ovf or Code.Sub_Ovf_Un => "sub",
            _ => "mul",
        };
        bool isNarrow = a.Kind == StackKind.Int32 && b.Kind == StackKind.Int32;
        string type = isNarrow ? "i32" : "i64";
        string left = isNarrow ? a.Text : _function.ToInt64(a, isSigned);
        string right = isNarrow ? b.Text : _function.ToInt64(b, isSigned);
        string pair = _function.Define($"call {{{type}, i1}} @llvm.{(isSigned ? 's' : 'u')}{operation}.with.overflow.{type}({type} {left}, {type} {right})");
        string overflows = _function.Define($"extractvalue {{{type}, i1}} {pair}, 1");
        _function.Check(_function.Define($"xor i1 {overflows}, true"));
        string result = _function.Define($"extractvalue {{{type}, i1}} {pair}, 0");
        Push(isNarrow ? Operand.Int32(result) : Operand.Int64(result));
    }

    /// <summary><paramref name="operation"/> of a constant and the value: negation and complement.</summary>
    private void Unary(string operation, string constant, Operand value) => Push(value.Kind == StackKind.Int32
        ? Operand.Int32(_function.Define($"{operation} i32 {constant}, {value.Text}"))
        : Operand.Int64(_function.Define($"{operation} i64 {constant}, {_function.ToInt64(value)}")));

    private void Narrow(string to, bool isSigned)
    {
        Operand value = Pop();
        if (value.Constant is { } known)
        {
            Push(Operand.ConstantInt32((to, isSigned) switch
            {
                ("i8", true) => (sbyte)known,
                ("i8", false) => (byte)known,
                (_, true) => (short)known,
                (_, false) => (ushort)known,
            }));
            return;
        }

        string low = _function.Narrow(value, to);
        Push(Operand.Int32(_function.Define($"{(isSigned ? "sext" : "zext")} {to} {low} to i32")));
    }

    private void Widen(bool isSigned)
    {
        Operand value = Pop();
        Push(value.Constant is { } known
            ? Operand.ConstantInt64(value.Kind == StackKind.Int32 && !isSigned ? (uint)known : known)
            : Operand.Int64(_function.ToInt64(value, isSigned)));
    }
}
