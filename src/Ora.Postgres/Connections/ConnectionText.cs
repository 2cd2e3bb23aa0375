using System.Globalization;
using Npgsql;
using Ora.Core.Errors;

namespace Ora.Postgres.Connections;

/// <summary>
/// Reads a connection as people write it: a URI (<c>postgres://user:password@host:5432/database?sslmode=require</c>) or pairs
/// (<c>Host=…;Username=…;Password=…;Database=…</c>). It may hold a password, so no part of it is ever quoted in an error.
/// </summary>
internal static class ConnectionText
{
    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    /// <summary>Reads a connection.</summary>
    /// <param name="text">What was given.</param>
    /// <param name="source">Where it was given: a variable or a flag, for the error.</param>
    /// <exception cref="OraException">It cannot be understood.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text, string source)
    {
        try
        {
            return Schemes.Any(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) ? OfUri(text) : new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or KeyNotFoundException or OverflowException)
        {
            // The exception itself may hold a piece of the password, so it goes nowhere.
            throw new OraException(
                OraErrorCode.Configuration,
                $"The connection in {source} cannot be understood.",
                "Write postgres://user:password@host:5432/database?sslmode=require (special characters as %XX), or Host=…;Username=…;Password=…;Database=….",
                source);
        }
    }

    private static NpgsqlConnectionStringBuilder OfUri(string text)
    {
        var uri = new Uri(text, UriKind.Absolute);
        var user = uri.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder();
        if (uri.Host.Length > 0) builder.Host = Uri.UnescapeDataString(uri.Host);
        if (uri.Port > 0) builder.Port = uri.Port;
        if (user[0].Length > 0) builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length == 2) builder.Password = Uri.UnescapeDataString(user[1]);
        if (uri.AbsolutePath.Length > 1) builder.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)) Set(builder, pair);
        return builder;
    }

    // The names that libpq gives to the parameters, as far as they mean something here.
    private static void Set(NpgsqlConnectionStringBuilder builder, string pair)
    {
        var parts = pair.Split('=', 2);
        var value = Uri.UnescapeDataString(parts.Length == 2 ? parts[1] : "");
        switch (parts[0])
        {
            case "host": builder.Host = value; break;
            case "port": builder.Port = int.Parse(value, CultureInfo.InvariantCulture); break;
            case "user": builder.Username = value; break;
            case "password": builder.Password = value; break;
            case "dbname": builder.Database = value; break;
            case "sslmode": builder.SslMode = TlsMode.Parse(value); break;
            case "sslrootcert": builder.RootCertificate = value; break;
            case "sslcert": builder.SslCertificate = value; break;
            case "sslkey": builder.SslKey = value; break;
            case "channel_binding": builder.ChannelBinding = Enum.Parse<ChannelBinding>(value, ignoreCase: true); break;
            case "application_name" or "connect_timeout": break;
            default: throw new FormatException("Unknown parameter.");
        }
    }
}
