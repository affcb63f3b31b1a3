using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.JsonRpc;

namespace Rollup.Testing;

/// <summary>
/// An L1 of a test's own: anvil (npm, <c>ops/</c>) with Osaka rules on a free port and funded accounts of its test mnemonic. A guard process ends it when this process ends, however it ends.
/// </summary>
public sealed partial class Anvil : IAsyncDisposable
{
    /// <summary>The private key of the mnemonic's first account.</summary>
    public const string FirstKey = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    /// <summary>The private key of the mnemonic's second account.</summary>
    public const string SecondKey = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

    private const int ContinueSignal = 18;
    private const int StopSignal = 19;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly Process _guard;
    private readonly int _process;

    private Anvil(Process guard, int process, Uri url)
    {
        _guard = guard;
        _process = process;
        Url = url;
        Rpc = new JsonRpcClient(url, new JsonRpcOptions { Timeout = TimeSpan.FromSeconds(20) });
        Client = new L1Client(Rpc);
    }

    /// <summary>Its JSON-RPC endpoint.</summary>
    public Uri Url { get; }

    /// <summary>The operating system's number of the process.</summary>
    public int Id => _process;

    /// <summary>A connection with generous timeouts.</summary>
    public JsonRpcClient Rpc { get; }

    /// <inheritdoc cref="Rpc"/>
    public L1Client Client { get; }

    /// <summary>Starts an L1 that mines a block for every transaction and is final two epochs behind its head.</summary>
    /// <param name="slotsInAnEpoch">Blocks in an epoch.</param>
    /// <param name="arguments">Further arguments of anvil.</param>
    public static async Task<Anvil> StartAsync(int slotsInAnEpoch = 1, string arguments = "")
    {
        int port = LoopbackPort.Free();
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(
            $"""
            trap '' INT TERM
            '{Binary()}' --host 127.0.0.1 --port {port.ToString(CultureInfo.InvariantCulture)} --hardfork osaka --slots-in-an-epoch {slotsInAnEpoch.ToString(CultureInfo.InvariantCulture)} --silent {arguments} </dev/null >/dev/null 2>&1 &
            echo $!
            cat >/dev/null
            kill -9 $!
            """);
        Process guard = Process.Start(start) ?? throw new InvalidOperationException("No shell.");
        int process = int.Parse(await guard.StandardOutput.ReadLineAsync() ?? "", CultureInfo.InvariantCulture);
        var anvil = new Anvil(guard, process, new Uri($"http://127.0.0.1:{port}"));
        await anvil.WaitUntilReadyAsync();
        return anvil;
    }

    /// <summary>Mines <paramref name="count"/> blocks, with what is pending in the first one.</summary>
    public Task MineAsync(int count = 1) => SendAsync("anvil_mine", Hex(count));

    /// <summary>Waits until automining, which follows the acceptance of a transaction, has emptied the pool.</summary>
    public async Task WaitUntilMinedAsync()
    {
        while ((await SendAsync("txpool_status")).GetProperty("pending").GetString() != "0x0")
            await Task.Delay(5);
    }

    /// <summary>Switches mining a block for every transaction on or off.</summary>
    public Task SetAutomineAsync(bool on) => SendAsync("evm_setAutomine", on);

    /// <summary>Moves the clock of the next block forward.</summary>
    public Task AdvanceTimeAsync(TimeSpan time) => SendAsync("evm_increaseTime", (long)time.TotalSeconds);

    /// <summary>Replaces the last <paramref name="depth"/> blocks by as many empty ones; their transactions are gone.</summary>
    public Task ReorganiseAsync(int depth) => SendAsync("anvil_reorg", depth, Array.Empty<object>());

    /// <summary>Forgets pending transactions.</summary>
    public Task DropPendingAsync() => SendAsync("anvil_dropAllTransactions");

    /// <summary>Calls any method of anvil.</summary>
    public Task<JsonElement> SendAsync(string method, params object?[] parameters) => Rpc.SendAsync(method, CancellationToken.None, parameters);

    /// <summary>Freezes the process: connections stay open, nothing answers.</summary>
    public void Pause() => _ = Kill(_process, StopSignal);

    /// <summary>Ends <see cref="Pause"/>.</summary>
    public void Resume() => _ = Kill(_process, ContinueSignal);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
        Rpc.Dispose();
    }

    private async Task WaitUntilReadyAsync()
    {
        using var deadline = new CancellationTokenSource(StartTimeout);
        while (true)
        {
            try
            {
                await Rpc.SendAsync("eth_chainId", deadline.Token);
                return;
            }
            catch (L1UnreachableException)
            {
                await Task.Delay(20, deadline.Token);
            }
        }
    }

    private static string Binary()
    {
        string system = OperatingSystem.IsMacOS() ? "darwin" : "linux";
        string architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        string path = Path.Combine(RepositoryRoot.Path, $"ops/node_modules/@foundry-rs/anvil-{system}-{architecture}/bin/anvil");
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is missing: run ops/build-contracts.sh.");
    }

    private static string Hex(int value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x}");

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
