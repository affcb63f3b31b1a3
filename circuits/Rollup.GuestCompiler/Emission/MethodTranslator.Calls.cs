using Mono.Cecil;
using Rollup.GuestCompiler.Library;
using Rollup.GuestCompiler.Methods;
using Rollup.GuestCompiler.Types;

namespace Rollup.GuestCompiler.Emission;

/// <summary>
/// Calls and returns. Primitive values, and structs of at most two of them, go in registers. A larger struct goes as the address of a copy that the
/// callee may change, and returns into a place that the caller hands over first.
/// </summary>
internal sealed partial class MethodTranslator
{
    private void TranslateCall(MethodReference called, bool isNew, bool isVirtual)
    {
        var arguments = new Operand[called.Parameters.Count + (called.HasThis && !isNew ? 1 : 0)];
        for (int i = arguments.Length - 1; i >= 0; i--)
            arguments[i] = Pop();
        IReadOnlyList<GuestType> typeArguments = called is GenericInstanceMethod generic
            ? [.. generic.GenericArguments.Select(argument => _types.Get(argument, _method.Context))]
            : [];

        if (_constrained is { } receiver)
        {
            MethodDefinition implementation = _program.Methods.Implementation(receiver, called, typeArguments, _method.Context);
            Invoke(_program.Methods.Get(implementation, receiver, typeArguments), arguments);
            return;
        }

        if (ProvableLibrary.Find(called) is { } function)
        {
            var call = new LibraryCall(_function, _types, _program.Data)
            {
                Method = called,
                DeclaringType = called.DeclaringType is GenericInstanceType ? _types.Get(called.DeclaringType, _method.Context) : null,
                TypeArguments = typeArguments,
                Arguments = arguments,
            };
            if (function(call) is { } result)
                Push(result);
            return;
        }

        MethodDefinition definition = called.Resolve() ?? throw new NotSupportedException("the method cannot be found");
        if (definition.IsInternalCall)
        {
            TranslateMachineCall(definition, arguments);
            return;
        }

        if (ProvableLibrary.IsLibrary(called))
            throw new NotSupportedException("this method of the base class library is not on the list of what may be called");
        if (isVirtual && definition.IsVirtual)
            throw new NotSupportedException("a virtual call");
        GuestType declaring = _types.Get(called.DeclaringType, _method.Context);
        GuestMethod target = _program.Methods.Get(definition, declaring, typeArguments);
        if (isNew)
        {
            // The constructor gets a cleared place of its own.
            string place = _function.Allocate(declaring);
            _function.Clear(declaring, place);
            Invoke(target, [Operand.Pointer(place), .. arguments]);
            Push(Operand.Struct(declaring, place));
            return;
        }

        Invoke(target, arguments);
    }

    private void Invoke(GuestMethod target, Operand[] arguments)
    {
        var passed = new List<string>();
        string? place = target.ReturnType.IsStruct ? _function.Allocate(target.ReturnType) : null;
        if (target.ReturnsByPointer)
            passed.Add($"{HiddenResult(target.ReturnType)} {place}");
        for (int i = 0; i < arguments.Length; i++)
            Pass(target.Parameters[i], arguments[i], passed);
        string call = $"call {ReturnType(target)} @{target.Symbol}({string.Join(", ", passed)})";

        if (target.ReturnRegister == "void")
            _function.Emit(call);
        else if (place is null)
            Push(FunctionBuilder.FromRegister(_function.Define(call), target.ReturnType));
        else
            StoreScalars(target, _function.Define(call), place);
        if (place is not null)
            Push(Operand.Struct(target.ReturnType, place));
    }

    private void Pass(GuestType type, Operand argument, List<string> passed)
    {
        if (!type.IsStruct)
        {
            passed.Add($"{ParameterType(type)} {_function.ToRegister(argument, type)}");
        }
        else if (type.Scalars is { } scalars)
        {
            foreach ((int offset, GuestType scalar) in scalars)
                passed.Add($"{scalar.Memory} {LoadScalar(argument.Text, offset, scalar)}");
        }
        else
        {
            passed.Add($"ptr {argument.Text}");
        }
    }

    private string LoadScalar(string start, int offset, GuestType scalar) =>
        _function.Define($"load {scalar.Memory}, ptr {_function.Offset(start, offset)}, align {scalar.Alignment}");

    private void StoreScalars(GuestMethod target, string result, string place)
    {
        IReadOnlyList<GuestType.Scalar> scalars = target.ReturnType.Scalars!;
        for (int i = 0; i < scalars.Count; i++)
        {
            (int offset, GuestType scalar) = scalars[i];
            string value = scalars.Count == 1 ? result : _function.Define($"extractvalue {target.ReturnRegister} {result}, {i}");
            _function.Emit($"store {scalar.Memory} {value}, ptr {_function.Offset(place, offset)}, align {scalar.Alignment}");
        }
    }

    private void Return()
    {
        GuestType type = _method.ReturnType;
        if (type.Kind == TypeKind.Void)
        {
            _function.Terminate("ret void");
            return;
        }

        Operand value = Pop();
        if (type.IsEmpty)
        {
            _function.Terminate("ret void");
        }
        else if (_method.ReturnsByPointer)
        {
            _function.CopyStruct(type, "%result", type.Alignment, value.Text, type.Alignment);
            _function.Terminate("ret void");
        }
        else if (type.Scalars is { } scalars)
        {
            string[] values = [.. scalars.Select(scalar => LoadScalar(value.Text, scalar.Offset, scalar.Type))];
            if (values is [var only])
            {
                _function.Terminate($"ret {_method.ReturnRegister} {only}");
                return;
            }

            string pair = _function.Define($"insertvalue {_method.ReturnRegister} poison, {scalars[0].Type.Memory} {values[0]}, 0");
            pair = _function.Define($"insertvalue {_method.ReturnRegister} {pair}, {scalars[1].Type.Memory} {values[1]}, 1");
            _function.Terminate($"ret {_method.ReturnRegister} {pair}");
        }
        else
        {
            string register = _function.ToRegister(value, type);
            if (type.Size < 4 && value.Constant is null)
                register = _function.Define($"{(type.IsUnsigned ? "zext" : "sext")} {type.Memory} {_function.Narrow(value, type.Memory)} to i32");
            _function.Terminate($"ret {type.Register} {register}");
        }
    }

    /// <summary>A method without a body, which stands for an instruction of the machine (<see cref="MachineCall"/>).</summary>
    private void TranslateMachineCall(MethodDefinition definition, Operand[] arguments)
    {
        MachineCall call = MachineCall.Of(definition);
        switch (call.Kind)
        {
            case MachineCallKind.IsEnabled:
                Push(Operand.ConstantInt32(_program.IsEnabled(call.Number) ? 1 : 0));
                break;
            case MachineCallKind.Fail:
                _function.Emit($"call void asm sideeffect \"ebreak\", \"{{a0}}\"(i64 {_function.ToInt64(arguments[0])})");
                _function.Terminate("unreachable");
                break;
            case MachineCallKind.CustomInstruction when arguments is [var one]:
                _function.Emit($"call void asm sideeffect \".insn r 0x0b, 0, {call.Number}, x0, $0, x0\", \"r,~{{memory}}\"(ptr {_function.ToPointer(one)})");
                break;
            case MachineCallKind.CustomInstruction when arguments is [var first, var second]:
                string operands = $"ptr {_function.ToPointer(first)}, ptr {_function.ToPointer(second)}";
                _function.Emit($"call void asm sideeffect \".insn r 0x0b, 0, {call.Number}, x0, $0, $1\", \"r,r,~{{memory}}\"({operands})");
                break;
            default:
                throw new NotSupportedException("an instruction of the machine takes one or two addresses");
        }
    }
}
