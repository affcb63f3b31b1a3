using Rollup.State;

namespace Rollup.Node.Configuration;

/// <summary>Keeps the caches within what the machine, or the limit of the container, leaves: one that is killed for its memory starts over again and again.</summary>
public static class MemoryBudget
{
    private const long EntryBytes = 250;
    private const long NodeBytes = 70;

    /// <summary>The leader's state and the copy that is shown have caches of their own.</summary>
    private const int Copies = 2;

    /// <summary>The part of the memory that caches may take, as a divisor.</summary>
    private const int Share = 4;

    /// <summary>The caches as configured if an operator has chosen them, or if they fit; smaller ones in the same proportions otherwise.</summary>
    /// <param name="options">The configured caches.</param>
    /// <param name="available">The bytes that this process may use.</param>
    public static ChainStateOptions Fit(ChainStateOptions options, long available)
    {
        ChainStateOptions standard = new();
        bool isChosen = options.CachedEntries != standard.CachedEntries || options.CachedNodes != standard.CachedNodes || options.CachedCodeBytes != standard.CachedCodeBytes;
        double wanted = Copies * ((double)options.CachedEntries * EntryBytes + (double)options.CachedNodes * NodeBytes + options.CachedCodeBytes);
        double scale = (double)available / Share / wanted;
        return isChosen || scale >= 1
            ? options
            : options with
            {
                CachedEntries = (int)(options.CachedEntries * scale),
                CachedNodes = (int)(options.CachedNodes * scale),
                CachedCodeBytes = (long)(options.CachedCodeBytes * scale),
            };
    }
}
