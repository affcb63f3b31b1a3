using Rollup.GuestCompiler.Emission;

namespace Rollup.GuestCompiler.Library;

/// <summary>Emits what a method of the base class library does, and returns its result if it has one.</summary>
internal delegate Operand? LibraryFunction(LibraryCall call);
