using Ora.Core.Memory.Ranking;

namespace Ora.Memory.Evaluation;

/// <summary>The command line.</summary>
internal sealed record Arguments
{
    public const string Usage = """
        usage: Ora.Memory.Evaluation FOLDER...   ask the questions of data sets (corpus.jsonl, queries.jsonl, qrels.tsv) and score the answers
               Ora.Memory.Evaluation --growth    measure a server with 1,000, 10,000 and 100,000 passages

          --program FILE    the published ora to ask; it is published if none is given
          --in-process      without a server, to try weights quickly
          --split NAME      only the questions of this split
          --every N         only every N-th question
          --ablation        without each part of the ranking in turn (in process)
          --json            print one JSON object
        """;

    public List<string> Folders { get; } = [];

    public bool IsInProcess { get; private set; }

    public string? Program { get; private set; }

    public string Split { get; private set; } = "all";

    public int Every { get; private set; } = 1;

    public bool IsAblation { get; private set; }

    public bool IsJson { get; private set; }

    public bool IsGrowth { get; private set; }

    /// <summary>The rankings to score, with what to call them.</summary>
    public IEnumerable<(string Name, RankingWeights Weights)> Variants => IsAblation ? Ablation.Variants : [("", RankingWeights.Default)];

    public static Arguments? Parse(string[] args)
    {
        var parsed = new Arguments();
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--in-process": parsed.IsInProcess = true; break;
                case "--ablation": parsed.IsAblation = parsed.IsInProcess = true; break;
                case "--growth": parsed.IsGrowth = true; break;
                case "--json": parsed.IsJson = true; break;
                case "--program" when i + 1 < args.Length: parsed.Program = args[++i]; break;
                case "--split" when i + 1 < args.Length: parsed.Split = args[++i]; break;
                case "--every" when i + 1 < args.Length && int.TryParse(args[i + 1], out var every) && every > 0:
                    parsed.Every = every;
                    i++;
                    break;
                case ['-', ..]: return null;
                default: parsed.Folders.Add(args[i]); break;
            }
        }

        return (parsed.Folders.Count > 0 || parsed.IsGrowth) && parsed.Folders.TrueForAll(Directory.Exists) ? parsed : null;
    }
}
