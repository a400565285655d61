using AwacAkka.Actors;
using Microsoft.Extensions.Logging;

namespace AwacAkka.Cli.Terminal;

/// <summary>Makes what starts runs.</summary>
/// <param name="loggers">Where the log of the actor system goes.</param>
public delegate IRunLauncher LauncherFactory(ILoggerFactory loggers);
