using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Rollup.GuestCompiler;

/// <summary>Something that a program must not contain: the message names the method and the offset of the instruction in its IL.</summary>
public sealed class GuestCompilationException : Exception
{
    public GuestCompilationException(string message)
        : base(message)
    {
    }

    internal GuestCompilationException(MethodDefinition method, Instruction instruction, Exception reason)
        : base($"{method.DeclaringType.FullName}::{method.Name}, IL_{instruction.Offset:x4} ({instruction}): {reason.Message}", reason)
    {
    }

    internal GuestCompilationException(MethodDefinition method, string reason)
        : base($"{method.DeclaringType.FullName}::{method.Name}: {reason}")
    {
    }
}
