namespace Rollup.GuestCompiler.Emission;

/// <summary>What a method without a body stands for.</summary>
internal enum MachineCallKind
{
    /// <summary>An instruction in opcode custom-0, given one or two addresses.</summary>
    CustomInstruction,

    /// <summary>Whether the program is compiled to use that instruction: a constant.</summary>
    IsEnabled,

    /// <summary>The end of a failed run, with a code for whoever looks.</summary>
    Fail,
}
