namespace AwacAkka.Data.Formats.Hdf5;

/// <summary>A file that this folder itself refuses; its clause is for the user.</summary>
/// <param name="clause">What is wrong.</param>
internal sealed class Hdf5Refusal(string clause) : Exception(clause)
{
    /// <summary>What a structure that contradicts itself is called.</summary>
    public const string Damaged = "it is an HDF5 file that is cut short or damaged, or that another program is still writing";

    /// <summary>Runs what PureHDF does. It throws whatever its code happens to meet in a damaged file: all of that is one clause here.</summary>
    /// <param name="clause">What to say where no refusal says more.</param>
    /// <param name="act">The call.</param>
    /// <exception cref="InvalidDataException">It failed.</exception>
    public static T Instead<T>(string clause, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception e)
        {
            throw Told(clause, e);
        }
    }

    /// <summary>What a failure of PureHDF is told as.</summary>
    /// <param name="clause">What to say where no refusal says more.</param>
    /// <param name="e">The failure.</param>
    public static InvalidDataException Told(string clause, Exception e) => new(RefusalIn(e)?.Message ?? clause, e);

    private static Hdf5Refusal? RefusalIn(Exception? e) => e is null or Hdf5Refusal ? (Hdf5Refusal?)e : RefusalIn(e.InnerException);
}
