/** Hits on other pages, from the server, a piece at a time. */
import { request } from "../../api/client";
import { fromServer, type Hit } from "../model/find";
import type { Uid } from "../model/types";
import { type Asked, wired } from "./find";
import type { Session } from "./session";

export interface FoundLine {
  readonly id: number;
  readonly line: Uid;
  readonly number: number;
  readonly layer: number;
  readonly layer_name: string;
  readonly text: string;
  readonly version: number;
  readonly hits: readonly Hit[];
}

export interface FoundPage {
  readonly part: number;
  readonly title: string;
  readonly number: number;
  readonly document: number;
  readonly document_name: string;
  readonly thumbnail: string | null;
  readonly url: string;
  readonly lines: readonly FoundLine[];
}

type Wired<T extends { lines: unknown }> = Omit<T, "lines"> & {
  readonly lines: readonly (Omit<FoundLine, "hits"> & {
    readonly hits: readonly (readonly [number, number])[];
    readonly inserts?: readonly string[];
  })[];
};

interface Answer {
  readonly pages: readonly Wired<FoundPage>[];
  readonly next: string | null;
  readonly searched: number;
  readonly total: number;
}

/** Lines at once where all are wanted, and how many are looked for without being asked again. */
const MANY = 500;
const MOST = 5000;

/** What a search over many pages found so far. */
export class Elsewhere {
  pages: readonly FoundPage[] = [];
  searched = 0;
  total = 0;
  trouble = "";
  searching = false;
  private next: string | null = null;
  private asked: Asked | null = null;

  constructor(
    private readonly session: Session,
    private readonly tell: () => void,
  ) {}

  /** Whether there is more to search. */
  get more(): boolean {
    return this.next !== null;
  }

  get lineCount(): number {
    return this.pages.reduce((sum, page) => sum + page.lines.length, 0);
  }

  get hitCount(): number {
    const ofPage = (page: FoundPage) => page.lines.reduce((sum, line) => sum + line.hits.length, 0);
    return this.pages.reduce((sum, page) => sum + ofPage(page), 0);
  }

  /** Forgets what was found and searches anew; what is unsaved here is sent before. */
  async search(asked: Asked): Promise<void> {
    this.asked = asked;
    this.pages = [];
    [this.next, this.searched, this.total, this.trouble] = [null, 0, 0, ""];
    if (asked.text === "") {
      this.searching = false;
      this.tell();
      return;
    }
    this.searching = true;
    this.tell();
    await this.session.sync?.flush();
    await this.read(asked, "");
  }

  /** Searches on; `lines` lines more, or until something is found. */
  async goOn(lines = 100): Promise<void> {
    if (this.asked && this.next && !this.searching) await this.read(this.asked, this.next, lines);
  }

  private async read(asked: Asked, cursor: string, lines = 100): Promise<void> {
    const url = this.address(asked, cursor, lines);
    if (!url || asked !== this.asked) return;
    this.searching = true;
    try {
      const answer = await request<Answer>("GET", url);
      if (asked !== this.asked) return;
      this.take(answer);
    } catch (error) {
      if (asked !== this.asked) return;
      this.trouble = error instanceof Error ? error.message : "The search did not work.";
      this.next = null;
    }
    this.searching = false;
    this.tell();
    if (this.next && this.wantsMore(asked)) await this.read(asked, this.next, MANY);
  }

  /** Something must be found; and whoever replaces wants to see all of it. */
  private wantsMore(asked: Asked): boolean {
    return this.pages.length === 0 || (asked.replacing && this.lineCount < MOST);
  }

  private take(answer: Answer): void {
    const pages = answer.pages.map((page): FoundPage => ({
      ...page,
      lines: page.lines.map((line) => ({
        ...line,
        hits: fromServer(line.text, line.hits, line.inserts),
      })),
    }));
    this.pages = [...this.pages, ...pages];
    this.next = answer.next;
    this.searched = answer.searched;
    this.total = answer.total;
  }

  private address(asked: Asked, cursor: string, lines: number): string | null {
    const { search } = this.session.bootstrap.urls;
    const values = { ...wired(asked), ...placeOf(this.session, asked), cursor, lines };
    const query = new URLSearchParams(
      Object.entries(values).map(([name, value]): [string, string] => [name, String(value)]),
    );
    return search ? `${search}?${query.toString()}` : null;
  }
}

/** Where a query looks, in the words of the server. */
export function placeOf(session: Session, asked: Asked): Record<string, string | number> {
  const { page, bootstrap } = session;
  const layer = page.layers.find(({ id }) => id === page.layer);
  const one = !asked.allLayers && layer;
  if (asked.scope === "project" && bootstrap.project) {
    return { project: bootstrap.project.id, ...(one ? { layer_name: layer.name } : {}) };
  }
  const where = asked.scope === "page" ? { part: page.part.id } : { document: page.document.id };
  return { ...where, ...(one ? { layer: layer.id } : {}) };
}
