using System.Globalization;
using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Rollup.GuestCompiler.Methods;
using Rollup.GuestCompiler.Types;

namespace Rollup.GuestCompiler.Emission;

/// <summary>
/// Translates one method from IL to an LLVM function: the evaluation stack is followed at compile time, each instruction takes its operands from it and
/// emits what computes its result. This file holds the frame: parameters, variables, and the blocks that branches divide the method into.
/// </summary>
internal sealed partial class MethodTranslator
{
    private readonly ProgramTranslator _program;
    private readonly TypeTable _types;
    private readonly GuestMethod _method;
    private readonly FunctionBuilder _function = new();
    private readonly List<Operand> _stack = [];

    /// <summary>Where the values lie that are on the stack when the block at an offset begins.</summary>
    private readonly Dictionary<int, Operand[]> _joins = [];

    private readonly List<string> _parameters = [];
    private readonly string[] _arguments;
    private readonly string[] _locals;
    private readonly GuestType[] _localTypes;

    /// <summary>The operand of the prefix <c>constrained.</c>, and whether <c>unaligned.</c> was given.</summary>
    private GuestType? _constrained;
    private bool _isUnaligned;

    public MethodTranslator(ProgramTranslator program, GuestMethod method)
    {
        _program = program;
        _types = program.Types;
        _method = method;
        if (!method.Definition.HasBody)
            throw new GuestCompilationException(method.Definition, "has no body");
        if (method.Definition.Body.HasExceptionHandlers)
            throw new GuestCompilationException(method.Definition, "handles exceptions");
        _arguments = new string[method.Parameters.Count];
        _localTypes = [.. method.Definition.Body.Variables.Select(variable => _types.Get(variable.VariableType, method.Context))];
        _locals = new string[_localTypes.Length];
    }

    public string Translate()
    {
        DeclareParameters();
        DeclareLocals();
        MethodBody body = _method.Definition.Body;
        HashSet<int> targets = BranchTargets(body);
        foreach (Instruction instruction in body.Instructions)
        {
            if (targets.Contains(instruction.Offset))
                EnterBlock(instruction.Offset);
            else if (_function.IsTerminated)
                continue;
            try
            {
                Translate(instruction);
            }
            catch (Exception e) when (e is NotSupportedException or OverflowException)
            {
                throw new GuestCompilationException(_method.Definition, instruction, e);
            }
        }

        var text = new StringBuilder();
        string linkage = _program.IsEntry(_method) ? "" : "internal ";
        text.Append(CultureInfo.InvariantCulture, $"define {linkage}{ReturnType(_method)} @{_method.Symbol}({string.Join(", ", _parameters)}) {Attributes(_method.Definition)} {{\n");
        return text.Append(_function.Body).Append("}\n").ToString();
    }

    private static string Attributes(MethodDefinition method)
    {
        if (method.NoInlining)
            return "nounwind noinline";
        return method.AggressiveInlining ? "nounwind alwaysinline" : "nounwind";
    }

    /// <summary>
    /// 32-bit values are handed over sign-extended, as the RISC-V convention has it, whether their type is signed or not: the callee may compare them
    /// at full width.
    /// </summary>
    private static string ParameterType(GuestType type) => type.Register == "i32" ? "i32 signext" : type.Register;

    private static string ReturnType(GuestMethod method) => method.ReturnRegister == "i32" ? "signext i32" : method.ReturnRegister;

    private static string HiddenResult(GuestType type) => $"ptr noalias sret({type.Memory}) align {type.Alignment}";

    private static HashSet<int> BranchTargets(MethodBody body)
    {
        var targets = new HashSet<int>();
        foreach (Instruction instruction in body.Instructions)
        {
            if (instruction.Operand is Instruction target)
                targets.Add(target.Offset);
            else if (instruction.Operand is Instruction[] several)
                targets.UnionWith(several.Select(one => one.Offset));
        }

        return targets;
    }

    /// <summary>Every parameter gets a variable: IL may store to it and take its address.</summary>
    private void DeclareParameters()
    {
        if (_method.ReturnsByPointer)
            _parameters.Add($"{HiddenResult(_method.ReturnType)} %result");
        for (int i = 0; i < _arguments.Length; i++)
        {
            GuestType type = _method.Parameters[i];
            if (!type.IsInRegisters)
            {
                // The caller has made a copy for this call alone.
                _parameters.Add($"ptr noalias align {type.Alignment} dereferenceable({type.Size}) %p{i}");
                _arguments[i] = $"%p{i}";
                continue;
            }

            _arguments[i] = _function.Allocate(type, $"%arg{i}");
            if (type.IsStruct)
            {
                DeclareScalars(type, i);
                continue;
            }

            _parameters.Add($"{ParameterType(type)} %p{i}");
            string value = $"%p{i}";
            if (type.Size < 4)
            {
                value = $"%n{i}";
                _function.EmitAtEntry($"{value} = trunc i32 %p{i} to {type.Memory}");
            }

            _function.EmitAtEntry($"store {type.Memory} {value}, ptr {_arguments[i]}, align {type.Alignment}");
        }
    }

    private void DeclareScalars(GuestType type, int parameter)
    {
        for (int i = 0; i < type.Scalars!.Count; i++)
        {
            (int offset, GuestType scalar) = type.Scalars[i];
            string name = $"%p{parameter}.{i}";
            _parameters.Add($"{scalar.Memory} {name}");
            _function.EmitAtEntry($"{name}.place = getelementptr inbounds i8, ptr {_arguments[parameter]}, i64 {offset}");
            _function.EmitAtEntry($"store {scalar.Memory} {name}, ptr {name}.place, align {scalar.Alignment}");
        }
    }

    /// <summary>
    /// The C# compiler has every variable assigned before it is read, with one exception: a variable whose address is taken as a pointer counts as
    /// assigned. Only those are cleared, as the runtime does.
    /// </summary>
    private void DeclareLocals()
    {
        MethodBody body = _method.Definition.Body;
        HashSet<int> pointedTo = [];
        foreach (Instruction instruction in body.Instructions)
        {
            if (instruction.OpCode.Code is Code.Ldloca or Code.Ldloca_S && instruction.Next?.OpCode.Code is Code.Conv_U)
                pointedTo.Add(((VariableDefinition)instruction.Operand).Index);
        }

        for (int i = 0; i < _locals.Length; i++)
        {
            _locals[i] = _function.Allocate(_localTypes[i], $"%loc{i}");
            if (body.InitLocals && pointedTo.Contains(i))
                _function.Clear(_localTypes[i], _locals[i]);
        }
    }

    private static string LabelOf(int offset) => string.Create(CultureInfo.InvariantCulture, $"IL_{offset:x4}");

    /// <summary>Begins the block at a branch target, where values may be on the stack from each of its predecessors.</summary>
    private void EnterBlock(int offset)
    {
        if (!_function.IsTerminated)
        {
            KeepStackFor(offset);
            _function.Jump(LabelOf(offset));
        }

        _function.StartBlock(LabelOf(offset));
        _stack.Clear();
        if (!_joins.TryGetValue(offset, out Operand[]? places))
            return;
        foreach (Operand place in places)
            _stack.Add(place.Kind == StackKind.Struct ? _function.Load(place.StructType, place.Text) : _function.Load(StackType(place), place.Text));
    }

    /// <summary>Writes the stack to where the block at <paramref name="target"/> expects it.</summary>
    private void KeepStackFor(int target)
    {
        if (_stack.Count == 0)
            return;
        if (!_joins.TryGetValue(target, out Operand[]? places))
        {
            places = [.. _stack.Select(value => value with { Text = _function.Allocate(StackType(value)) })];
            _joins.Add(target, places);
        }

        if (places.Length != _stack.Count)
            throw new NotSupportedException("the stack has another height than on the other way here");
        for (int i = 0; i < places.Length; i++)
            _function.Store(StackType(places[i]), places[i].Text, _stack[i]);
    }

    /// <summary>The type of a variable that keeps the value.</summary>
    private GuestType StackType(Operand value) => value.Kind switch
    {
        StackKind.Int32 => _types.Int32,
        StackKind.Int64 => _types.Int64,
        StackKind.Pointer => _types.Pointer,
        StackKind.Struct => value.StructType,
        _ => throw new NotSupportedException("a token at a branch"),
    };

    private void Push(Operand value) => _stack.Add(value);

    private Operand Pop()
    {
        Operand top = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }
}
