/** What two people did to the same lines, until somebody decides. */
import type { LineText, Uid } from "../model/types";
import { type Conflict, type Page, renewed } from "./page";
import { withTheirs } from "./settle";

export class Conflicts {
  private open: Conflict[] = [];

  get all(): readonly Conflict[] {
    return this.open;
  }

  start(left: readonly Conflict[]): void {
    this.open = [...left];
  }

  add(conflicts: readonly Conflict[]): void {
    this.open.push(...conflicts);
  }

  remove(conflict: Conflict): void {
    this.open = this.open.filter((item) => item !== conflict);
  }

  /** Sets them against the server's page; where both say the same by now, there is none. */
  renew(page: Page): void {
    this.keep(this.open.map((conflict) => renewed(conflict, page)));
  }

  renewTexts(layer: number | null, texts: ReadonlyMap<Uid, LineText | null>): void {
    this.keep(this.open.map((conflict) => withTheirs(conflict, layer, texts)));
  }

  /** Adds lines that are gone, each once. */
  addLost(lost: readonly Conflict[]): void {
    for (const conflict of lost) {
      const { line, layer, shape = null } = conflict;
      const at = this.open.findIndex((item) => item.line === line && item.layer === layer);
      const known = this.open[at];
      if (known) this.open[at] = { ...known, shape };
      else this.open.push(conflict);
    }
  }

  private keep(conflicts: readonly Conflict[]): void {
    this.open = conflicts.filter(({ mine, theirs }) => mine !== theirs);
  }
}
