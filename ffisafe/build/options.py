"""What the user says to cargo: which package, and how it is built."""

from collections.abc import Mapping
from dataclasses import dataclass

from ffisafe.model.contract import CrateType


@dataclass(frozen=True, slots=True, kw_only=True)
class CargoOptions:
    """Cargo's options by cargo's names; None and nothing leave it to the manifest and the flavour.

    ``package`` is a name, ``NAME@VERSION`` or the folder of a package. ``crate_type`` makes a C
    library of a crate whose manifest does not.
    """

    package: str | None = None
    features: tuple[str, ...] = ()
    all_features: bool = False
    no_default_features: bool = False
    profile: str | None = None
    crate_type: CrateType | None = None
    locked: bool = False
    offline: bool = False
    frozen: bool = False

    @property
    def arguments(self) -> list[str]:
        """What every command of cargo that builds is told: features, and what it may fetch."""
        said: Mapping[str, bool] = {
            "--all-features": self.all_features,
            "--no-default-features": self.no_default_features,
            "--locked": self.locked,
            "--offline": self.offline,
            "--frozen": self.frozen,
        }
        features = [f"--features={','.join(self.features)}"] if self.features else []
        return [*features, *(option for option, is_said in said.items() if is_said)]
