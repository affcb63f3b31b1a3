using System.Diagnostics;
using System.Runtime.InteropServices;
using Npgsql;

namespace Rollup.Testing;

/// <summary>
/// A private PostgreSQL server in a temporary folder, reachable through a Unix socket in that folder only (so there are no port clashes).
/// It can be stopped, killed and started again on the same data. A guard process removes the server and its folder when this process ends,
/// however it ends.
/// </summary>
/// <remarks>PostgreSQL refuses to run as root; as root the server runs under the user <c>postgres</c>, or <c>nobody</c> where there is none.</remarks>
public sealed partial class PostgresServer : IAsyncDisposable
{
    private const string SuperUser = "postgres";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly string _binaries;
    private readonly string _folder;
    private readonly bool _durable;
    private readonly Process _guard;
    private Process? _server;

    private PostgresServer(string binaries, string folder, bool durable, Process guard)
    {
        _binaries = binaries;
        _folder = folder;
        _durable = durable;
        _guard = guard;
    }

    /// <summary>The operating system's number of the server's first process, the parent of the others.</summary>
    public int Id => _server!.Id;

    /// <summary>Creates and starts a server.</summary>
    /// <param name="durable">True keeps every commit through <see cref="KillAsync"/>, for tests of faults; false is faster, for everything else.</param>
    /// <param name="diskMegabytes">The size of the disk for its tables, a file system of its own, which only root can have made (<see cref="SmallDiskFactAttribute"/>); 0 for the common one.</param>
    /// <param name="cancellation">Stops waiting for the start.</param>
    public static async Task<PostgresServer> StartAsync(bool durable = false, int diskMegabytes = 0, CancellationToken cancellation = default)
    {
        string binaries = PostgresBinaries.Find();
        string folder = Directory.CreateTempSubdirectory("rollup-pg-").FullName;
        var server = new PostgresServer(binaries, folder, durable, StartGuard(folder));
        string ownership = Environment.IsPrivilegedProcess ? $"chown {DropToUser} {folder} && " : "";

        // The write-ahead log stays on the common disk: where it has no room either, the server does not go on at all.
        string disk = diskMegabytes == 0 ? "" : string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"mkdir {folder}/data && mount -t tmpfs -o size={diskMegabytes}m,mode=700,uid=$(id -u {DropToUser}) tmpfs {folder}/data && ");
        string log = diskMegabytes == 0 ? "" : $"--waldir={folder}/wal ";
        await RunShellAsync(
            $"{ownership}{disk}{server.AsServerUser}{binaries}/initdb -D {folder}/data {log}-U {SuperUser} -A trust -E UTF8 --locale=C --no-sync >{folder}/init.log 2>&1 || {{ cat {folder}/init.log >&2; exit 1; }}",
            cancellation);
        await server.StartAgainAsync(cancellation);
        return server;
    }

    /// <summary>Connection string for one database of this server.</summary>
    public string ConnectionString(string database = "postgres") => new NpgsqlConnectionStringBuilder
    {
        Host = _folder,
        Username = SuperUser,
        Database = database,
        Timeout = 15,
        CommandTimeout = 60,
        MaxPoolSize = 20,
    }.ConnectionString;

    /// <summary>A link to this server that can be cut, and the connection string for one database through it.</summary>
    public (CuttableLink Link, string ConnectionString) LinkTo(string database = "postgres")
    {
        CuttableLink link = CuttableLink.To(Path.Combine(_folder, ".s.PGSQL.5432"));
        return (link, new NpgsqlConnectionStringBuilder(ConnectionString(database)) { Host = "127.0.0.1", Port = link.Port }.ConnectionString);
    }

    /// <summary>Starts the server after <see cref="StopAsync"/> or <see cref="KillAsync"/> and waits until it accepts connections.</summary>
    public async Task StartAgainAsync(CancellationToken cancellation = default)
    {
        if (_server is { HasExited: false }) throw new InvalidOperationException("The server is running.");
        string durability = _durable ? "-c fsync=on" : "-c fsync=off -c full_page_writes=off -c synchronous_commit=off";
        _server = StartShell(
            $"exec {AsServerUser}{_binaries}/postgres -D {_folder}/data -k {_folder} -c listen_addresses='' -c max_connections=200 -c shared_buffers=64MB {durability} >>{_folder}/server.log 2>&1");
        await WaitUntilReadyAsync(cancellation);
    }

    /// <summary>Shuts down in order: open transactions are rolled back, connections closed, everything is written.</summary>
    public Task StopAsync(CancellationToken cancellation = default) => SignalAsync(Signal.Interrupt, cancellation);

    /// <summary>Kills the server as a crash would; the next start recovers from the write-ahead log.</summary>
    public async Task KillAsync(CancellationToken cancellation = default)
    {
        // Children first notice their parent's death on their next poll; SIGQUIT makes the postmaster take them down without any clean-up.
        await SignalAsync(Signal.Quit, cancellation);
    }

    /// <summary>Freezes all processes of the server: connections stay open, nothing answers.</summary>
    public void Freeze() => SignalAll(Signal.Stop);

    /// <summary>Ends <see cref="Freeze"/>.</summary>
    public void Thaw() => SignalAll(Signal.Continue);

    /// <summary>Takes all the room that is left on a disk of the server's own.</summary>
    public void FillDisk()
    {
        using FileStream filler = File.Create(FillerPath);
        byte[] block = new byte[1 << 20];
        try
        {
            while (true)
                filler.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Ends <see cref="FillDisk"/>.</summary>
    public void ClearDisk() => File.Delete(FillerPath);

    /// <summary>Stops the server and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
        _server?.Dispose();
    }

    private static string DropToUser => Directory.Exists("/proc") && File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private string FillerPath => Path.Combine(_folder, "data", "filler");

    private string AsServerUser => Environment.IsPrivilegedProcess ? $"setpriv --reuid={DropToUser} --regid=$(id -g {DropToUser}) --clear-groups " : "";

    private void SignalAll(Signal signal)
    {
        string children = File.ReadAllText(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/proc/{Id}/task/{Id}/children"));
        foreach (string child in children.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            _ = Kill(int.Parse(child, System.Globalization.CultureInfo.InvariantCulture), (int)signal);
        _ = Kill(Id, (int)signal);
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(StartTimeout);
        var unpooled = new NpgsqlConnectionStringBuilder(ConnectionString()) { Pooling = false }.ConnectionString;
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(unpooled);
                await connection.OpenAsync(deadline.Token);
                return;
            }
            catch (NpgsqlException) when (_server is { HasExited: false })
            {
                await Task.Delay(50, deadline.Token);
            }
            catch (NpgsqlException error)
            {
                throw new InvalidOperationException("PostgreSQL ended at start: " + await File.ReadAllTextAsync($"{_folder}/server.log", cancellation), error);
            }
        }
    }

    private async Task SignalAsync(Signal signal, CancellationToken cancellation)
    {
        if (_server is not { HasExited: false } server) return;
        _ = Kill(server.Id, (int)signal);
        await server.WaitForExitAsync(cancellation);
    }

    /// <summary>A shell that waits for the end of its input, which is the end of this process, and then removes server and folder.</summary>
    private static Process StartGuard(string folder) => StartShell(
        $"""
        trap '' INT TERM
        cat >/dev/null
        pid=$(head -n 1 {folder}/data/postmaster.pid 2>/dev/null) && kill -QUIT "$pid" && while kill -0 "$pid"; do sleep 0.05; done
        umount {folder}/data 2>/dev/null
        rm -rf {folder}
        """, redirectInput: true);

    private static Process StartShell(string script, bool redirectInput = false)
    {
        var start = new ProcessStartInfo("/bin/sh") 
        {
            UseShellExecute = false,
            RedirectStandardInput = redirectInput,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        return Process.Start(start) ?? throw new InvalidOperationException("No shell.");
    }

    private static async Task RunShellAsync(string script, CancellationToken cancellation)
    {
        using Process process = StartShell(script);
        string error = await process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0) throw new InvalidOperationException(error);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    private enum Signal
    {
        Interrupt = 2,
        Quit = 3,
        Continue = 18,
        Stop = 19,
    }
}
