using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Weir.Gateway.Serving;

namespace Weir.Server;

/// <summary>
/// The way of a request through the server: dispatch, write, count, log. It stands directly on Kestrel, below ASP.NET's pipeline, because
/// Kestrel's own handling of paths must not decide: the raw target is parsed once, in <see cref="Dispatcher"/>.
/// </summary>
internal sealed class WeirApplication(
    Dispatcher dispatcher, AnswerWriter writer, RequestMetrics metrics, TimeProvider time, ILogger log)
    : IHttpApplication<Exchange>
{
    public Exchange CreateContext(IFeatureCollection contextFeatures) => new(contextFeatures, time.GetTimestamp());

    public void DisposeContext(Exchange context, Exception? exception)
    {
    }

    public Task ProcessRequestAsync(Exchange context)
    {
        // Hits are answered without a state machine.
        var pending = Dispatch(context);
        return pending.IsCompletedSuccessfully ? RespondAsync(context, pending.Result) : WaitAsync(context, pending);
    }

    private ValueTask<Answer> Dispatch(Exchange exchange)
    {
        try
        {
            return dispatcher.Dispatch(exchange);
        }
        catch (Exception e)
        {
            return ValueTask.FromException<Answer>(e);
        }
    }

    private async Task WaitAsync(Exchange exchange, ValueTask<Answer> pending)
    {
        Answer answer;
        try
        {
            answer = await pending;
        }
        catch (OperationCanceledException)
        {
            answer = Failures.Of(ErrorCatalog.Stopping, "Weir is stopping; try again when it is back", retryAfter: TimeSpan.FromSeconds(5));
        }
        catch (Exception e)
        {
            ServerLog.Bug(log, e, exchange.Method, WithoutQuery(exchange.Target));
            answer = Failures.Of(ErrorCatalog.Internal, "a bug in Weir: its log has the details");
        }

        await RespondAsync(exchange, answer);
    }

    private Task RespondAsync(Exchange exchange, Answer answer)
    {
        var written = writer.WriteAsync(exchange, answer);
        if (written.IsCompletedSuccessfully)
        {
            Finish(exchange, answer);
            return Task.CompletedTask;
        }

        return AwaitAsync(exchange, answer, written);
    }

    private async Task AwaitAsync(Exchange exchange, Answer answer, ValueTask written)
    {
        try
        {
            await written;
        }
        catch (StoredFileGoneException gone) when (!exchange.IsSecondTry)
        {
            await WaitAsync(exchange, dispatcher.DispatchAgain(exchange, gone.File));
            return;
        }
        catch (OperationCanceledException)
        {
            // The client hung up; Kestrel closes the connection.
        }
        catch (Exception e)
        {
            // In the middle of a body: break the connection off, or the client takes the part for the whole.
            ServerLog.Bug(log, e, exchange.Method, WithoutQuery(exchange.Target));
            exchange.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>().Abort();
        }

        Finish(exchange, answer);
    }

    private void Finish(Exchange exchange, Answer answer)
    {
        var took = time.GetElapsedTime(exchange.Started);
        metrics.Count(exchange.Kind, answer, exchange.Sent, took);
        if (exchange.Kind == RequestKind.Operations || !log.IsEnabled(LogLevel.Information))
            return;
        ServerLog.Request(
            log, exchange.Method, WithoutQuery(exchange.Target), exchange.Response.StatusCode, exchange.Sent, took.TotalMilliseconds,
            RequestMetrics.Word(answer.Cache), answer.Trace?.Winner ?? answer.Error?.Code ?? "-",
            exchange.RemoteAddress is { } address ? AddressOf(address) : "unix");
    }

    // A query means nothing to the protocol, but somebody may have put a token there.
    private static string WithoutQuery(string target) =>
        target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? target[..query] + "?***" : target;

    private static string AddressOf(IPAddress address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
}
