using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Networks.</summary>
    public static partial class nn
    {
        /// <summary>What maps one input to one output.</summary>
        public interface IModule<T, TResult>
        {
            TResult call(T input1);
        }

        /// <summary>A named tree of parameters; a module disposes its parameters and children with itself.</summary>
        public class Module : IDisposable
        {
            private readonly List<(string Name, Parameter Parameter)> _parameters = [];
            private readonly List<(string Name, Module Module)> _children = [];
            private readonly string _name;

            protected Module(string name) => _name = name;

            ~Module() => Dispose(false);

            public virtual string GetName() => _name;

            public virtual void register_parameter(string name, Parameter param)
            {
                _parameters.RemoveAll(p => p.Name == name);
                _parameters.Add((name, param));
            }

            public virtual void register_module(string name, Module submodule)
            {
                if (_children.Exists(c => c.Name == name))
                {
                    throw new InvalidOperationException($"the module '{_name}' has a child '{name}' already");
                }

                _children.Add((name, submodule));
            }

            public virtual IEnumerable<(string name, Module module)> named_children() => _children.Select(c => (c.Name, c.Module));

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                _parameters.Select(p => (p.Name, p.Parameter)).Concat(
                    recurse
                        ? _children.SelectMany(
                            c => c.Module.named_parameters().Select(p => ($"{c.Name}.{p.name}", p.parameter)))
                        : []);

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.parameter);

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                // Finalised modules leave their parameters to the parameters' own finalisers.
                if (disposing)
                {
                    _parameters.ForEach(p => p.Parameter.Dispose());
                    _children.ForEach(c => c.Module.Dispose());
                }
            }
        }

        /// <summary>The level at which the genuine package offers hooks.</summary>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            protected HookableModule(string name)
                : base(name)
            {
            }
        }

        /// <summary>A module of one input.</summary>
        public abstract class Module<T, TResult>
            : HookableModule<Func<Module<T, TResult>, T, T>, Func<Module<T, TResult>, T, TResult, TResult>>, IModule<T, TResult>
        {
            protected Module(string name)
                : base(name)
            {
            }

            public abstract TResult forward(T input);

            public TResult call(T input) => forward(input);
        }
    }
}
