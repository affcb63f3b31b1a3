namespace Rollup.Execution.Tests.Parallel;

/// <summary>Small contracts, assembled by hand.</summary>
internal static class Contracts
{
    /// <summary>Increments slot 0 and logs its new value.</summary>
    public static byte[] Counter { get; } = Convert.FromHexString("5f54600101805f555f5260205fa000");

    /// <summary>
    /// A token: moves word 1 of the calldata from the caller to word 0 (balances lie in the slots numbered by their owners), logs, returns 1;
    /// reverts if the caller has less.
    /// </summary>
    public static byte[] Token { get; } = Convert.FromHexString(
        "3354" // bal
        + "80602035" + "11" + "602f57" // amount > bal: fail
        + "6020359003" + "3355" // bal - amount
        + "5f3554" + "60203501" + "5f3555" // to
        + "6020355f52" + "5f35" + "33" + "60205fa2"
        + "60015f52" + "60205ff3"
        + "5b5f5ffd");

    /// <summary>Creates a contract with its calldata as init code and its value, stores the address in slot 0, and calls it.</summary>
    public static byte[] Factory { get; } = Convert.FromHexString("365f5f37" + "365f34f0" + "805f55" + "5f5f5f5f5f" + "855af1" + "00");

    /// <summary>The same with CREATE2 and salt 0: the address depends on the init code only.</summary>
    public static byte[] Factory2 { get; } = Convert.FromHexString("365f5f37" + "5f365f34f5" + "805f55" + "5f5f5f5f5f" + "855af1" + "00");

    /// <summary>Stores the balances of the fee vault (slot 0) and of the account in word 0 of the calldata (slot 1).</summary>
    public static byte[] BalanceReader { get; } = Convert.FromHexString("41315f55" + "5f35316001" + "5500");

    /// <summary>Sends its value on to the account in word 0 of the calldata; reverts if that fails.</summary>
    public static byte[] Forwarder { get; } = Convert.FromHexString("5f5f5f5f345f355af1" + "600f57" + "5f5ffd" + "5b00");

    /// <summary>Gives its balance to the account in word 0 of the calldata.</summary>
    public static byte[] Destroyer { get; } = Convert.FromHexString("5f35ff");

    /// <summary>Reverts with the value of slot 0, which it changed before.</summary>
    public static byte[] Reverter { get; } = Convert.FromHexString("5f54600101805f55" + "5f5260205ffd");

    /// <summary>Runs until the gas is gone.</summary>
    public static byte[] Burner { get; } = Convert.FromHexString("5b5f56");

    /// <summary>Gives its balance to its caller: as a child of a factory it is destroyed by the transaction that creates it.</summary>
    public static byte[] SelfDestructing { get; } = Convert.FromHexString("33ff");

    /// <summary>Stores the hash of the block in word 0 of the calldata.</summary>
    public static byte[] BlockHashReader { get; } = Convert.FromHexString("5f35405f5500");

    /// <summary>Stores the first bytes of the code of the account in word 0 of the calldata (slot 0), its hash and its length (slots 1 and 2).</summary>
    public static byte[] CodeReader { get; } = Convert.FromHexString("60205f5f5f353c" + "5f515f55" + "5f353f600155" + "5f353b600255" + "00");

    /// <summary>Withdraws its value to its caller on L1; then reverts if word 0 of the calldata is not 0.</summary>
    public static byte[] Withdrawer { get; } = Convert.FromHexString(
        "6351cff8d960e01b5f52" + "33600452" + "5f5f60245f3461a0015af150" + "5f3515602357" + "5f5ffd" + "5b00");

    /// <summary>Init code that installs <paramref name="runtime"/>.</summary>
    public static byte[] Init(byte[] runtime) => [0x60, (byte)runtime.Length, 0x80, 0x60, 0x09, 0x5f, 0x39, 0x5f, 0xf3, .. runtime];
}
