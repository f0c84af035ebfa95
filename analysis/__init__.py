"""Rhetorical analysis of opinion writing, section by section.

The public names, listed in ``__init__.pyi``, are imported from here. The modules behind them
load when first needed: ``import analysis`` pulls in neither pandas, matplotlib nor NLTK.
"""


def __getattr__(name: str) -> object:
    """Find a public name; the list of them is read with the first: the command line needs none."""
    import lazy_loader

    find, _, names = lazy_loader.attach_stub(__name__, __file__)
    globals().update(__getattr__=find, __all__=names)
    return names if name == "__all__" else find(name)


def __dir__() -> list[str]:
    names = globals().get("__all__") or __getattr__("__all__")
    return list(names)
