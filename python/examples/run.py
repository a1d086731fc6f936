"""Runs every cell of the notebook beside this file; an error in a cell ends with its text."""
import pathlib

import nbformat
from nbclient import NotebookClient

path = pathlib.Path(__file__).with_name("novel.ipynb")
notebook = nbformat.read(path, as_version=4)
NotebookClient(notebook, timeout=300, kernel_name="python3").execute(cwd=path.parent)
outputs = sum(len(cell.get("outputs", [])) for cell in notebook.cells)
print(f"{path.name}: {len(notebook.cells)} cells, {outputs} outputs")
