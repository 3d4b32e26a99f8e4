"""Files that grow page by page, one for each chosen layer, until they go into the export."""

from typing import IO

from apps.exports.naming import UniqueNames
from apps.exports.writers.base import ExportContext, Sink


def layer_folders(context: ExportContext) -> list[str]:
    """A folder for each layer, ending in a slash; none where there is one layer."""
    names = UniqueNames()
    folders = [f"{names.folder(layer.name)}/" for layer in context.layers]
    return folders if len(folders) > 1 else [""]


class GrowingFiles:
    """One scratch file for each layer; ``finish`` adds them all under the name of the export."""

    def __init__(self, context: ExportContext, suffix: str) -> None:
        self._name = f"{context.stem}{suffix}"
        self._folders = layer_folders(context)
        paths = [context.folder / f"growing{n}{suffix}" for n in range(len(self._folders))]
        self._files: list[IO[bytes]] = [
            context.opened.enter_context(path.open("wb")) for path in paths
        ]
        self._paths = paths

    def __getitem__(self, layer: int) -> IO[bytes]:
        return self._files[layer]

    def finish(self, sink: Sink) -> None:
        """Add each file to the export."""
        for folder, file, path in zip(self._folders, self._files, self._paths, strict=True):
            file.close()
            sink.add(f"{folder}{self._name}", path, compress=True)
            path.unlink()
