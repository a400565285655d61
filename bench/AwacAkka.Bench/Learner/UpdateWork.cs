using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Fused;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Bench.Learner;

/// <summary>The matrix products that one AWAC update cannot do without, counted: two operations per multiply-add, nothing else.</summary>
internal static class UpdateWork
{
    /// <summary>Floating-point operations of one update.</summary>
    public static double Operations(AwacConfig config, int batch, int observationDimension, int actionDimension)
    {
        var policy = GaussianHead.Shape(new Dimensions(observationDimension, actionDimension), config.PolicyHidden);
        var critic = new MlpShape(observationDimension + actionDimension, config.CriticHidden, 1);

        // The target at (s', a'), Q(s, a) and V(s); CORL's order needs Q(s, a) once more, of the critic that has stepped.
        var evaluations = config.AdvantageCritics == AdvantageCritics.AfterStep ? 4 : 3;
        return batch * ((2 * Forward(policy)) + Backward(policy) + (2 * ((evaluations * Forward(critic)) + Backward(critic))));
    }

    private static double Forward(MlpShape shape) => Enumerable.Range(0, shape.Layers).Sum(layer => Product(shape, layer));

    /// <summary>Gradients of all weights, and of the activations of all layers but the first.</summary>
    private static double Backward(MlpShape shape) => (2 * Forward(shape)) - Product(shape, 0);

    private static double Product(MlpShape shape, int layer) => 2.0 * shape.In(layer) * shape.Out(layer);
}
