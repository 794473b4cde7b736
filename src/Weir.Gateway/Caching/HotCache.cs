using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Weir.Gateway.Serving;

namespace Weir.Gateway.Caching;

/// <summary>
/// Ready answers in memory, by name of the file: small bodies with their bytes, large ones as a reference into the store, absences for a
/// short while. Bounded in bytes; what nobody asked for since the hand last came round goes first (the clock algorithm).
/// </summary>
internal sealed class HotCache(long maxBytes, TimeProvider time)
{
    private const int Overhead = 512;
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Entry> _hand = new();
    private long _bytes;
    private long _gone;

    /// <summary>Bytes held, overhead included.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The answer of a name while it is fresh.</summary>
    public bool TryGetFresh(string name, [NotNullWhen(true)] out Answer? answer)
    {
        if (_entries.TryGetValue(name, out var entry) && (entry.FreshUntil == long.MaxValue || time.GetTimestamp() < entry.FreshUntil))
        {
            if (!entry.Used)
                entry.Used = true;
            answer = entry.Answer;
            return true;
        }

        answer = null;
        return false;
    }

    /// <summary>Remembers an answer for a while, or for as long as there is room.</summary>
    public void Put(string name, Answer answer, TimeSpan? freshFor)
    {
        var until = freshFor is { } span ? time.GetTimestamp() + (long)(span.TotalSeconds * time.TimestampFrequency) : long.MaxValue;
        var entry = new Entry(name, answer, until, Overhead + answer.Body.Length + (2 * name.Length));
        var added = 0L;
        Entry? replaced = null;
        _entries.AddOrUpdate(
            name,
            _ =>
            {
                added = entry.Cost;
                replaced = null;
                return entry;
            },
            (_, before) =>
            {
                before.Gone = true;
                added = entry.Cost - before.Cost;
                replaced = before;
                return entry;
            });
        _hand.Enqueue(entry);
        if (Interlocked.Add(ref _bytes, added) > maxBytes)
            Evict();
        if (Interlocked.Add(ref _gone, replaced?.Cost ?? 0) > maxBytes / 4)
            Sweep();
    }

    /// <summary>Forgets a name.</summary>
    public void Remove(string name)
    {
        if (!_entries.TryRemove(name, out var entry))
            return;
        Drop(entry);
        Interlocked.Add(ref _gone, entry.Cost);
    }

    /// <summary>Forgets all names that match.</summary>
    public void RemoveWhere(Func<string, bool> matches)
    {
        foreach (var name in _entries.Keys.Where(matches))
            Remove(name);
    }

    private void Evict()
    {
        for (var looks = 2 * _hand.Count; Bytes > maxBytes && looks > 0 && _hand.TryDequeue(out var entry); looks--)
        {
            if (entry.Gone)
            {
                Interlocked.Add(ref _gone, -entry.Cost);
            }
            else if (entry.Used)
            {
                entry.Used = false;
                _hand.Enqueue(entry);
            }
            else if (_entries.TryRemove(new KeyValuePair<string, Entry>(entry.Name, entry)))
            {
                Drop(entry);
            }
        }
    }

    // Lists are replaced every minute: the old ones leave the clock before there are many, not only when memory is full.
    private void Sweep()
    {
        for (var looks = _hand.Count; looks > 0 && _hand.TryDequeue(out var entry); looks--)
            if (entry.Gone)
                Interlocked.Add(ref _gone, -entry.Cost);
            else
                _hand.Enqueue(entry);
    }

    private void Drop(Entry entry)
    {
        entry.Gone = true;
        Interlocked.Add(ref _bytes, -entry.Cost);
    }

    private sealed class Entry(string name, Answer answer, long freshUntil, int cost)
    {
        public string Name { get; } = name;

        public Answer Answer { get; } = answer;

        public long FreshUntil { get; } = freshUntil;

        public int Cost { get; } = cost;

        public bool Used { get; set; }

        public bool Gone { get; set; }
    }
}
