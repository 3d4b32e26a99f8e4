/** Undo and redo of everything on this page, text included, for as long as the tab is open. */
import { type Edit, invert, isEmpty, merge } from "./changes";

interface Entry {
  readonly change: Edit;
  /** Edits of the same key, made soon after each other, are one step. */
  readonly key: string;
  readonly at: number;
}

const ONE_STEP_MS = 1000;

export class History {
  private readonly done: Entry[] = [];
  private undone: Entry[] = [];

  constructor(private readonly now: () => number = () => Date.now()) {}

  get canUndo(): boolean {
    return this.done.length > 0;
  }

  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  record(change: Edit, key = ""): void {
    if (isEmpty(change)) return;
    this.undone = [];
    const last = this.done.at(-1);
    const at = this.now();
    if (last && key !== "" && last.key === key && at - last.at < ONE_STEP_MS) {
      this.done.pop();
      this.push({ change: merge(last.change, change), key, at });
    } else {
      this.push({ change, key, at });
    }
  }

  /** What the next undo would do. */
  peekUndo(): Edit | null {
    const entry = this.done.at(-1);
    return entry ? invert(entry.change) : null;
  }

  peekRedo(): Edit | null {
    return this.undone.at(-1)?.change ?? null;
  }

  /** Marks the last step as undone. */
  undo(): void {
    const entry = this.done.pop();
    if (entry) this.undone.push({ ...entry, key: "" });
  }

  redo(): void {
    const entry = this.undone.pop();
    if (entry) this.done.push(entry);
  }

  private push(entry: Entry): void {
    if (!isEmpty(entry.change)) this.done.push(entry);
  }
}
