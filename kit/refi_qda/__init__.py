"""REFI-QDA: projects (.qdpx) and codebooks (.qdc) of other programs for qualitative analysis.

`read_project` and `read_codebook_file` read what ATLAS.ti, MAXQDA, NVivo, QualCoder and others
write; `write_project` and `write_codebook` write what the schemas of the standard allow. A project
goes into a study by `import_project` and `write_import`, a study out of it by `exporting`.
"""

from __future__ import annotations

from kit.refi_qda.describing import describe, recognise
from kit.refi_qda.importing import Import, import_project, write_import
from kit.refi_qda.reading import read_codebook_file, read_project
from kit.refi_qda.records import CodebookFile, Project
from kit.refi_qda.writing import write_codebook, write_project

__all__ = [
    "CodebookFile", "Import", "Project", "describe", "import_project", "read_codebook_file",
    "read_project", "recognise", "write_codebook", "write_import", "write_project",
]  # fmt: skip
