using System.Text.Json.Nodes;
using FleetDemo.Agents;

namespace FleetDemo.Fleet;

/// <summary>A fresh folder with an Ora project, the workers' results and their records. It is left there to be looked at.</summary>
internal sealed class Workplace
{
    private const string ProjectName = "docs-check";

    // Short, so that the killed worker's task is taken over while somebody watches. The default is 15 minutes.
    private const int LeaseSeconds = 3;

    private Workplace(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>The folder of all of Ora's projects.</summary>
    public string Root => Path.Combine(Folder, "projects");

    /// <summary>The folder of the project.</summary>
    public string Project => Path.Combine(Root, ProjectName);

    /// <summary>Where the workers write.</summary>
    public string Results => Path.Combine(Folder, "results");

    /// <summary>Where the workers keep their records.</summary>
    public string Logs => Path.Combine(Folder, "logs");

    public string Report => Path.Combine(Results, WorkPlan.ReportPath);

    public OraSetup Setup => new(Programs.Ora, Root, ProjectName);

    /// <summary>The flags that say which project a command of Ora is about.</summary>
    public IReadOnlyList<string> ProjectFlags => ["--root", Root, "--project", ProjectName];

    public static async Task<Workplace> CreateAsync(CancellationToken cancellationToken)
    {
        var workplace = new Workplace(Directory.CreateTempSubdirectory("ora-fleet-").FullName);
        Directory.CreateDirectory(workplace.Results);
        Directory.CreateDirectory(workplace.Logs);
        await Programs.RunAsync(Programs.Ora, ["--root", workplace.Root, "init", ProjectName], cancellationToken);
        await workplace.SetLeaseAsync(cancellationToken);
        return workplace;
    }

    /// <summary>Puts a file into the project's inbox by hand, whole at once, as a person's script should.</summary>
    public async Task DropIntoInboxAsync(string name, string content, CancellationToken cancellationToken)
    {
        var queue = Path.Combine(Project, "agents", "_queue");
        var prepared = Path.Combine(queue, "tmp", name);
        await File.WriteAllTextAsync(prepared, content, cancellationToken);
        File.Move(prepared, Path.Combine(queue, "inbox", name));
    }

    /// <summary>The Director's summaries, oldest first.</summary>
    public IReadOnlyList<string> Summaries()
    {
        var folder = Path.Combine(Project, "docs", "summaries");
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.md").Order(StringComparer.Ordinal)] : [];
    }

    private async Task SetLeaseAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(Project, "project.json");
        var project = JsonNode.Parse(await File.ReadAllTextAsync(path, cancellationToken))!.AsObject();
        project["settings"] = new JsonObject { ["leaseSeconds"] = LeaseSeconds };
        await File.WriteAllTextAsync(path, project.ToJsonString(), cancellationToken);
    }
}
