using System.Globalization;
using Rollup.Kernel.Batches;
using Rollup.Testing.Batches;

namespace Rollup.Benchmarks;

/// <summary>
/// Writes the witness of a batch of <see cref="BatchWorkload"/>, the same bytes for the same options, and beside it the words that its transition returns, in hex. The files in
/// <c>tests/vectors/witnesses</c> come from here, with 1,024 accounts. Of several batches, which follow one another, FILE-1.bin, FILE-2.bin and so on are written.
/// </summary>
internal static class WitnessCommand
{
    public static int Run(string[] options)
    {
        string workload = "eth";
        string? file = null;
        int transfers = 256;
        int accounts = 65_536;
        int batches = 1;
        for (int i = 0; i + 1 < options.Length; i += 2)
        {
            string value = options[i + 1];
            switch (options[i])
            {
                case "--workload":
                    workload = value;
                    break;
                case "--transfers":
                    transfers = int.Parse(value, CultureInfo.InvariantCulture);
                    break;
                case "--accounts":
                    accounts = int.Parse(value, CultureInfo.InvariantCulture);
                    break;
                case "--batches":
                    batches = int.Parse(value, CultureInfo.InvariantCulture);
                    break;
                case "--out":
                    file = value;
                    break;
                default:
                    file = null;
                    break;
            }
        }

        if (file is null || batches < 1 || workload is not ("eth" or "erc20" or "defi"))
        {
            Console.Error.WriteLine("usage: witness [--workload eth|erc20|defi] [--transfers N] [--accounts N] [--batches N] --out FILE.bin");
            return 2;
        }

        IReadOnlyList<MadeBatch> made = workload switch
        {
            "eth" => BatchWorkload.Ether(transfers, accounts, batches),
            "erc20" => BatchWorkload.Erc20(transfers, accounts, batches),
            _ => BatchWorkload.Defi(transfers, accounts, batches),
        };
        for (int i = 0; i < made.Count; i++)
            Write(made.Count == 1 ? file : Path.ChangeExtension(file, null) + $"-{i + 1}.bin", made[i]);
        return 0;
    }

    private static void Write(string file, MadeBatch batch)
    {
        byte[] words = new byte[PublicInput.Size];
        batch.PublicInput.WriteTo(words);
        File.WriteAllBytes(file, batch.Witness);
        File.WriteAllText(Path.ChangeExtension(file, ".words"), Convert.ToHexStringLower(words) + "\n");
        Console.WriteLine($"{file}: {batch.Witness.Length} bytes");
    }
}
