namespace Rollup.Recursion.Programs;

/// <summary>One step of a program. <paramref name="Part"/> says which part of the recorded code it comes from;</summary>
internal readonly record struct Operation(OperationKind Kind, ushort Part, int First, int Second);
