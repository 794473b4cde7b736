namespace Weir.Gateway.Tests;

/// <summary>Things that go away together.</summary>
public sealed class Disposables : IDisposable
{
    private readonly List<IDisposable> _all = [];

    public T Add<T>(T one)
        where T : IDisposable
    {
        _all.Add(one);
        return one;
    }

    public void Dispose() => _all.ForEach(one => one.Dispose());
}
