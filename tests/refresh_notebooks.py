"""Run the lessons on the sample and store them as they ran; the reports without outputs.

    python tests/refresh_notebooks.py

Do this after a change that a lesson shows. nbval compares what is stored with what runs; figures
and the data of a finding are not compared, and the data is not stored.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from kit.files import shipped
from kit.finding import MIME
from kit.parameters import NOTEBOOKS


def clean(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Take out what differs from run to run, and what would only repeat the finding."""
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(MIME, None)
    return notebook


def main() -> None:
    """Run and store every notebook of the kit."""
    for name, declared in NOTEBOOKS.items():
        path: Path = shipped("notebooks", f"{name}.ipynb")
        notebook = nbformat.read(path, as_version=4)
        if declared.makes == "report":
            for cell in notebook.cells:
                if cell.cell_type == "code":
                    cell.outputs, cell.execution_count = [], None
        else:
            resources = {"metadata": {"path": str(path.parent)}}
            NotebookClient(notebook, timeout=300, resources=resources).execute()
        notebook.metadata.language_info = {"name": "python"}
        nbformat.write(clean(notebook), path)
        print(name, file=sys.stderr)


if __name__ == "__main__":
    main()
