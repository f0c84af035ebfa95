"""Rhetorical analysis of opinion writing, section by section.

The public names, listed in ``__init__.pyi``, are imported from here. The modules behind them
load when first needed: ``import analysis`` pulls in neither pandas, matplotlib nor NLTK.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
