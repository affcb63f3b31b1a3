using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Rollup.Rpc.Subscriptions;

/// <summary>The subscriptions of one connection, which end with it. Safe for any number of threads.</summary>
/// <param name="max">How many there may be.</param>
/// <param name="notify">Takes the notifications of an event, and returns at once.</param>
public sealed class ConnectionSubscriptions(int max, Action<Notifications> notify) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, IDisposable?> _byId = new(StringComparer.Ordinal); // Null: not started yet.
    private bool _ended;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get { lock (_lock) return _byId.Count; }
    }

    /// <summary>Reserves a name, which <see cref="Start"/> fills; false when there are too many.</summary>
    public bool TryReserve([NotNullWhen(true)] out string? id)
    {
        id = null;
        lock (_lock)
        {
            if (_byId.Count >= max)
                return false;
            id = SubscriptionId.Create();
            _byId.Add(id, null);
            return true;
        }
    }

    /// <summary>Starts a reserved subscription, unless it has been removed: <paramref name="watch"/> begins to watch and passes on the results of every event.</summary>
    public void Start(string id, Func<Action<EventResults>, IDisposable> watch)
    {
        lock (_lock)
        {
            if (!_ended && _byId.ContainsKey(id))
                _byId[id] = watch(results => notify(new Notifications(id, results)));
        }
    }

    /// <summary>Ends a subscription; false if there is none of that name.</summary>
    public bool Remove(string id)
    {
        lock (_lock)
        {
            if (!_byId.Remove(id, out IDisposable? watch))
                return false;
            watch?.Dispose();
            return true;
        }
    }

    /// <summary>Ends all.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _ended = true;
            foreach (IDisposable? watch in _byId.Values)
                watch?.Dispose();
            _byId.Clear();
        }
    }
}

/// <summary>What an event, a block for instance, means to one subscription. Its texts are written when they are sent: a block may have more logs than should wait as text.</summary>
/// <param name="Event">What has happened.</param>
/// <param name="Bytes">About the length of the texts.</param>
/// <param name="Texts">The results as JSON, one for each notification.</param>
public readonly record struct EventResults(object Event, long Bytes, IEnumerable<ReadOnlyMemory<byte>> Texts)
{
    /// <summary>An event with one result.</summary>
    public static EventResults Of(object cause, ReadOnlyMemory<byte> text) => new(cause, text.Length, [text]);
}

/// <summary>The notifications of an event to one subscription.</summary>
public readonly record struct Notifications(string Subscription, EventResults Results)
{
    /// <summary>The messages, each written when it is asked for.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Messages
    {
        get
        {
            string subscription = Subscription;
            return Results.Texts.Select(text => (ReadOnlyMemory<byte>)JsonText.Notification(subscription, text));
        }
    }
}

/// <summary>Names of subscriptions and filters: 0x and 32 random hex digits, so that nobody can guess another's.</summary>
internal static class SubscriptionId
{
    private const int Bytes = 16;

    /// <summary>The most characters a name that a client sends may have.</summary>
    public const int MaxLength = 66;

    /// <summary>A new name.</summary>
    public static string Create() => "0x" + RandomNumberGenerator.GetHexString(2 * Bytes, lowercase: true);
}
