/** The history of the page: its snapshots, what one holds, and bringing one back. */
import { request } from "../../api/client";
import type { Points, Uid } from "../model/types";
import type { Session } from "./session";

export interface Snapshot {
  readonly id: number;
  readonly reason: string;
  readonly user: string;
  readonly created_at: string;
  readonly lines: number;
  readonly regions: number;
  readonly texts: number;
}

interface Changed {
  readonly added: readonly Uid[];
  readonly removed: readonly Uid[];
  readonly moved: readonly Uid[];
}

export interface TextThen {
  readonly line: Uid;
  readonly number: number;
  readonly layer: number;
  readonly text: string;
}

export interface TextChange {
  readonly line: Uid;
  readonly number: number;
  readonly layer: number;
  readonly layer_name: string;
  readonly before: string;
  readonly after: string;
}

/** What the page was, and how it differs from now. */
export interface Detail extends Omit<Snapshot, "lines" | "regions" | "texts"> {
  readonly shapes: {
    readonly lines: readonly { readonly baseline: Points | null; readonly mask: Points | null }[];
    readonly regions: readonly { readonly polygon: Points | null }[];
  };
  readonly layers: readonly { readonly id: number; readonly name: string }[];
  readonly texts: readonly TextThen[];
  readonly difference: {
    readonly lines: Changed;
    readonly regions: Changed;
    readonly order: boolean;
    readonly texts: readonly TextChange[];
  };
}

const AT_ONCE = 50;

export class Snapshots {
  rows: readonly Snapshot[] | null = null;
  /** The snapshot that is looked at. */
  detail: Detail | null = null;
  more = false;
  trouble = "";
  busy = false;

  constructor(
    private readonly session: Session,
    private readonly tell: () => void,
  ) {}

  async load(older = false): Promise<void> {
    const last = older ? this.rows?.at(-1) : undefined;
    await this.doing(async () => {
      const query = last ? `?before=${last.id}` : "";
      const { snapshots } = await request<{ snapshots: readonly Snapshot[] }>(
        "GET",
        this.url + query,
      );
      this.rows = last ? [...(this.rows ?? []), ...snapshots] : snapshots;
      this.more = snapshots.length === AT_ONCE;
    }, false);
  }

  async take(reason: string): Promise<boolean> {
    const done = await this.doing(async () => {
      await this.session.sync?.flush();
      await request("POST", this.url, { reason });
    });
    if (done) await this.load();
    return done;
  }

  /** Draws a snapshot over the image and tells what is different now; `null` puts it away. */
  async look(id: number | null): Promise<void> {
    this.show(null);
    if (id === null) return;
    await this.doing(async () => {
      await this.session.sync?.flush();
      this.show(await request<Detail>("GET", `${this.url}${id}/`));
    });
  }

  /** Brings the page back; what it is now becomes the newest snapshot. */
  async restore(id: number): Promise<boolean> {
    const done = await this.doing(async () => {
      await this.session.sync?.flush();
      const { revision } = await request<{ revision: number }>("POST", `${this.url}${id}/restore/`);
      this.session.sync?.revisionSeen(revision);
      await this.session.readAgain();
    });
    if (!done) return false;
    this.show(null);
    await this.load();
    return true;
  }

  private get url(): string {
    return this.session.bootstrap.urls.snapshots ?? "";
  }

  private show(detail: Detail | null): void {
    this.detail = detail;
    this.session.preview = detail && detail.shapes;
    this.session.changed();
    this.tell();
  }

  private async doing(work: () => Promise<void>, busy = true): Promise<boolean> {
    this.busy = busy;
    this.trouble = "";
    this.tell();
    try {
      await work();
    } catch (error) {
      this.trouble = error instanceof Error ? error.message : "This did not work. Try again.";
    }
    this.busy = false;
    this.tell();
    return this.trouble === "";
  }
}

const COUNTED: readonly (readonly [keyof Changed, string])[] = [
  ["added", "new since then"],
  ["removed", "gone since then"],
  ["moved", "of another shape now"],
];

/** The differences of lines, regions and order, each as a sentence's part. */
export function layoutWords({ difference }: Detail): string[] {
  const words = (["lines", "regions"] as const).flatMap((what) =>
    COUNTED.flatMap(([how, phrase]) => {
      const { length } = difference[what][how];
      return length > 0 ? [`${length} ${length === 1 ? what.slice(0, -1) : what} ${phrase}`] : [];
    }),
  );
  return difference.order ? [...words, "the lines are in another order now"] : words;
}
