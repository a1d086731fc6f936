#!/usr/bin/env python3
"""Reads books on a local cluster of Apache Spark, a master and two workers in processes of
their own, and holds the rows against those of `dramaturg corpus`.

usage: check_spark.py DRAMATURG WHEEL FOLDER [--copies N]

DRAMATURG is the command, built with the feature `parquet`; FOLDER holds books. With --copies
the books are multiplied under other names. Prints the seconds of both; the exit status is 1
if a row differs. Needs pyspark, pyarrow and Java.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile

PORT = 7177


def start(home, role, *arguments):
    """A process of the cluster."""
    command = [home / "bin" / "spark-class", "org.apache.spark.deploy." + role, *arguments]
    log = open(pathlib.Path(tempfile.gettempdir()) / ("spark-%s.log" % role.split(".")[0]), "a")
    return subprocess.Popen([str(x) for x in command], stdout=log, stderr=log)


def sorted_rows(table):
    """All rows, in an order of their own: parts come in any."""
    return sorted((tuple(row.values()) for row in table.to_pylist()), key=repr)


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("dramaturg", type=pathlib.Path)
    ap.add_argument("wheel", type=pathlib.Path)
    ap.add_argument("folder", type=pathlib.Path)
    ap.add_argument("--copies", type=int, default=1)
    a = ap.parse_args()
    import pyarrow
    import pyarrow.dataset
    import pyspark
    from pyspark.sql import SparkSession

    home = pathlib.Path(pyspark.__file__).parent
    os.environ.update(SPARK_HOME=str(home), SPARK_LOCAL_IP="127.0.0.1",
                      PYSPARK_PYTHON=sys.executable, PYSPARK_DRIVER_PYTHON=sys.executable)
    os.environ.pop("PYTHONPATH", None)
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        books = scratch / "books"
        books.mkdir()
        for path in sorted(a.folder.glob("*.txt")) + sorted(a.folder.glob("*.epub")):
            for copy in range(a.copies):
                shutil.copy(path, books / ("%d-%s" % (copy, path.name)))
        (books / "broken.epub").write_bytes(b"PK\x03\x04 no book")
        started = time.monotonic()
        subprocess.run([a.dramaturg, "corpus", books, "-o", scratch / "out", "--tables", "parquet",
                        "--threads", "2", "--quiet"], check=True)
        corpus_seconds = time.monotonic() - started

        # The driver has the package from the wheel, too, and the workers only what is shipped.
        with zipfile.ZipFile(a.wheel) as archive:
            archive.extractall(scratch / "package")
        sys.path.insert(0, str(scratch / "package"))
        import dramaturg
        import dramaturg.spark as ds

        url = "spark://127.0.0.1:%d" % PORT
        processes = [start(home, "master.Master", "--host", "127.0.0.1", "--port", PORT,
                           "--webui-port", "0")]
        try:
            time.sleep(4)
            for _ in range(2):
                processes.append(start(home, "worker.Worker", "--host", "127.0.0.1", "--cores", "1",
                                       "--memory", "1g", "--webui-port", "0", "--work-dir",
                                       scratch / "work", url))
            spark = (SparkSession.builder.master(url).appName("dramaturg")
                     .config("spark.executor.memory", "900m").config("spark.ui.enabled", "false")
                     .config("spark.ui.showConsoleProgress", "false")
                     .config("spark.executor.cores", "1").getOrCreate())
            spark.sparkContext.setLogLevel("ERROR")
            ds.ship(spark, a.wheel)
            frame = spark.read.format("binaryFile").load(str(books)).repartition(8).cache()
            n_books = frame.count()
            n_workers = spark.sparkContext.parallelize(range(8), 8).map(
                lambda _: __import__("os").environ.get("SPARK_EXECUTOR_DIRS", "")).distinct().count()
            started = time.monotonic()
            n_rows = ds.read_books(frame, "quotations").count()
            spark_seconds = time.monotonic() - started
            names = [*dramaturg.table_names(), ds.FILES]
            frames = ds.read_tables(frame, names)
            wrong = []
            # The first count reads every book; rows of all tables are kept in Spark's cache.
            started = time.monotonic()
            frames[names[0]].count()
            all_seconds = time.monotonic() - started
            for name in names:
                table = pyarrow.dataset.dataset(scratch / "out" / name, format="parquet").to_table()
                other = pyarrow.Table.from_pylist(
                    [row.asDict() for row in frames[name].collect()], schema=table.schema)
                if sorted_rows(table) != sorted_rows(other):
                    wrong.append(name)
                print("%-12s %7d rows%s" % (name, other.num_rows, "  DIFFERENT" if name in wrong else ""))
            spark.stop()
        finally:
            for process in processes:
                process.terminate()
        print("%d books, %d workers: corpus %.1f s (all tables), Spark %.1f s (quotations, %d rows), "
              "%.1f s (all tables)"
              % (n_books, n_workers, corpus_seconds, spark_seconds, n_rows, all_seconds))
        if wrong:
            sys.exit("rows differ from those of `corpus`: " + ", ".join(wrong))


if __name__ == "__main__":
    main()
