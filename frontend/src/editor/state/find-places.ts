/** Where hits are, for lists: on this page or elsewhere, and the ways to get there. */
import type { Find } from "./find";
import type { Elsewhere, FoundLine, FoundPage } from "./find-elsewhere";
import { keepFind } from "./find-handover";
import type { Session } from "./session";

interface Row {
  readonly key: string;
  readonly label: string;
  readonly text: string;
  readonly hits: FoundLine["hits"];
  readonly current: number | null;
}

interface Group {
  readonly key: string;
  readonly title: string;
  readonly thumbnail: string | null;
  readonly rows: readonly Row[];
}

export class FindPlaces {
  constructor(
    private readonly session: Session,
    private readonly found: Elsewhere,
  ) {}

  /** The lines of this page, with the texts as they are here; keyed by line. */
  here(find: Find): Group[] {
    const rows = this.session.page.order.flatMap((uid, index): Row[] => {
      const hits = find.hitsOf(uid);
      if (hits.length === 0) return [];
      const current = find.current?.line === uid ? find.current.hit : null;
      return [{ key: uid, label: `Line ${index + 1}`, text: find.textOf(uid), hits, current }];
    });
    return rows.length > 0 ? [{ key: "here", title: "", thumbnail: null, rows }] : [];
  }

  /** What the server found, page by page; keyed by text. */
  elsewhere(find: Find): Group[] {
    const { asked } = find;
    const { part, layer } = this.session.page;
    return this.found.pages.map((page) => ({
      key: String(page.part),
      title: asked.scope === "project" ? `${page.document_name}, ${page.title}` : page.title,
      thumbnail: asked.scope === "page" ? null : page.thumbnail,
      rows: page.lines.map((line): Row => {
        const isHere = page.part === part.id && line.layer === layer;
        return {
          key: String(line.id),
          label: `Line ${line.number}${asked.allLayers ? `, ${line.layer_name}` : ""}`,
          text: line.text,
          hits: line.hits,
          current: isHere && find.current?.line === line.line ? find.current.hit : null,
        };
      }),
    }));
  }

  /** The version that each text had when it was found. */
  versions(): Map<string, number> {
    const lines = this.found.pages.flatMap((page) => page.lines);
    return new Map(lines.map((line) => [String(line.id), line.version]));
  }

  /** Opens a hit of the server's list: here, or on its page with the search kept. */
  async open(key: string, hit: number, find: Find): Promise<void> {
    for (const page of this.found.pages) {
      const line = page.lines.find(({ id }) => String(id) === key);
      if (line) await this.goTo(page, line, hit, find);
    }
  }

  /** The next or previous page with hits; where not all is searched, it searches on. */
  beyond(step: 1 | -1): boolean {
    const { find } = this.session;
    const next = this.nextPage(step);
    const line = step > 0 ? next?.lines[0] : next?.lines.at(-1);
    if (find && next && line) {
      void this.goTo(next, line, step > 0 ? 0 : line.hits.length - 1, find);
      return true;
    }
    if (step < 0 || !this.found.more) return false;
    void this.found.goOn().then(() => this.beyond(step));
    return true;
  }

  private nextPage(step: 1 | -1): FoundPage | undefined {
    const { part, document: facts } = this.session.page;
    const here: [number, number] = [facts.id, part.order + 1];
    const isOn = (page: FoundPage) => step * compared([page.document, page.number], here) > 0;
    return step > 0 ? this.found.pages.find(isOn) : this.found.pages.findLast(isOn);
  }

  private async goTo(page: FoundPage, line: FoundLine, hit: number, find: Find): Promise<void> {
    const { session } = this;
    const place = line.hits[hit];
    if (!place) return;
    const goal = { part: page.part, line: line.line, start: place.start, end: place.end };
    if (page.part !== session.page.part.id) {
      keepFind({ asked: find.asked, goal });
      await session.leaveFor(`${page.url}?layer=${line.layer}`);
      return;
    }
    await session.showLayer(line.layer);
    find.current = { line: line.line, hit };
    session.openLine(line.line, [place.start, place.end]);
    session.changed();
  }
}

/** By document, then by page. */
function compared(a: readonly [number, number], b: readonly [number, number]): number {
  return a[0] - b[0] || a[1] - b[1];
}
