/** What to correct next in the layer that is shown: the next lines of its work list, and how far. */
import { request } from "../../api/client";
import type { Uid } from "../model/types";
import type { Session } from "./session";

/** A line of the list, with why it stands there. */
export interface WorkLine {
  readonly line: Uid;
  readonly number: number;
  readonly part: number;
  readonly part_title: string;
  readonly text: string | null;
  readonly reasons: readonly string[];
  readonly seconds: number;
  readonly errors: number;
}

/** The list as the server tells it; `made_at` is null where the layer has none yet. */
export interface WorkAnswer {
  readonly layer: number | null;
  readonly made_at: string | null;
  readonly is_ranking: boolean;
  readonly portion: { readonly done: number; readonly total: number; readonly left: number } | null;
  readonly estimate: {
    readonly cer: number;
    readonly low: number | null;
    readonly high: number | null;
    readonly calibrated_on: number;
  } | null;
  readonly lines: readonly WorkLine[];
}

export type Settled = "checked" | "skipped";

export class WorkList {
  answer: WorkAnswer | null = null;
  problem = "";
  busy = false;
  /** The line that was opened from the list; others are left as they are. */
  private taken: WorkLine | null = null;
  private readonly observers = new Set<() => void>();

  constructor(
    private readonly session: Session,
    private readonly url: string,
  ) {}

  observe(observer: () => void): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  /** The list's word on the line that is open. */
  get current(): WorkLine | null {
    const uid = this.session.selection.current;
    const listed = this.answer?.lines.find(({ line }) => line === uid);
    return listed ?? (this.taken?.line === uid ? this.taken : null);
  }

  /** The lines after the open one: those of this page first, to spare turning pages. */
  get ahead(): readonly WorkLine[] {
    const uid = this.session.selection.current;
    const here = this.session.page.part.id;
    const others = (this.answer?.lines ?? []).filter(({ line }) => line !== uid);
    return [
      ...others.filter(({ part }) => part === here),
      ...others.filter((l) => l.part !== here),
    ];
  }

  async load(): Promise<void> {
    const { layer } = this.session.page;
    if (!this.url || layer === null) return;
    await this.ask(() => request<WorkAnswer>("GET", `${this.url}?layer=${layer}`));
  }

  /** Has the lines of the shown layer ranked; the list comes with the end of the job. */
  async rank(): Promise<void> {
    const { layer } = this.session.page;
    await this.ask(async () => {
      await request("POST", this.url, { layer });
      return request<WorkAnswer>("GET", `${this.url}?layer=${layer ?? ""}`);
    });
  }

  /** Settles the open line where it is of the list, and goes to the next. */
  async next(state: Settled = "checked"): Promise<void> {
    if (this.busy) return;
    if (this.answer === null) await this.load();
    const { current, session } = this;
    if (current && session.canEdit) {
      const body = { layer: session.page.layer, line: current.line, state };
      await this.ask(async () => {
        if ((await session.sync?.flush()) === false)
          throw new Error("It is saved first: try again.");
        return request<WorkAnswer>("POST", `${this.url}mark/`, body);
      });
      if (this.problem !== "") return;
    }
    const [next] = this.ahead;
    if (next) await this.open(next);
    else session.say(this.endWords());
  }

  /** Opens a line of the list, on whatever page it is. */
  async open(line: WorkLine): Promise<void> {
    const { session } = this;
    if (line.part === session.page.part.id) {
      this.taken = line;
      session.openLine(line.line, "uncertain");
      return;
    }
    const query = new URLSearchParams({
      layer: String(session.page.layer ?? ""),
      at: line.line,
      sheet: "worklist",
    });
    await session.leaveFor(`${session.partUrl(line.part)}?${query.toString()}`);
  }

  private endWords(): string {
    if (this.answer?.is_ranking) return "The lines are being ranked: the list comes in a moment.";
    if (!this.answer?.made_at) return "The lines of this layer are not ranked yet.";
    return "Nothing is left to correct in this layer.";
  }

  private async ask(question: () => Promise<WorkAnswer>): Promise<void> {
    this.busy = true;
    this.tell();
    try {
      this.answer = await question();
      this.problem = "";
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
    this.busy = false;
    this.tell();
  }

  private tell(): void {
    for (const observer of this.observers) observer();
  }
}
