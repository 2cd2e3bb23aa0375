using System.Runtime.CompilerServices;

namespace Ora.Mcp.Tests;

/// <summary>Compares a text with a checked-in file beside the test.</summary>
internal static class Approval
{
    /// <summary>Fails unless <c>&lt;name&gt;.approved.&lt;extension&gt;</c> holds the text; what was received lies beside it then.</summary>
    public static void Verify(string received, string name, string extension = "txt", [CallerFilePath] string testFile = "")
    {
        received = received.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        var stem = Path.Combine(Path.GetDirectoryName(testFile)!, "Approved", name);
        var approvedFile = $"{stem}.approved.{extension}";
        var receivedFile = $"{stem}.received.{extension}";
        if (File.Exists(approvedFile) && File.ReadAllText(approvedFile).ReplaceLineEndings("\n") == received)
        {
            File.Delete(receivedFile);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(stem)!);
        File.WriteAllText(receivedFile, received);
        Assert.Fail($"Not as approved. Compare, and accept with: mv '{receivedFile}' '{approvedFile}'\n\n{received}");
    }
}
