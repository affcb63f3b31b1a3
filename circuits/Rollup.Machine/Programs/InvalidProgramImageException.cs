namespace Rollup.Machine.Programs;

/// <summary>An ELF file that the machine cannot run: the fault of whoever built it, never of an input.</summary>
public sealed class InvalidProgramImageException(string message) : Exception(message);
