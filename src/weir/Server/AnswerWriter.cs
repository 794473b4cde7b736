using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Weir.Gateway.Serving;
using Weir.Gateway.Storage;

namespace Weir.Server;

/// <summary>Room 9: writes an answer. Conditional requests and ranges as RFC 9110 has them; a body is sent from memory or from the store.</summary>
internal sealed class AnswerWriter(IModuleStore store, TimeProvider time)
{
    private const int ChunkSize = 128 * 1024;
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues Bytes = "bytes";
    private static readonly StringValues[] CacheWords = [.. Enum.GetValues<CacheState>().Select(state => new StringValues(RequestMetrics.Word(state)))];

    public ValueTask WriteAsync(Exchange exchange, Answer answer)
    {
        var response = exchange.Response;
        var headers = response.Headers;
        headers.CacheControl = answer.CacheControl;
        headers.XContentTypeOptions = NoSniff;
        if (answer.Cache != CacheState.None)
            headers["X-Weir-Cache"] = CacheWords[(int)answer.Cache];
        if (answer.FetchedAt is { } at)
            headers.Age = Math.Max(0, (long)(time.GetUtcNow() - at).TotalSeconds).ToString(CultureInfo.InvariantCulture);

        if (answer.ETag is { } tag)
        {
            headers.ETag = tag;
            headers.AcceptRanges = Bytes;
            if (exchange.RequestHeaders.IfNoneMatch is { Count: > 0 } known && Matches(known, tag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return ValueTask.CompletedTask;
            }

            if (!exchange.IsHead && exchange.RequestHeaders.Range.Count > 0 && IsRangeValid(exchange, tag)
                && ByteRange.TryParse(exchange.RequestHeaders.Range, answer.Length, out var range, out var satisfiable))
                return satisfiable ? SendPartAsync(exchange, answer, range) : NotSatisfiable(exchange, answer);
        }
        else
        {
            WriteFailureHeaders(headers, answer);
        }

        response.StatusCode = answer.Status;
        headers.ContentType = answer.ContentType;
        headers.ContentLength = answer.Length;
        return SendAsync(exchange, answer, 0, answer.Length);
    }

    private static void WriteFailureHeaders(IHeaderDictionary headers, Answer answer)
    {
        if (answer.Error is { } error)
            headers["X-Weir-Error"] = error.Code;
        if (answer.Status == StatusCodes.Status405MethodNotAllowed && headers.Allow.Count == 0)
            headers.Allow = "GET, HEAD";
        if (answer.RetryAfter is { } wait)
            headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }

    private ValueTask SendPartAsync(Exchange exchange, Answer answer, ByteRange range)
    {
        var headers = exchange.Response.Headers;
        exchange.Response.StatusCode = StatusCodes.Status206PartialContent;
        headers.ContentType = answer.ContentType;
        headers.ContentLength = range.Length;
        headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {range.First}-{range.Last}/{answer.Length}");
        return SendAsync(exchange, answer, range.First, range.Length);
    }

    private static ValueTask NotSatisfiable(Exchange exchange, Answer answer)
    {
        exchange.Response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
        exchange.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{answer.Length}");
        exchange.Response.Headers.ContentLength = 0;
        return ValueTask.CompletedTask;
    }

    private ValueTask SendAsync(Exchange exchange, Answer answer, long offset, long count)
    {
        if (exchange.IsHead || count == 0)
            return ValueTask.CompletedTask;
        if (answer.File is { } file)
            return SendFileAsync(exchange, file, answer, offset, count);
        exchange.Sent = count;
        var write = exchange.ResponseBody.Writer.WriteAsync(answer.Body.Slice((int)offset, (int)count));
        return write.IsCompletedSuccessfully ? ValueTask.CompletedTask : AwaitAsync(write);

        static async ValueTask AwaitAsync(ValueTask<System.IO.Pipelines.FlushResult> write) => await write;
    }

    private async ValueTask SendFileAsync(Exchange exchange, StoreKey file, Answer answer, long offset, long count)
    {
        var aborted = exchange.Aborted;
        using var content = await store.OpenAsync(file, aborted);
        if (content is null || content.Length != answer.Length)
            throw new StoredFileGoneException(file);
        var writer = exchange.ResponseBody.Writer;
        for (var left = count; left > 0;)
        {
            var buffer = writer.GetMemory((int)Math.Min(left, ChunkSize));
            var read = await content.ReadAsync(buffer[..(int)Math.Min(left, buffer.Length)], offset, aborted);
            if (read == 0)
                throw new IOException($"{file} ended early");
            writer.Advance(read);
            offset += read;
            left -= read;
            exchange.Sent += read;
            if ((await writer.FlushAsync(aborted)).IsCompleted)
                return;
        }
    }

    private static bool Matches(StringValues known, string tag)
    {
        foreach (var one in known.ToString().Split(','))
            if (one.Trim() is var candidate && (candidate == "*" || Weak(candidate).SequenceEqual(tag)))
                return true;
        return false;
    }

    // If-None-Match compares weakly (RFC 9110 §13.1.2).
    private static ReadOnlySpan<char> Weak(ReadOnlySpan<char> tag) => tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;

    // If-Range compares strongly; a date never matches, for there is no Last-Modified.
    private static bool IsRangeValid(Exchange exchange, string tag) =>
        exchange.RequestHeaders.IfRange is { Count: 0 } || exchange.RequestHeaders.IfRange == tag;
}

/// <summary>Nothing was sent yet: the stored file of an answer was removed or changed behind Weir's back.</summary>
internal sealed class StoredFileGoneException(StoreKey file) : IOException($"{file} was removed or changed")
{
    public StoreKey File { get; } = file;
}
