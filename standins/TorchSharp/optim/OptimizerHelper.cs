namespace TorchSharp.Modules;

/// <summary>What an optimiser remembers of one parameter.</summary>
public abstract class OptimizerState
{
    private protected OptimizerState()
    {
    }

    public abstract void LoadStateDict(OptimizerState source);
}

/// <summary>An optimiser in managed code that keeps a state for each parameter.</summary>
public abstract class OptimizerHelper : torch.optim.Optimizer
{
    private readonly OptimizerState[] _states;

    private protected OptimizerHelper(IEnumerable<Parameter> parameters, Func<Parameter, OptimizerState> initial)
        : base(parameters) => _states = [.. base.parameters().Select(initial)];

    public virtual StateDictionary state_dict() => new([.. _states]);

    public virtual void load_state_dict(StateDictionary state_dict)
    {
        if (state_dict.State.Count != _states.Length)
        {
            throw new ArgumentException($"the state is of {state_dict.State.Count} parameters; the optimiser has {_states.Length}");
        }

        for (var i = 0; i < _states.Length; i++)
        {
            _states[i].LoadStateDict(state_dict.State[i]);
        }
    }

    private protected OptimizerState StateOf(int index) => _states[index];
}
