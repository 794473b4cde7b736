using System.Net;
using System.Net.Sockets;
using Weir.ServeBench;

switch (args)
{
    case ["tree", var folder]:
        SyntheticTree.Write(folder);
        return 0;
    case ["big", var folder, var bytes]:
        SyntheticTree.WriteBig(folder, long.Parse(bytes, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["port"]:
        using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            Console.WriteLine(((IPEndPoint)socket.LocalEndPoint!).Port);
        }

        return 0;
    case ["kestrel"]:
        await EmptyKestrel.RunAsync();
        return 0;
    case ["table", var results]:
        Console.Write(ResultTable.Render(File.ReadAllLines(results)));
        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: port | tree FOLDER | big FOLDER BYTES | kestrel | table RESULTS");
        return 2;
}
