using Mono.Cecil;
using Mono.Cecil.Cil;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Tests.Evm;

/// <summary>
/// The JIT compiles a method without optimising it (MinOpts) when it has more than 60,000 bytes of IL, 20,000 instructions, 2,000 basic
/// blocks or 2,000 locals. The interpreter's methods must stay far below.
/// </summary>
public class InterpreterSizeTests
{
    [Theory]
    [InlineData("RunFrame")]
    [InlineData("Execute")]
    public void The_interpreter_is_small_enough_for_the_optimiser(string name)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(typeof(U256).Assembly.Location);
        MethodBody body = module.GetType("Rollup.Kernel.Evm.Instructions.Interpreter").Methods.Single(method => method.Name == name).Body;
        body.CodeSize.ShouldBeLessThan(15_000);
        body.Instructions.Count.ShouldBeLessThan(5_000);
        BasicBlocks(body).ShouldBeLessThan(500);
        body.Variables.Count.ShouldBeLessThan(200);
    }

    /// <summary>Blocks start at the first instruction, at targets of branches, and after branches.</summary>
    private static int BasicBlocks(MethodBody body)
    {
        var leaders = new HashSet<Instruction> { body.Instructions[0] };
        foreach (Instruction instruction in body.Instructions)
        {
            IEnumerable<Instruction> targets = instruction.Operand switch
            {
                Instruction target => [target],
                Instruction[] targetsOfSwitch => targetsOfSwitch,
                _ => [],
            };
            foreach (Instruction target in targets)
                leaders.Add(target);
            bool endsBlock = instruction.OpCode.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch or FlowControl.Return;
            if (endsBlock && instruction.Next is not null)
                leaders.Add(instruction.Next);
        }

        return leaders.Count;
    }
}
