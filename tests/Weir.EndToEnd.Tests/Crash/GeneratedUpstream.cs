using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Weir.EndToEnd.Tests.Crash;

/// <summary>An upstream whose bodies are made while they are sent, so that they may be larger than memory.</summary>
internal sealed class GeneratedUpstream : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, (long Length, Func<Stream, Task> WriteAsync)> bodies = new(StringComparer.Ordinal);

    private GeneratedUpstream()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    public string Url => app.Urls.Single();

    public static async Task<GeneratedUpstream> StartAsync()
    {
        var upstream = new GeneratedUpstream();
        await upstream.app.StartAsync();
        return upstream;
    }

    /// <summary>Serves a body of known length at a path.</summary>
    public void Add(string path, long length, Func<Stream, Task> writeAsync) => bodies[path] = (length, writeAsync);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        if (!bodies.TryGetValue(http.Request.Path, out var body))
        {
            http.Response.StatusCode = 404;
            return;
        }

        http.Response.ContentLength = body.Length;
        try
        {
            await body.WriteAsync(http.Response.Body);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Weir had seen enough.
        }
    }
}
