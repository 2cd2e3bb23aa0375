using System.Collections.Frozen;

namespace Ora.Core.Memory.Analysis;

/// <summary>
/// What programmers cut words to: <c>str</c> is "string", <c>cfg</c> "configuration". Code and the questions about it then meet. Both
/// sides are read by it, so a word that was meant otherwise still finds itself.
/// </summary>
internal static class Abbreviations
{
    private static readonly FrozenDictionary<string, string> Words = """
        str string strs string int integer ints integer dict dictionary dicts dictionary dir directory dirs directory folder directory
        folders directory param parameter params parameter arg argument args argument num number nums number func function funcs function
        fn function len length msg message msgs message config configuration configs configuration cfg configuration conf configuration
        db database dbs database char character chars character img image imgs image del delete idx index tmp temporary temp temporary
        val value vals value obj object objs object env environment cmd command cmds command doc document docs document info information
        app application apps application auth authentication async asynchronous sync synchronous conn connection repo repository repos
        repository spec specification specs specification btn button err error errs error exc exception bool boolean pkg package lib
        library libs library ref reference refs reference attr attribute attrs attribute col column cols column prev previous curr current
        init initialize max maximum min minimum avg average stats statistics stat statistics dest destination src source req request resp
        response res result ctx context iter iterate vec vector coord coordinate coords coordinate calc calculate elem element elems element
        pos position seq sequence sep separator delim delimiter fmt format ver version regexp regex perf performance deps dependency dep
        dependency impl implementation util utility utils utility misc miscellaneous mem memory alloc allocate buf buffer ptr pointer addr
        address srv server svc service usr user pwd password passwd password eval evaluate exec execute
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Chunk(2).ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    /// <summary>The word that was cut short, or the word itself.</summary>
    public static string Full(string word) => Words.GetValueOrDefault(word, word);
}
