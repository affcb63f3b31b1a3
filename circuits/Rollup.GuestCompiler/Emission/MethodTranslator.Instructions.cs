using Mono.Cecil;
using Mono.Cecil.Cil;
using Rollup.GuestCompiler.Types;

namespace Rollup.GuestCompiler.Emission;

/// <summary>One case per IL instruction, in the order of ECMA-335 as far as they belong together.</summary>
internal sealed partial class MethodTranslator
{
    private void Translate(Instruction instruction)
    {
        Code code = instruction.OpCode.Code;
        switch (code)
        {
            // Prefixes: they hold for the instruction after them.
            case Code.Constrained:
                _constrained = TypeOf(instruction);
                return;
            case Code.Unaligned:
                _isUnaligned = true;
                return;
            case Code.Volatile or Code.Readonly or Code.Tail or Code.Nop:
                return;

            // Constants.
            case Code.Ldc_I4_M1:
                Push(Operand.ConstantInt32(-1));
                break;
            case >= Code.Ldc_I4_0 and <= Code.Ldc_I4_8:
                Push(Operand.ConstantInt32(code - Code.Ldc_I4_0));
                break;
            case Code.Ldc_I4_S:
                Push(Operand.ConstantInt32((sbyte)instruction.Operand));
                break;
            case Code.Ldc_I4:
                Push(Operand.ConstantInt32((int)instruction.Operand));
                break;
            case Code.Ldc_I8:
                Push(Operand.ConstantInt64((long)instruction.Operand));
                break;
            case Code.Sizeof:
                Push(Operand.ConstantInt32(TypeOf(instruction).Size));
                break;

            // Parameters and variables.
            case >= Code.Ldarg_0 and <= Code.Ldarg_3:
                LoadArgument(code - Code.Ldarg_0);
                break;
            case Code.Ldarg or Code.Ldarg_S:
                LoadArgument(ArgumentOf(instruction));
                break;
            case Code.Ldarga or Code.Ldarga_S:
                Push(Operand.Pointer(_arguments[ArgumentOf(instruction)]));
                break;
            case Code.Starg or Code.Starg_S:
                _function.Store(_method.Parameters[ArgumentOf(instruction)], _arguments[ArgumentOf(instruction)], Pop());
                break;
            case >= Code.Ldloc_0 and <= Code.Ldloc_3:
                LoadLocal(code - Code.Ldloc_0);
                break;
            case Code.Ldloc or Code.Ldloc_S:
                LoadLocal(((VariableDefinition)instruction.Operand).Index);
                break;
            case Code.Ldloca or Code.Ldloca_S:
                Push(Operand.Pointer(_locals[((VariableDefinition)instruction.Operand).Index]));
                break;
            case >= Code.Stloc_0 and <= Code.Stloc_3:
                StoreLocal(code - Code.Stloc_0);
                break;
            case Code.Stloc or Code.Stloc_S:
                StoreLocal(((VariableDefinition)instruction.Operand).Index);
                break;

            // The stack.
            case Code.Dup:
                Operand top = _stack[^1];
                Push(top.Kind == StackKind.Struct ? _function.Load(top.StructType, top.Text) : top);
                break;
            case Code.Pop:
                _ = Pop();
                break;

            // Arithmetic.
            case Code.Add or Code.Sub:
                AddOrSubtract(code);
                break;
            case Code.Mul or Code.And or Code.Or or Code.Xor:
                Combine(code);
                break;
            case Code.Div or Code.Div_Un or Code.Rem or Code.Rem_Un:
                Divide(code);
                break;
            case Code.Shl or Code.Shr or Code.Shr_Un:
                Shift(code);
                break;
            case Code.Add_Ovf or Code.Add_Ovf_Un or Code.Sub_Ovf or Code.Sub_Ovf_Un or Code.Mul_Ovf or Code.Mul_Ovf_Un:
                CombineChecked(code);
                break;
            case Code.Neg:
                Unary("sub", "0", Pop());
                break;
            case Code.Not:
                Unary("xor", "-1", Pop());
                break;

            // Comparisons and branches.
            case Code.Ceq or Code.Cgt or Code.Cgt_Un or Code.Clt or Code.Clt_Un:
                Operand right = Pop();
                Push(_function.FromCondition(_function.Compare(ConditionOf(code), Pop(), right)));
                break;
            case Code.Br or Code.Br_S:
                int target = ((Instruction)instruction.Operand).Offset;
                KeepStackFor(target);
                _function.Jump(LabelOf(target));
                break;
            case Code.Brtrue or Code.Brtrue_S:
                BranchIf("ne", Operand.ConstantInt32(0), instruction);
                break;
            case Code.Brfalse or Code.Brfalse_S:
                BranchIf("eq", Operand.ConstantInt32(0), instruction);
                break;
            case Code.Beq or Code.Beq_S or Code.Bne_Un or Code.Bne_Un_S or Code.Bgt or Code.Bgt_S or Code.Bgt_Un or Code.Bgt_Un_S
                or Code.Bge or Code.Bge_S or Code.Bge_Un or Code.Bge_Un_S or Code.Blt or Code.Blt_S or Code.Blt_Un or Code.Blt_Un_S
                or Code.Ble or Code.Ble_S or Code.Ble_Un or Code.Ble_Un_S:
                BranchIf(ConditionOf(code), Pop(), instruction);
                break;
            case Code.Switch:
                Switch((Instruction[])instruction.Operand);
                break;

            // Conversions.
            case Code.Conv_I1:
                Narrow("i8", isSigned: true);
                break;
            case Code.Conv_U1:
                Narrow("i8", isSigned: false);
                break;
            case Code.Conv_I2:
                Narrow("i16", isSigned: true);
                break;
            case Code.Conv_U2:
                Narrow("i16", isSigned: false);
                break;
            case Code.Conv_I4 or Code.Conv_U4:
                Operand wide = Pop();
                Push(wide.Constant is { } known ? Operand.ConstantInt32((int)known) : Operand.Int32(_function.ToInt32(wide)));
                break;
            case Code.Conv_I8:
                Widen(isSigned: true);
                break;
            case Code.Conv_U8:
                Widen(isSigned: false);
                break;
            case Code.Conv_I or Code.Conv_U:
                if (_stack[^1].Kind != StackKind.Pointer)
                    Widen(isSigned: code == Code.Conv_I);
                break;

            // Memory.
            case Code.Ldind_I1:
                LoadIndirect(_types.Int8);
                break;
            case Code.Ldind_U1:
                LoadIndirect(_types.UInt8);
                break;
            case Code.Ldind_I2:
                LoadIndirect(_types.Int16);
                break;
            case Code.Ldind_U2:
                LoadIndirect(_types.UInt16);
                break;
            case Code.Ldind_I4 or Code.Ldind_U4:
                LoadIndirect(_types.Int32);
                break;
            case Code.Ldind_I8:
                LoadIndirect(_types.Int64);
                break;
            case Code.Ldind_I:
                LoadIndirect(_types.Pointer);
                break;
            case Code.Ldobj:
                LoadIndirect(TypeOf(instruction));
                break;
            case Code.Stind_I1:
                StoreIndirect(_types.Int8);
                break;
            case Code.Stind_I2:
                StoreIndirect(_types.Int16);
                break;
            case Code.Stind_I4:
                StoreIndirect(_types.Int32);
                break;
            case Code.Stind_I8:
                StoreIndirect(_types.Int64);
                break;
            case Code.Stind_I:
                StoreIndirect(_types.Pointer);
                break;
            case Code.Stobj:
                StoreIndirect(TypeOf(instruction));
                break;
            case Code.Cpobj:
                LoadIndirect(TypeOf(instruction));
                StoreIndirect(TypeOf(instruction));
                break;
            case Code.Initobj:
                InitializeObject(TypeOf(instruction));
                break;
            case Code.Cpblk:
                string size = _function.ToInt64(Pop(), isSigned: false);
                string source = _function.ToPointer(Pop());
                _function.Copy(_function.ToPointer(Pop()), 1, source, 1, size);
                break;
            case Code.Initblk:
                string count = _function.ToInt64(Pop(), isSigned: false);
                string value = _function.Narrow(Pop(), "i8");
                _function.Fill(_function.ToPointer(Pop()), 1, value, count);
                break;
            case Code.Localloc:
                AllocateOnStack(Pop());
                break;

            // Fields.
            case Code.Ldfld:
                LoadField((FieldReference)instruction.Operand);
                break;
            case Code.Ldflda:
                string owner = _function.ToPointer(Pop());
                Push(Operand.Pointer(_function.Offset(owner, FieldOf((FieldReference)instruction.Operand).Offset)));
                break;
            case Code.Stfld:
                StoreField((FieldReference)instruction.Operand);
                break;
            case Code.Ldsflda:
                Push(Operand.Pointer(_program.Data.AddressOf(((FieldReference)instruction.Operand).Resolve())));
                break;
            case Code.Ldsfld:
                FieldDefinition constant = ((FieldReference)instruction.Operand).Resolve();
                Push(_function.Load(_types.Get(constant.FieldType, _method.Context), _program.Data.AddressOf(constant)));
                break;
            case Code.Ldtoken when instruction.Operand is FieldReference token:
                Push(Operand.Token(token.Resolve()));
                break;

            // Calls.
            case Code.Call or Code.Callvirt or Code.Newobj:
                TranslateCall((MethodReference)instruction.Operand, code == Code.Newobj, code == Code.Callvirt);
                break;
            case Code.Ret:
                Return();
                break;

            default:
                throw new NotSupportedException("this instruction is outside the provable subset");
        }

        _constrained = null;
        _isUnaligned = false;
    }

    private static string ConditionOf(Code code) => code switch
    {
        Code.Ceq or Code.Beq or Code.Beq_S => "eq",
        Code.Bne_Un or Code.Bne_Un_S => "ne",
        Code.Cgt or Code.Bgt or Code.Bgt_S => "sgt",
        Code.Cgt_Un or Code.Bgt_Un or Code.Bgt_Un_S => "ugt",
        Code.Clt or Code.Blt or Code.Blt_S => "slt",
        Code.Clt_Un or Code.Blt_Un or Code.Blt_Un_S => "ult",
        Code.Bge or Code.Bge_S => "sge",
        Code.Bge_Un or Code.Bge_Un_S => "uge",
        Code.Ble or Code.Ble_S => "sle",
        Code.Ble_Un or Code.Ble_Un_S => "ule",
        _ => throw new NotSupportedException($"{code} compares nothing"),
    };

    private GuestType TypeOf(Instruction instruction) => _types.Get((TypeReference)instruction.Operand, _method.Context);

    private int ArgumentOf(Instruction instruction)
    {
        var parameter = (ParameterDefinition)instruction.Operand;
        // Mono.Cecil gives "this" the index -1.
        return _method.Definition.HasThis ? parameter.Index + 1 : parameter.Index;
    }

    private void LoadArgument(int index) => Push(_function.Load(_method.Parameters[index], _arguments[index]));

    private void LoadLocal(int index) => Push(_function.Load(_localTypes[index], _locals[index]));

    private void StoreLocal(int index) => _function.Store(_localTypes[index], _locals[index], Pop());

    private void BranchIf(string condition, Operand right, Instruction instruction)
    {
        int target = ((Instruction)instruction.Operand).Offset;
        string holds = _function.Compare(condition, Pop(), right);
        KeepStackFor(target);
        string next = _function.NewLabel();
        _function.JumpIf(holds, LabelOf(target), next);
        _function.StartBlock(next);
    }

    private void Switch(Instruction[] targets)
    {
        string value = _function.ToInt32(Pop());
        foreach (int target in targets.Select(target => target.Offset).Distinct())
            KeepStackFor(target);
        string next = _function.NewLabel();
        IEnumerable<string> cases = targets.Select((target, i) => $"i32 {i}, label %{LabelOf(target.Offset)}");
        _function.Terminate($"switch i32 {value}, label %{next} [{string.Join(" ", cases)}]");
        _function.StartBlock(next);
    }

    private int? AlignmentHere => _isUnaligned ? 1 : null;

    private void LoadIndirect(GuestType type) => Push(_function.Load(type, _function.ToPointer(Pop()), AlignmentHere));

    private void StoreIndirect(GuestType type)
    {
        Operand value = Pop();
        _function.Store(type, _function.ToPointer(Pop()), value, AlignmentHere);
    }

    private void InitializeObject(GuestType type)
    {
        string place = _function.ToPointer(Pop());
        if (type.IsStruct)
            _function.Clear(type, place);
        else
            _function.Fill(place, type.Alignment, "0", type.Size.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private GuestType.Field FieldOf(FieldReference reference)
    {
        GuestType declaring = _types.Get(reference.DeclaringType, _method.Context);
        return declaring.Fields.FirstOrDefault(field => field.Name == reference.Name)
            ?? throw new NotSupportedException($"{declaring} has no field {reference.Name}");
    }

    private void LoadField(FieldReference reference)
    {
        Operand owner = Pop();
        GuestType.Field field = FieldOf(reference);
        string start = owner.Kind == StackKind.Struct ? owner.Text : _function.ToPointer(owner);
        Push(_function.Load(field.Type, _function.Offset(start, field.Offset), AlignmentHere));
    }

    private void StoreField(FieldReference reference)
    {
        Operand value = Pop();
        string owner = _function.ToPointer(Pop());
        GuestType.Field field = FieldOf(reference);
        _function.Store(field.Type, _function.Offset(owner, field.Offset), value, AlignmentHere);
    }

    /// <summary><c>stackalloc</c>. Room of a known size is part of the frame, however often the instruction runs; C# forbids neither, the kernel's rules do.</summary>
    private void AllocateOnStack(Operand size)
    {
        bool isCleared = _method.Definition.Body.InitLocals;
        string bytes = _function.ToInt64(size, isSigned: false);
        string room = size.Constant is { } known ? _function.AllocateBytes(known) : _function.Define($"alloca i8, i64 {bytes}, align 16");
        if (isCleared)
            _function.Fill(room, 16, "0", bytes);
        Push(Operand.Pointer(room));
    }
}
