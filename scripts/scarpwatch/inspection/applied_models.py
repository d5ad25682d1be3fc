"""The models of another area that a config applies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scarpwatch.config.settings import Config

if TYPE_CHECKING:  # pandas takes half a second at each start
    from scarpwatch.learning.transfer.other_run import AppliedModels


def applied_models(config: Config) -> AppliedModels | None:
    """Find the models, and hold their factors against those of the config; None where it applies none.

    Raises
    ------
    InputError
        See :func:`scarpwatch.learning.transfer.other_run.find_models`.
    """
    if config.models.apply is None:
        return None
    from scarpwatch.learning.transfer.other_run import find_models

    return find_models(
        config.models.apply,
        config.models.mapped,
        config.factor_identities(),
        dynamic=[factor.name for factor in config.factor_list() if factor.dynamic],
    )
