using System.Globalization;
using Rollup.Kernel.Batches;
using Rollup.Testing.Batches;

namespace Rollup.Benchmarks;

/// <summary>
/// Writes the witness of a batch of <see cref="BatchWorkload"/>, the same bytes for the same options, and beside it the words that its transition returns, in hex. The files in
/// <c>tests/vectors/witnesses</c> come from here, with 1,024 accounts.
/// </summary>
internal static class WitnessCommand
{
    public static int Run(string[] options)
    {
        string workload = "eth";
        string? file = null;
        int transfers = 256;
        int accounts = 65_536;
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
                case "--out":
                    file = value;
                    break;
                default:
                    file = null;
                    break;
            }
        }

        if (file is null || workload is not ("eth" or "erc20" or "defi"))
        {
            Console.Error.WriteLine("usage: witness [--workload eth|erc20|defi] [--transfers N] [--accounts N] --out FILE.bin");
            return 2;
        }

        MadeBatch batch = workload switch
        {
            "eth" => BatchWorkload.Ether(transfers, accounts),
            "erc20" => BatchWorkload.Erc20(transfers, accounts),
            _ => BatchWorkload.Defi(transfers, accounts),
        };
        byte[] words = new byte[PublicInput.Size];
        batch.PublicInput.WriteTo(words);
        File.WriteAllBytes(file, batch.Witness);
        File.WriteAllText(Path.ChangeExtension(file, ".words"), Convert.ToHexStringLower(words) + "\n");
        Console.WriteLine($"{file}: {batch.Witness.Length} bytes");
        return 0;
    }
}
