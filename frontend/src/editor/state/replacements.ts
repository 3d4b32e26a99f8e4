/** What was replaced on many pages: asking for it, hearing of its end, undoing it. */
import { request } from "../../api/client";
import { type Asked, wired } from "./find";
import { placeOf } from "./find-elsewhere";
import type { Session } from "./session";

type State = "waiting" | "done" | "skipped" | "undone" | "kept";

export interface Replacement {
  readonly id: number;
  readonly title: string;
  readonly user: string | null;
  readonly job: number | null;
  readonly is_active: boolean;
  readonly created_at: string;
  readonly undone_at: string | null;
  readonly counts: Partial<Record<State, number>>;
}

/** A text of the preview; `hits` where only some of them are to be replaced. */
export interface ChosenText {
  readonly id: number;
  readonly version: number;
  readonly hits?: readonly number[];
}

const SHOWN = 5;
const OPEN_STATES = new Set(["queued", "running"]);

export class Replacements {
  rows: readonly Replacement[] = [];
  trouble = "";
  busy = false;

  /** `tell` draws again; `done` is called when texts were changed. */
  constructor(
    private readonly session: Session,
    private readonly tell: () => void,
    private readonly done: () => void,
  ) {}

  connect(): void {
    document.body.addEventListener("events:job", this.onJob);
    void this.load();
  }

  disconnect(): void {
    document.body.removeEventListener("events:job", this.onJob);
  }

  async replace(asked: Asked, texts: readonly ChosenText[]): Promise<boolean> {
    const body = { ...wired(asked), ...placeOf(this.session, asked), texts };
    return this.post(this.url, body);
  }

  async undo(id: number): Promise<boolean> {
    await this.session.sync?.flush();
    return this.post(`${this.url}${id}/undo/`);
  }

  private get url(): string {
    return `${this.session.bootstrap.urls.search ?? ""}replacements/`;
  }

  private async post(url: string, body?: unknown): Promise<boolean> {
    this.busy = true;
    this.trouble = "";
    this.tell();
    try {
      this.put(await request<Replacement>("POST", url, body));
    } catch (error) {
      this.trouble = error instanceof Error ? error.message : "This did not work. Try again.";
    }
    this.busy = false;
    this.tell();
    if (this.trouble !== "") return false;
    document.body.dispatchEvent(new CustomEvent("events:poke"));
    await this.session.readAgain();
    this.done();
    return true;
  }

  private put(row: Replacement): void {
    const others = this.rows.filter(({ id }) => id !== row.id);
    this.rows = [row, ...others].sort((a, b) => b.id - a.id).slice(0, SHOWN);
  }

  private async load(): Promise<void> {
    const { id } = this.session.page.document;
    try {
      const url = `${this.url}?document=${id}&paginate_by=${SHOWN}`;
      this.rows = (await request<{ results: readonly Replacement[] }>("GET", url)).results;
    } catch {
      this.rows = [];
    }
    this.tell();
  }

  private readonly onJob = (event: Event): void => {
    const { id, kind, state } = (event as CustomEvent<Record<string, unknown>>).detail;
    if (kind !== "replace" || OPEN_STATES.has(String(state))) return;
    if (!this.rows.some(({ job }) => job === id)) return;
    void this.load().then(this.done);
  };
}

const WORDS: readonly (readonly [State, string])[] = [
  ["waiting", "waiting"],
  ["done", "changed"],
  ["skipped", "left, changed meanwhile"],
  ["undone", "brought back"],
  ["kept", "not brought back, changed since"],
];

/** What became of its texts, in words. */
export function outcome({ counts, is_active: active }: Replacement): string {
  const words = WORDS.flatMap(([state, word]) => {
    const number = counts[state] ?? 0;
    return number > 0 ? [`${number} ${word}`] : [];
  });
  return [...(active ? ["at work"] : []), ...words].join(", ");
}
