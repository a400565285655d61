using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Threads;

namespace AwacAkka.Learning.Training;

/// <summary>How a learner uses the processor.</summary>
/// <param name="Threads">Lanes, at least 1; the result is the same for any number.</param>
/// <param name="Precision">What fused learners compute passes without gradients in.</param>
/// <param name="FlushDenormals">Whether an update counts numbers below 2^-126 as 0: <see cref="DenormalFlush"/>.</param>
public sealed record LearnerExecution(int Threads = 2, Precision Precision = Precision.Float32, bool FlushDenormals = true);
