using System.Globalization;

namespace Rollup.Benchmarks.Ingest;

/// <summary>What Linux says about running processes (proc(5)).</summary>
internal static class ProcessUsage
{
    private const double TicksPerSecond = 100;
    private const int Parent = 1;      // Fields after the command's name, from 0.
    private const int UserTime = 11;   // Then system time, and both of the children that have ended.

    /// <summary>CPU seconds, user and system, of another process and its children, ended ones included; of this process without the others.</summary>
    public static double CpuSeconds(int id) => id == Environment.ProcessId
        ? Environment.CpuUsage.TotalTime.TotalSeconds
        : Directory.EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
            .Select(name => TryReadStat(name!))
            .Where(stat => stat is not null && (stat.Value.Id == id || stat.Value.Fields[Parent] == id.ToString(CultureInfo.InvariantCulture)))
            .Sum(stat => Enumerable.Range(UserTime, stat!.Value.Id == id ? 4 : 2).Sum(field => double.Parse(stat.Value.Fields[field], CultureInfo.InvariantCulture)) / TicksPerSecond);

    /// <summary>Resident memory of a process in MB.</summary>
    public static double ResidentMegabytes(int id)
    {
        string line = File.ReadLines($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private static (int Id, string[] Fields)? TryReadStat(string id)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return (int.Parse(id, CultureInfo.InvariantCulture), stat[(stat.LastIndexOf(')') + 2)..].Split(' '));
        }
        catch (IOException)
        {
            return null; // It has ended meanwhile.
        }
    }
}
