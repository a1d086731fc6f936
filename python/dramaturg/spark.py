"""Novels on a cluster of Apache Spark.

>>> books = spark.read.format("binaryFile").load("s3://books/*.epub")
>>> ship(spark, "dramaturg-0.1.0-cp311-abi3-linux_x86_64.whl")
>>> read_books(books, "quotations").write.parquet("s3://out/quotations")

A row of the input is a book: its file's name in `path`, its bytes in `content`. A row of the
output is a row of one table, the same as `dramaturg corpus` writes; a book that cannot be read
is a row of the table ``files`` and stops nothing.
"""
from __future__ import annotations

import hashlib
import pathlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

#: The table of what became of each file, with the columns of `dramaturg corpus`.
FILES = "files"
_WHEEL = "spark.dramaturg.wheel"


def ship(spark: SparkSession, wheel: str | pathlib.Path) -> None:
    """Sends the wheel to every executor; the first task there unpacks it. Not needed where
    dramaturg is installed on the workers."""
    path = pathlib.Path(wheel)
    spark.sparkContext.addFile(str(path))
    spark.conf.set(_WHEEL, path.name)


def read_books(
    books: DataFrame, table: str = "quotations", *, force: bool = False
) -> DataFrame:
    """One table of all books: `quotations`, `characters`, … or `files`.

    Each table is a reading of its own; for several, `read_tables` reads each book once.
    """
    spark = books.sparkSession
    wheel = spark.conf.get(_WHEEL, None)
    rows = books.select("path", "content")
    return rows.mapInArrow(_reader([table], force, wheel, False), _schema(table))


def read_tables(
    books: DataFrame, tables: list[str], *, force: bool = False
) -> dict[str, DataFrame]:
    """Several tables, each book read once: rows of all tables go through one cached frame."""
    from pyspark.sql import types

    spark = books.sparkSession
    wheel = spark.conf.get(_WHEEL, None)
    packed = types.StructType(
        [types.StructField("table", types.StringType()), types.StructField("rows", types.BinaryType())]
    )

    def unpacked(batches: Iterator[RecordBatch]) -> Iterator[RecordBatch]:
        import pyarrow

        for batch in batches:
            for data in batch["rows"]:
                yield from pyarrow.ipc.open_stream(data.as_py()).read_all().to_batches()

    rows = books.select("path", "content")
    cached = rows.mapInArrow(_reader(tables, force, wheel, True), packed).cache()
    return {
        table: cached.where(cached["table"] == table)
        .select("rows")
        .mapInArrow(unpacked, _schema(table))
        for table in tables
    }


def _schema(table: str) -> StructType:
    """The columns of a table, as Spark knows them."""
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(_arrow_schema(table))


def _arrow_schema(table: str) -> Any:
    import pyarrow

    import dramaturg

    if table == FILES:
        text, number = pyarrow.string(), pyarrow.int64()
        columns = [("path", text), ("book_id", text), ("status", text), ("error", text)]
        return pyarrow.schema([*columns, ("file_bytes", number), ("file_sha256", text)])
    return dramaturg.read_text("“No,” said Mara.\n").to_arrow(table).schema


def _reader(
    tables: list[str], force: bool, wheel: str | None, is_packed: bool
) -> Callable[[Iterator[RecordBatch]], Iterator[RecordBatch]]:
    """What an executor runs over its share of the books. Holds nothing of this module but
    names and flags, so that executors need not have it."""

    def unpack(wheel: str) -> None:
        import fcntl
        import os
        import sys
        import tempfile
        import zipfile

        from pyspark import SparkFiles

        file = SparkFiles.get(wheel)
        stat = os.stat(file)
        name = f"dramaturg-{os.getuid()}-{stat.st_size}-{stat.st_mtime_ns}"
        folder = os.path.join(tempfile.gettempdir(), name)
        # Several workers of one machine unpack it once.
        with open(folder + ".lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = os.path.join(folder, "done")
            if not os.path.exists(done):
                with zipfile.ZipFile(file) as archive:
                    archive.extractall(folder)
                open(done, "w").close()
        if folder not in sys.path:
            sys.path.insert(0, folder)

    def run(batches: Iterator[RecordBatch]) -> Iterator[RecordBatch]:
        if wheel:
            unpack(wheel)
        from dramaturg import spark

        for batch in batches:
            for path, content in zip(batch["path"], batch["content"], strict=True):
                yield from spark._rows(path.as_py(), content.as_py(), tables, force, is_packed)

    return run


def _rows(
    path: str, content: bytes, tables: list[str], force: bool, is_packed: bool
) -> Iterator[RecordBatch]:
    """The rows of one book in some tables; called on an executor."""
    import pyarrow

    from . import _dramaturg
    from ._story import Story

    name = path.rsplit("/", 1)[-1]
    story, error, book_id = None, None, None
    try:
        reading = _dramaturg.read_bytes(name, content, force=force, threads=1)
        story = Story(reading)
        book_id = story.to_arrow("books")["book_id"][0].as_py()
    except _dramaturg.DramaturgError as caught:
        error = str(caught).removeprefix(f"{name}: ")
    for table in tables:
        if table == FILES:
            digest = hashlib.sha256(content).hexdigest()
            status = "error" if story is None else "ok"
            row = [name, book_id, status, error, len(content), digest]
            schema = _arrow_schema(table)
            columns = [pyarrow.array([cell], field.type) for cell, field in zip(row, schema, strict=True)]
            rows = pyarrow.Table.from_arrays(columns, schema=schema)
        elif story is None:
            continue
        else:
            rows = story.to_arrow(table)
        if not is_packed:
            yield from rows.to_batches()
            continue
        sink = pyarrow.BufferOutputStream()
        with pyarrow.ipc.new_stream(sink, rows.schema) as writer:
            writer.write_table(rows)
        data = pyarrow.array([sink.getvalue().to_pybytes()], pyarrow.binary())
        yield pyarrow.RecordBatch.from_arrays([pyarrow.array([table]), data], ["table", "rows"])
