namespace Rollup.Stark.Airs;

/// <summary>An AIR that no key can be made for: a programming error, never the fault of a witness or a proof.</summary>
public sealed class InvalidAirException(string message) : Exception(message);
