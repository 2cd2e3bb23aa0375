using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ora.Core.Errors;

namespace Ora.Postgres.Provisioning;

/// <summary>
/// A password as PostgreSQL keeps it (RFC 5802), made here, as <c>psql</c>'s <c>\password</c> does: the password itself then never
/// reaches the server's log.
/// </summary>
internal static class ScramVerifier
{
    private const int Iterations = 4096; // PostgreSQL's own; the passwords are random, so more would only slow each connection down.
    private const int SaltBytes = 16;
    private const int PasswordBytes = 32;

    /// <summary>A new password of 256 random bits, in characters that need no escaping anywhere.</summary>
    public static string NewPassword() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PasswordBytes));

    /// <summary>The verifier of a password, with a salt of its own.</summary>
    /// <exception cref="OraException">The password holds characters that the two sides could write in two ways.</exception>
    public static string Of(string password)
    {
        if (password.Any(c => c is < ' ' or > '~'))
        {
            throw new OraException(
                OraErrorCode.Configuration, "The project's password for PostgreSQL holds characters outside of ASCII.", "Choose another one, or let `ora init` make it.");
        }

        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(password), salt, Iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var storedKey = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(storedKey)}:{Convert.ToBase64String(serverKey)}");
    }
}
