using System.Collections.Frozen;

namespace Ora.Core.Memory.Analysis;

/// <summary>What is known of single English words: which carry no meaning of their own, and which are forms of another word.</summary>
internal static class EnglishWords
{
    private static readonly FrozenSet<string> StopWords = Split("""
        a about above after again all also am an and any are aren as at be because been before being below between both but by can could
        did didn do does doesn doing don down during each few for from further had has have having he her here hers herself him himself
        his how i if in into is isn it its itself just let ll me more most my myself no nor not now of off on once only or other our ours
        ourselves out over own re s same shan she should so some such t than that the their theirs them themselves then there these they
        this those through to too under until up ve very was wasn we were weren what when where which while who whom why will with won
        would wouldn you your yours yourself yourselves d m o y
        """).ToFrozenSet(StringComparer.Ordinal);

    // Form, then the word it is a form of.
    private static readonly FrozenDictionary<string, string> Irregular = Pairs("""
        arose arise arisen arise ate eat eaten eat awoke awake awoken awake beat beat beaten beat became become began begin begun begin
        bent bend bet bet bitten bite bit bit bled bleed blew blow blown blow bore bear born bear borne bear bought buy bound bind broke
        break broken break brought bring built build burnt burn came come caught catch chose choose chosen choose clung cling crept creep
        dealt deal done do drank drink drunk drink drawn draw drew draw driven drive drove drive dug dig dreamt dream dwelt dwell fallen
        fall fed feed fell fall felt feel fled flee flew fly flown fly forbidden forbid forgave forgive forgiven forgive forgot forget
        forgotten forget fought fight found find froze freeze frozen freeze gave give given give goes go gone go got get gotten get grew
        grow grown grow heard hear held hold hid hide hidden hide hung hang kept keep knew know known know laid lay lain lie led lead
        leapt leap learnt learn leant lean lent lend lit light lost lose made make meant mean met meet mistook mistake mistaken mistake
        paid pay proven prove ran run rang ring rung ring ridden ride rode ride risen rise rose rise said say sang sing sung sing sank sink
        sunk sink sat sit saw see seen see sent send shaken shake shook shake shone shine shot shoot shown show shrank shrink shrunk shrink
        slept sleep slid slide sold sell sought seek sped speed spent spend spilt spill spoke speak spoken speak sprang spring sprung spring
        spun spin stole steal stolen steal stood stand stuck stick stung sting struck strike stricken strike swam swim swum swim swept sweep
        swore swear sworn swear swung swing taken take took take taught teach thought think threw throw thrown throw told tell tore tear torn
        tear understood understand undertook undertake undertaken undertake upheld uphold went go wept weep withdrew withdraw withdrawn
        withdraw woke wake woken wake won win wore wear worn wear wove weave woven weave written write wrote write
        children child men man women woman people person feet foot teeth tooth mice mouse geese goose lives life wives wife knives knife
        leaves leaf shelves shelf halves half selves self thieves thief wolves wolf loaves loaf indices index indexes index vertices vertex
        matrices matrix analyses analysis crises crisis theses thesis hypotheses hypothesis criteria criterion phenomena phenomenon
        schemata schema better good best good worse bad worst bad
        dependencies dependency
        """);

    /// <summary>Whether a word says nothing about what a text is about.</summary>
    public static bool IsStopWord(string word) => StopWords.Contains(word);

    /// <summary>The word that <paramref name="word"/> is an irregular form of, or itself.</summary>
    public static string BaseForm(string word) => Irregular.GetValueOrDefault(word, word);

    private static string[] Split(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static FrozenDictionary<string, string> Pairs(string words) =>
        Split(words).Chunk(2).ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
