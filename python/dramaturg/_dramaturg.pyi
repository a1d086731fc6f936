import os
from typing import final

__all__ = [
    "__version__",
    "DramaturgError",
    "IngestError",
    "ExportError",
    "Reading",
    "Table",
    "read_bytes",
    "read_path",
    "formats",
    "table_names",
]

__version__: str

class DramaturgError(Exception): ...
class IngestError(DramaturgError): ...
class ExportError(DramaturgError): ...

@final
class Reading:
    @property
    def text(self) -> str: ...
    def json(
        self, *, mentions: bool = False, text: bool = False, threshold: float = 0.0
    ) -> str: ...
    def tables(self, *, threshold: float = 0.0) -> list[Table]: ...
    def export(
        self, format: str, *, threshold: float = 0.0, voices: str | None = None
    ) -> tuple[list[tuple[str, bytes]], bool | None]: ...

@final
class Table:
    @property
    def name(self) -> str: ...
    @property
    def columns(self) -> list[str]: ...
    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

def read_bytes(
    name: str,
    data: bytes,
    *,
    force: bool = False,
    max_bytes: int | None = None,
    threads: int = 2,
) -> Reading: ...
def read_path(
    path: str | os.PathLike[str],
    *,
    force: bool = False,
    max_bytes: int | None = None,
    threads: int = 2,
) -> Reading: ...
def formats() -> list[tuple[str, str]]: ...
def table_names() -> list[str]: ...
