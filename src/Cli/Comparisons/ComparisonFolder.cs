using System.Text;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;
using AwacAkka.Data.Files;

namespace AwacAkka.Cli.Comparisons;

/// <summary>Where a comparison is kept: a run folder per run, beside each the run's judgement and its output, and the results of all.</summary>
/// <param name="path">The folder; it need not be there.</param>
internal sealed class ComparisonFolder(string path)
{
    /// <summary>Begins the first line of <see cref="Config"/>, a comment: the name may be that of the user's file, and so not in its text.</summary>
    private const string NameMark = "# comparison ";

    /// <summary>The folder.</summary>
    public string FullPath { get; } = Path.GetFullPath(path);

    /// <summary>The comparison's file, as it was when the comparison was last started, under a line with the comparison's name.</summary>
    public string Config => In("compare.conf");

    /// <summary>A line per run.</summary>
    public string Results => In("results.csv");

    /// <summary>All figures.</summary>
    public string Summary => In("summary.json");

    /// <summary>The table.</summary>
    public string Table => In("table.md");

    /// <summary>The picture.</summary>
    public string Picture => In("curves.svg");

    /// <summary>A run's folder.</summary>
    public string Run(ComparisonMember member) => In(member.Path);

    /// <summary>What a run's policy was judged to be.</summary>
    public string Judgement(ComparisonMember member) => In(member.Path + "-judgement.json");

    /// <summary>What a run's processes have said.</summary>
    public string Output(ComparisonMember member) => In(member.Path + ".log");

    /// <summary>Whether a run has begun: its folder says what it is a function of.</summary>
    public bool IsBegun(ComparisonMember member) => RunFolder.IsRun(Run(member));

    /// <summary>Refuses a folder that is something else's, without touching anything.</summary>
    /// <param name="name">The comparison's name.</param>
    /// <exception cref="RunConfigException">It is a file, cannot be looked into, holds another comparison, or something else.</exception>
    public void CheckUsable(string name)
    {
        if (File.Exists(FullPath))
        {
            throw new RunConfigException($"'{path}' is a file; name another folder with --out");
        }

        if (Directory.Exists(FullPath) && !File.Exists(Config) && !IsFree())
        {
            throw new RunConfigException($"the folder '{path}' is not empty and holds no comparison; name another with --out");
        }

        if (RecordedName() is { } recorded && recorded != name)
        {
            throw new RunConfigException(
                $"the folder '{path}' holds the comparison '{recorded}', and this one is '{name}': name another folder with --out, or set name = {recorded} where it is the same");
        }
    }

    private bool IsFree()
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(FullPath).All(entry => entry == LockFile);
        }
        catch (Exception e) when (FileRefusal.Is(e))
        {
            throw new RunConfigException($"the folder '{path}' cannot be read: {e.Message.TrimEnd('.')}; name another with --out", e);
        }
    }

    /// <summary>Refuses runs that have begun as something else than the comparison now asks for.</summary>
    /// <exception cref="RunConfigException">There is one.</exception>
    public void CheckBegun(ComparisonPlan plan)
    {
        foreach (var member in plan.Members.Where(IsBegun))
        {
            if (RecordedInputs.Difference(RunFolder.Open(Run(member)), member.Config, member.Seed, member.DatasetHash) is { } difference)
            {
                throw new RunConfigException(
                    $"the run '{Run(member)}' is there already, but the comparison now asks for {difference}: undo the change, name another folder with --out, or remove that run");
            }
        }
    }

    /// <summary>Makes the folder, and keeps other processes from it until the result is disposed or this process ends, however it ends.</summary>
    /// <param name="name">The comparison's name.</param>
    /// <param name="text">The text of its file.</param>
    /// <exception cref="RunConfigException">Another process has it.</exception>
    /// <exception cref="StorageException">It cannot be written.</exception>
    public IDisposable Take(string name, string text)
    {
        try
        {
            Directory.CreateDirectory(FullPath);
            var hold = new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            Write(Config, Encoding.UTF8.GetBytes($"{NameMark}{name}\n{text}"));
            return hold;
        }
        catch (IOException e) when (FileRefusal.IsLock(e))
        {
            throw new RunConfigException($"the comparison '{path}' is open in another process; stop that one first", e);
        }
        catch (Exception e) when (FileRefusal.Is(e))
        {
            throw StorageException.NotWritten(FullPath, e);
        }
    }

    /// <summary>
    /// Makes the folder of a run that has not begun, also where a kill has left one before it became a run's. A judgement that is there is of a run
    /// that was removed, and goes as well.
    /// </summary>
    /// <exception cref="StorageException">The folder cannot be written.</exception>
    public void Begin(ComparisonMember member)
    {
        Remove(Judgement(member));
        RunFolder.Create(Run(member), member.Config, member.Seed, member.DatasetHash);
    }

    /// <summary>Writes one of the files, whole or not at all.</summary>
    /// <exception cref="StorageException">It cannot be written.</exception>
    public static void Write(string file, byte[] bytes)
    {
        try
        {
            WholeFile.Write(file, bytes);
        }
        catch (Exception e) when (FileRefusal.Is(e))
        {
            throw StorageException.NotWritten(file, e);
        }
    }

    /// <summary>Removes one of the files, where it is there.</summary>
    /// <exception cref="StorageException">It cannot be removed.</exception>
    public static void Remove(string file)
    {
        try
        {
            if (File.Exists(file))
            {
                File.Delete(file);
            }
        }
        catch (Exception e) when (FileRefusal.Is(e))
        {
            throw StorageException.NotWritten(file, e);
        }
    }

    /// <summary>The name of the comparison that was last started here; null where there is none, or it does not say.</summary>
    private string? RecordedName()
    {
        try
        {
            return File.Exists(Config) && File.ReadLines(Config).FirstOrDefault() is { } line && line.StartsWith(NameMark, StringComparison.Ordinal)
                ? line[NameMark.Length..]
                : null;
        }
        catch (Exception e) when (FileRefusal.Is(e))
        {
            throw new RunConfigException($"'{Config}' cannot be read: {e.Message}", e);
        }
    }

    private string LockFile => In("compare.lock");

    private string In(string name) => Path.Combine(FullPath, name);
}
