namespace Rollup.StateTests.Differential;

/// <summary>Programs for rules that random ones seldom reach. Each stores what it saw: results of calls, gas left, hashes.</summary>
public static class CornerCases
{
    private static readonly string First = Convert.ToHexStringLower(DifferentialCase.Placeholder(0));
    private static readonly string Second = Convert.ToHexStringLower(DifferentialCase.Placeholder(1));
    private static readonly string Third = Convert.ToHexStringLower(DifferentialCase.Placeholder(2));

    /// <summary>CALL of the second contract with 50,000 gas, the result to slot 0, the gas left to slot 1; twice, warm and cold.</summary>
    private static readonly string CallSecond = Twice($"5f5f5f5f5f73{Second}61c350f1");

    /// <summary>All cases.</summary>
    public static IReadOnlyList<DifferentialCase> All { get; } =
    [
        Case("delegation to a precompile", [CallSecond, Delegation("0000000000000000000000000000000000000002")]),
        Case("delegation to nothing", [CallSecond, Delegation("00000000000000000000000000000000deadbeef")]),
        Case("delegation to itself", [CallSecond, Delegation(Second)]),
        Case("delegation to the caller", [CallSecond, Delegation(First)]),
        Case("delegation to a delegation", [CallSecond, Delegation(Third), Delegation(First)]),
        Case("delegation to code", [CallSecond, Delegation(Third), "305f5233601f55475f5fa0"]),
        Case("delegated recipient", [Delegation(Second), "5a5f5530600155", ""]),
        Case("recipient delegated to a precompile", [Delegation("0000000000000000000000000000000000000004")]),
        Case("code of a delegation", [$"73{Second}3b5f5573{Second}3f60015560205f5f73{Second}3c5f516002555a600355", Delegation(Third), "00"]),
        Case("value to a delegation to nothing", [$"5f5f5f5f600173{Second}61c350f15f555a600155", Delegation("00000000000000000000000000000000deadbeef")]),
        Case("leading zeros", ["5f1e5f5560011e6001557fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff1e60025561ffff1e600355"]),
        .. new[] { "00", "01", "1f", "20", "21", "40", "0400", "0401" }.Select(length => Case($"modexp of {length} bytes", [ModExp(length, length, length)])),
        Case("modexp of a long exponent", [ModExp("01", "0400", "01")]),
        Case("modexp of nothing by a long exponent", [ModExp("00", "0401", "00")]),
        .. Enumerable.Range(1, 0x11).Append(0x100).Append(0x12).Select(id => Case($"precompile {id:x} without input", [Twice($"60205f5f5f5f61{id:x4}620493e0f1")])),
        Case("calldata floor", ["00"], Filled(5000, 1), gasLimit: 300_000),
        Case("calldata floor of zeros", ["00"], new byte[5000], gasLimit: 300_000),
        Case("calldata below the floor's gas", ["5b5a610fa011156000575f"], Filled(500, 1), gasLimit: 60_000),
        Case("same salt twice", ["5f5f5f5ff55f555f5f5f5ff56001555a600255"]),
        Case("value to a creation that destroys itself", ["6130ff5f5260026001600a90035f600590f050475f555a600155"]),
        Case("creation whose code begins with ef", ["6a60ef60005360016000f35f52600b60155ff05f555a6001553d600255"]),
        Case("return data of a creation that reverted", ["6960aa60005260206000fd5f52600a60165ff05f553d6001555a600255"]),
        Case("past the end of the return data", [$"5f5f5f5f5f73{Second}61c350f1505f60015f3e", "60205ff3"]),
        Case("nothing past the end of the return data", [$"5f5f5f5f5f73{Second}61c350f1505f60215f3e", "60205ff3"]),
        Case("slot cleared and set again", ["60015f555f5f5560025f555f5f555a600155"]),
        Case("sentry of a store", [$"5f5f5f5f5f73{Second}6108fcf15f555f5f5f5f5f73{Second}6108fff1600155", "60015f55"]),
        Case("transient slot across a call", [$"60075f5d5f5f5f5f5f73{Second}61c350f1505f5c5f55", $"5f5f5f5f73{Third}61c350f45f55", "60095f5d5f5ffd"]),
        Case("memory beyond all gas", ["67ffffffffffffffff51"]),
        Case("length without memory", ["5f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff205f55"]),
    ];

    private static DifferentialCase Case(string name, string[] codes, byte[]? data = null, ulong gasLimit = 1_000_000) =>
        new(name, [.. codes.Select(Convert.FromHexString)], data ?? [], 1, gasLimit);

    private static string Delegation(string address) => "ef0100" + address;

    private static string Twice(string call) => $"{call}5f555a600155{call}6002555a6003553d600455";

    /// <summary>A call of MODEXP with these lengths, a byte 0xff and zeros; result, gas left and length of the output are stored.</summary>
    private static string ModExp(string baseLength, string exponentLength, string modulusLength)
    {
        string Store(string length, int word) => $"{0x5f + (length.Length / 2):x2}{length}60{32 * word:x2}52";
        return $"{Store(baseLength, 0)}{Store(exponentLength, 1)}{Store(modulusLength, 2)}60ff6060535f5f610c605f5f6005620d6d80f15f555a6001553d600255";
    }

    private static byte[] Filled(int length, byte value)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, value);
        return bytes;
    }
}
