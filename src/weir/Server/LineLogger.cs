using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Weir.Server;

/// <summary>How log lines look.</summary>
internal enum LogFormat
{
    Text,
    Json,
}

/// <summary>
/// Writes log lines to a stream from one background task; a reader of the log that stalls costs lines, never requests. What was lost is counted and said.
/// </summary>
internal sealed class LineLoggerProvider : ILoggerProvider
{
    private const int Backlog = 16 * 1024;
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(Backlog) { SingleReader = true });
    private readonly Task _writer;
    private long _lost;

    public LineLoggerProvider(Stream to, LogFormat format, LogLevel least, TimeProvider time)
    {
        Format = format;
        Least = least;
        Time = time;
        _writer = Task.Run(() => WriteAllAsync(to));
    }

    public LogFormat Format { get; }

    public LogLevel Least { get; }

    public TimeProvider Time { get; }

    public ILogger CreateLogger(string categoryName) => new LineLogger(this, categoryName);

    public void Dispose()
    {
        _lines.Writer.TryComplete();
        _writer.Wait();
    }

    public void Post(string line)
    {
        if (!_lines.Writer.TryWrite(line))
            Interlocked.Increment(ref _lost);
    }

    private async Task WriteAllAsync(Stream to)
    {
        await using var writer = new StreamWriter(to, new UTF8Encoding(false), 64 * 1024);
        while (await _lines.Reader.WaitToReadAsync())
        {
            while (_lines.Reader.TryRead(out var line))
                await writer.WriteAsync(line);
            if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
                await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"weir: {lost} log lines were lost: the log is read too slowly"));
            await writer.FlushAsync();
        }
    }

    private sealed class LineLogger(LineLoggerProvider provider, string category) : ILogger
    {
        // Kestrel's own information lines say nothing an operator of Weir needs.
        private readonly LogLevel _least =
            category.StartsWith("Microsoft.", StringComparison.Ordinal) && provider.Least < LogLevel.Warning ? LogLevel.Warning : provider.Least;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= _least && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            provider.Post(provider.Format == LogFormat.Text
                ? TextLine(logLevel, formatter(state, exception), exception)
                : JsonLine(logLevel, eventId, state, formatter(state, exception), exception));
        }

        private string TextLine(LogLevel level, string message, Exception? exception)
        {
            var line = $"{provider.Time.GetUtcNow().UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {Word(level),-5} {OneLine(message)}\n";
            return exception is null ? line : line + exception + "\n";
        }

        private string JsonLine<TState>(LogLevel level, EventId id, TState state, string message, Exception? exception)
        {
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteString("time", provider.Time.GetUtcNow());
                json.WriteString("level", Word(level));
                json.WriteNumber("event", id.Id);
                json.WriteString("message", message);
                if (state is IReadOnlyList<KeyValuePair<string, object?>> fields)
                    foreach (var (key, value) in fields)
                        WriteField(json, key, value);
                if (exception is not null)
                    json.WriteString("exception", exception.ToString());
                json.WriteEndObject();
            }

            buffer.WriteByte((byte)'\n');
            return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        }

        private static void WriteField(Utf8JsonWriter json, string key, object? value)
        {
            if (key == "{OriginalFormat}")
                return;
            var name = JsonNamingPolicy.CamelCase.ConvertName(key);
            switch (value)
            {
                case int number:
                    json.WriteNumber(name, number);
                    break;
                case long number:
                    json.WriteNumber(name, number);
                    break;
                case double number:
                    json.WriteNumber(name, number);
                    break;
                default:
                    json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                    break;
            }
        }

        // A request target cannot forge a line of the log.
        private static string OneLine(string message) => message.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0
            ? message
            : string.Concat(message.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? '\ufffd' : c));

        private static string Word(LogLevel level) => level switch
        {
            LogLevel.Trace or LogLevel.Debug => "DEBUG",
            LogLevel.Information => "INFO",
            LogLevel.Warning => "WARN",
            _ => "ERROR",
        };
    }
}
