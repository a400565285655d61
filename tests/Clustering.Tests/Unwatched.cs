using AwacAkka.Actors;

namespace AwacAkka.Clustering.Tests;

/// <summary>Nobody watches the run.</summary>
internal sealed class Unwatched : IRunProgress;
