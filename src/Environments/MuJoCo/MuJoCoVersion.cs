namespace AwacAkka.Environments.MuJoCo;

/// <summary>Which MuJoCo is installed.</summary>
public static class MuJoCoVersion
{
    /// <summary>Its version, such as 2.3.3; null where there is none that this program can use.</summary>
    public static string? Installed
    {
        get
        {
            try
            {
                return MuJoCoLibrary.Version;
            }
            catch (MissingNativeLibraryException)
            {
                return null;
            }
        }
    }
}
