using System.Globalization;
using Ora.Core.Errors;
using Ora.Embeddings;
using Ora.Http;
using Ora.Mcp.Cli.Settings;
using Ora.Pinecone;
using Ora.Pinecone.Inference;
using Ora.Pinecone.Memory;

namespace Ora.Mcp.Composition;

/// <summary>What the environment says about the dense tier.</summary>
/// <param name="Pinecone">How Pinecone is called.</param>
/// <param name="Index">The index.</param>
/// <param name="Model">The model.</param>
/// <param name="OpenAI">The endpoint that embeds; null: Pinecone does.</param>
internal sealed record DenseSettings(PineconeOptions Pinecone, PineconeIndexSettings Index, string Model, OpenAIEmbeddingOptions? OpenAI)
{
    private const string OpenAIModel = "text-embedding-3-small";
    private const int OpenAIDimension = 1_536;
    private const int DimensionMax = 20_000;

    /// <summary>Reads them.</summary>
    /// <exception cref="OraException">One is missing or malformed.</exception>
    public static DenseSettings Of(IReadOnlyDictionary<string, string> variables)
    {
        string? Find(string name) => EnvironmentSettings.Find(variables, name);
        var openAI = OpenAIOf(Find);
        var model = openAI?.Model ?? Find(EnvironmentSettings.EmbeddingsModel) ?? PineconeEmbeddingGenerator.DefaultModel;
        var dimension = openAI?.Dimension ?? DimensionOf(Find, model == PineconeEmbeddingGenerator.DefaultModel ? PineconeEmbeddingGenerator.DefaultDimension : null);
        var pinecone = new PineconeOptions
        {
            ApiKey = Find(EnvironmentSettings.PineconeKey) ?? throw Missing(
                EnvironmentSettings.PineconeKey, $"{EnvironmentSettings.PineconeIndex} is set, and no key for Pinecone."),
            Address = Find(EnvironmentSettings.PineconeUrl) is { } url ? WebService.Address(url, EnvironmentSettings.PineconeUrl) : PineconeOptions.DefaultAddress,
        };
        var index = new PineconeIndexSettings { Name = Find(EnvironmentSettings.PineconeIndex)!, Dimension = dimension };
        if (Find(EnvironmentSettings.PineconeCloud) is { } cloud) index = index with { Cloud = cloud };
        if (Find(EnvironmentSettings.PineconeRegion) is { } region) index = index with { Region = region };
        return new DenseSettings(pinecone, index, model, openAI);
    }

    private static OpenAIEmbeddingOptions? OpenAIOf(Func<string, string?> find)
    {
        var url = find(EnvironmentSettings.EmbeddingsUrl);
        var kind = find(EnvironmentSettings.Embeddings) ?? (url is null ? "pinecone" : "openai");
        if (kind == "pinecone") return null;
        if (kind != "openai")
        {
            throw new OraException(
                OraErrorCode.Configuration, $"{EnvironmentSettings.Embeddings} is neither pinecone nor openai.", "Correct it.", EnvironmentSettings.Embeddings);
        }

        url ??= find(EnvironmentSettings.OpenAIUrl);
        var address = url is null ? OpenAIEmbeddingOptions.DefaultAddress : WebService.Address(url, EnvironmentSettings.EmbeddingsUrl);
        var model = find(EnvironmentSettings.EmbeddingsModel) ?? (url is null ? OpenAIModel : throw Missing(
            EnvironmentSettings.EmbeddingsModel, "An embedding endpoint is set, and no model."));
        return new OpenAIEmbeddingOptions
        {
            Address = address,
            ApiKey = find(EnvironmentSettings.OpenAIKey),
            Model = model,
            Dimension = DimensionOf(find, model == OpenAIModel ? OpenAIDimension : null),
            AsksForDimension = model.StartsWith("text-embedding-3", StringComparison.Ordinal),
        };
    }

    private static int DimensionOf(Func<string, string?> find, int? ofModel)
    {
        const string Name = EnvironmentSettings.EmbeddingsDimension;
        if (find(Name) is not { } text) return ofModel ?? throw Missing(Name, "The dimension of the embedding model's vectors is not known.");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var dimension) && dimension is >= 1 and <= DimensionMax
            ? dimension
            : throw new OraException(OraErrorCode.Configuration, $"{Name} is no number from 1 to {DimensionMax}.", "Set the dimension of the model's vectors.", Name);
    }

    private static OraException Missing(string name, string problem) => new(OraErrorCode.Configuration, problem, $"Set {name}.", name);
}
