using Rollup.Machine.Events;

namespace Rollup.Machine.Tests.Chips;

/// <summary>The columns that a row does not determine, each with the reason why that is no hole.</summary>
internal static class FreeColumns
{
    /// <summary>Why the column <paramref name="name"/> may have another value in the row of <paramref name="execution"/>; null if it may not.</summary>
    public static string? Reason(string name, in InstructionEvent execution)
    {
        return name switch
        {
            "Mix" or "LowInverse" or "HighInverse" => "any numbers will do that show the operands to differ, and none can do it for equal ones",
            _ => null,
        };
    }
}
