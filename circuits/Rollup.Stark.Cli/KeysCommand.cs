using System.Diagnostics;
using System.Globalization;
using Rollup.Guest;
using Rollup.Machine.Programs;
using Rollup.Recursion.Keys;
using Rollup.Stark.Hashing;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.Cli;

/// <summary>
/// <c>keys</c>: computes all keys from scratch and says whether they are the pinned ones. <c>keys pin</c>: pins them in the source tree. What depends on the program is pinned beside it, all else beside the
/// circuits.
/// </summary>
internal static class KeysCommand
{
    private const string CircuitsFolder = "circuits/Rollup.Recursion/Keys";

    public static int Check(TextWriter output)
    {
        long start = Stopwatch.GetTimestamp();
        ProofKeys keys = ProofKeys.Create(BatchMachine.Program, Workers.All, fromScratch: true);
        PinnedKeys program = KeysOf(keys);
        output.WriteLine($"image root   {program.ImageRoot}\nmachine key  {program.MachineKey}\nallowed keys {program.AllowedKeys}\nprogram key  {program.ProgramKey}");
        output.WriteLine($"shrink key   {Hex<Poseidon2Suite>(keys.Final.Shrink.Verifying.Digest)}\nfinal key    {Hex<KeccakSuite>(keys.Final.Final.Verifying.Digest)}");
        bool arePinned = CircuitPins.Of(keys).ToJson() == CircuitPins.Read().ToJson() && program == PinnedGuest.ReadKeys();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"computed in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s; {(arePinned ? "they are the pinned ones" : $"they are not the pinned ones: {CircuitPins.RepinCommand}")}"));
        return arePinned ? 0 : 1;
    }

    public static int Pin(TextWriter output, TextWriter errors)
    {
        if (SourceTree.Find() is not { } root)
        {
            errors.WriteLine("not inside the source tree");
            return 1;
        }

        Pin(root, BatchMachine.Program, output);
        return 0;
    }

    /// <summary>Pins the keys of a program that is about to be pinned, too.</summary>
    public static void Pin(string root, ProgramImage program, TextWriter output)
    {
        ProofKeys keys = ProofKeys.Create(program, Workers.All, fromScratch: true);
        File.WriteAllText(Path.Combine(root, CircuitsFolder, CircuitPins.File), CircuitPins.Of(keys).ToJson());
        File.WriteAllText(Path.Combine(root, GuestCommand.ProjectFolder, PinnedGuest.Folder, PinnedGuest.KeysFile), KeysOf(keys).ToJson());
        output.WriteLine($"program key {keys.ProgramKeyHex}");
    }

    private static PinnedKeys KeysOf(ProofKeys keys)
    {
        byte[] image = new byte[Kernel.State.Digest.Size];
        keys.Machine.ImageRoot.WriteTo(image);
        return new(Convert.ToHexStringLower(image), Hex<Poseidon2Suite>(keys.Machine.Stark.Verifying.Digest), Hex<Poseidon2Suite>(keys.Inner.Allowed.Root), keys.ProgramKeyHex);
    }

    private static string Hex<THash>(Digest digest)
        where THash : struct, IHashSuite<THash>
        => CircuitPins.Hex<THash>(digest);
}
