"""What has changed since a set was frozen, counted in lines and pages."""

from dataclasses import dataclass

from apps.common.words import counted
from apps.training.models import TrainingSetVersion
from apps.training.sets.content import image_digest, learned, line_digests
from apps.training.sets.frozen import manifest_of
from apps.training.sets.pages import pages_of
from apps.users.models import User


@dataclass(frozen=True, slots=True)
class Changes:
    """Lines and pages that are other ones now, or in another split."""

    lines: int
    added_lines: int
    removed_lines: int
    added_pages: int
    removed_pages: int
    moved_pages: int
    images: int

    @property
    def words(self) -> list[str]:
        """The changes as people read them; empty where nothing has changed."""
        changes = (
            (self.lines, "line", "changed"),
            (self.added_lines, "line", "added"),
            (self.removed_lines, "line", "removed"),
            (self.added_pages, "page", "added"),
            (self.removed_pages, "page", "removed"),
            (self.moved_pages, "page", "in another split"),
            (self.images, "image", "turned or exchanged"),
        )
        return [f"{counted(count, noun)} {what}" for count, noun, what in changes if count]


def changes_since(version: TrainingSetVersion, user: User) -> Changes:
    """How the set differs now from what was frozen; pages that are gone count as removed."""
    before = {page.part: page for page in manifest_of(version)}
    lines = added = removed = new = moved = images = 0
    seen = set()
    for item, part, layout in pages_of(version.training_set, user):
        old = before.get(part.pk)
        if old is None:
            new += 1
            continue
        seen.add(part.pk)
        now = line_digests(learned(layout))
        lines += sum(1 for uid in now.keys() & old.lines.keys() if now[uid] != old.lines[uid])
        added += len(now.keys() - old.lines.keys())
        removed += len(old.lines.keys() - now.keys())
        moved += item.split != old.split
        images += image_digest(part.image) != old.image_digest
    return Changes(lines, added, removed, new, len(before.keys() - seen), moved, images)
