/**
 * Puts lines in order by clicking them one after the other; a region stands for all of its lines.
 *
 * The clicked lines then follow each other from where the first of them stands. Enter, Escape or
 * another tool ends it, Backspace takes the last one back.
 */
import { lineMiddle } from "../../model/reading-order";
import type { Uid } from "../../model/types";
import { orderInSequence } from "../../state/order-actions";
import type { PageLayers } from "../layers";
import { hitAt } from "./select";
import type { Bench, Pointer, Tool } from "./tool";

export class OrderTool implements Tool {
  readonly name = "order";
  readonly cursor = "pointer";
  private clicked: Uid[] = [];

  constructor(
    private readonly bench: Bench,
    private readonly layers: PageLayers,
  ) {}

  start(): void {
    this.clicked = [];
    this.show();
  }

  stop(): void {
    this.finish();
    this.layers.showSequence(null);
    this.bench.sketch([], false);
    this.bench.selection.setHover(null);
  }

  move(pointer: Pointer): void {
    const { line, region } = hitAt(this.bench, pointer);
    this.bench.selection.setHover(line ?? region);
  }

  click(pointer: Pointer): void {
    const { line, region } = hitAt(this.bench, pointer);
    const { page } = this.bench.store;
    const inRegion = (uid: Uid) => region !== null && page.lines.get(uid)?.region === region;
    const found = line ? [line] : page.order.filter(inRegion);
    const fresh = found.filter((uid) => !this.clicked.includes(uid));
    this.clicked.push(...fresh);
    this.show();
  }

  key(key: string): boolean {
    if (this.clicked.length === 0) return false;
    if (key === "Enter" || key === "Escape") this.finish();
    else if (key === "Backspace") this.clicked.pop();
    else return false;
    this.show();
    return true;
  }

  private finish(): void {
    const { page } = this.bench.store;
    const alive = this.clicked.filter((uid) => page.lines.has(uid));
    this.clicked = [];
    this.bench.commit(orderInSequence(page, alive));
  }

  private show(): void {
    const { lines } = this.bench.store.page;
    this.layers.showSequence(this.clicked);
    const middles = this.clicked.flatMap((uid) => {
      const line = lines.get(uid);
      const middle = line && lineMiddle(line);
      return middle ? [middle] : [];
    });
    this.bench.sketch(middles, false);
  }
}
