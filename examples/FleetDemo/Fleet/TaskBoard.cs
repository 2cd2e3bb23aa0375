using System.Text.Json.Nodes;
using FleetDemo.Agents;
using FleetDemo.Documents;

namespace FleetDemo.Fleet;

/// <summary>The tasks of one run, once Ora has them.</summary>
internal sealed class TaskBoard
{
    private readonly Dictionary<string, PlannedTask> _tasks = new(StringComparer.Ordinal);

    private TaskBoard()
    {
    }

    /// <summary>All tasks by id.</summary>
    public IReadOnlyDictionary<string, PlannedTask> Tasks => _tasks;

    /// <summary>The task that ends the run.</summary>
    public string ReportId { get; private set; } = "";

    /// <summary>Gives Ora a task per file and the report, which depends on all of them.</summary>
    public static async Task<TaskBoard> FillAsync(OraConnection person, DocumentTree tree, CancellationToken cancellationToken)
    {
        var board = new TaskBoard();
        var ids = new List<string>();
        foreach (var check in WorkPlan.ChecksOf(tree)) ids.Add(await board.AssignAsync(person, check, [], cancellationToken));
        var joins = 0;
        while (ids.Count > WorkPlan.DependenciesMax)
        {
            var joined = new List<string>();
            foreach (var part in ids.Chunk(WorkPlan.DependenciesMax))
                joined.Add(await board.AssignAsync(person, WorkPlan.Join(++joins), part, cancellationToken));
            ids = joined;
        }

        board.ReportId = await board.AssignAsync(person, WorkPlan.Report, ids, cancellationToken);
        return board;
    }

    private async Task<string> AssignAsync(
        OraConnection person, PlannedTask task, IReadOnlyCollection<string> dependsOn, CancellationToken cancellationToken)
    {
        var arguments = new JsonObject
        {
            ["title"] = task.Title,
            ["description"] = task.Description,
            ["paths"] = new JsonArray(task.Path),
        };
        if (dependsOn.Count > 0) arguments["dependsOn"] = new JsonArray([.. dependsOn.Select(id => (JsonNode)id)]);
        var answer = await person.CallAsync("assign_task", arguments, cancellationToken);
        var id = answer.GetProperty("taskId").GetString()!;
        _tasks.Add(id, task);
        return id;
    }
}
