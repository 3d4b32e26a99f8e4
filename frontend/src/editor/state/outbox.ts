/**
 * Keeps what is not yet saved in this browser, so that a crash or a reload loses nothing.
 *
 * Each tab writes its own record for each page. Whoever starts takes over the records that tabs
 * now gone left for the same person: those of the same page at once, those of other pages to send
 * them in passing.
 */
import { holdTab, type KeptWork, KeptWorks, type Place, tabName } from "../../api/kept-work";
import { newUuid } from "../../api/uuid";
import type { Edit } from "./changes";
import type { Conflict } from "./page";
import type { ChangeSet, Reason } from "./wire";

export interface PendingSet {
  readonly id: string;
  readonly reason: Reason;
  readonly change: Edit;
  /** What went to the server under this id; from then on the set never changes. */
  readonly sent: ChangeSet | null;
}

export interface Pending {
  readonly sets: readonly PendingSet[];
  readonly conflicts: readonly Conflict[];
}

export interface Outbox {
  /** What earlier tabs left unsaved. */
  readonly left: Pending;
  save(pending: Pending): Promise<void>;
}

const NOTHING: Pending = { sets: [], conflicts: [] };
/** A tab that is being loaded again has let its lock go for a moment: its work is left to it. */
const RELOAD_MS = 10_000;

/** A set of a tab that is gone: its id is kept only where the server may know it. */
function adopted(set: PendingSet): PendingSet {
  return set.sent ? set : { ...set, id: newUuid() };
}

function pendingOf(record: KeptWork): Pending {
  const { sets, conflicts } = record as unknown as Pending;
  return { sets: sets.map(adopted), conflicts };
}

/** How many things wait to be sent. */
export function countChanges({ sets }: Pending): number {
  const things = sets.flatMap(({ change }) => [
    ...change.texts.map(({ line }) => line),
    ...change.lines.map(({ uid }) => uid),
    ...change.regions.map(({ uid }) => uid),
    ...(change.order ? ["order"] : []),
  ]);
  return new Set(things).size;
}

/** Where one tab keeps its work. */
export class Room {
  private constructor(
    private readonly works: KeptWorks,
    private readonly tab: string,
  ) {}

  static async open(storage: Pick<Storage, "getItem" | "setItem"> = sessionStorage): Promise<Room> {
    const works = await KeptWorks.open();
    return new Room(works, await tabName(storage));
  }

  /** The outbox of a page, with what tabs now gone left there. */
  async outbox(place: Place): Promise<Outbox> {
    const own = this.keyOf(place);
    const records = await this.gone(place.user, ({ place: at }) => at.part === place.part);
    const parts = records.map(pendingOf);
    const left: Pending = {
      sets: parts.flatMap(({ sets }) => sets),
      conflicts: parts.flatMap(({ conflicts }) => conflicts),
    };
    const foreign = records.map(({ key }) => key).filter((key) => key !== own);
    if (foreign.length > 0) await this.works.put(this.record(place, left), foreign);
    return this.outboxWith(place, left);
  }

  /** Other pages of the person on which tabs now gone left work. */
  async elsewhere(here: Place): Promise<readonly Place[]> {
    const calm = ({ tab, at }: KeptWork) => tab === this.tab || Date.now() - at > RELOAD_MS;
    const records = await this.gone(
      here.user,
      (record) => record.place.part !== here.part && record.place.url !== "" && calm(record),
    );
    return [...new Map(records.map(({ place }) => [place.part, place])).values()];
  }

  private async gone(
    user: number,
    wanted: (record: KeptWork) => boolean,
  ): Promise<readonly KeptWork[]> {
    const found: KeptWork[] = [];
    for (const record of (await this.works.of(user)).filter(wanted)) {
      if (record.tab === this.tab || (await holdTab(record.tab))) found.push(record);
    }
    return found;
  }

  private outboxWith(place: Place, left: Pending): Outbox {
    let next: Pending | null = null;
    let running: Promise<void> = Promise.resolve();
    const write = async (): Promise<void> => {
      const pending = next;
      next = null;
      if (pending) await this.keep(place, pending);
    };
    return {
      left,
      // While one writing runs, only the newest state waits for its turn.
      save: (pending) => {
        next = pending;
        const work = running.then(write);
        running = work.catch(() => undefined);
        return work;
      },
    };
  }

  private keep(place: Place, pending: Pending): Promise<void> {
    const empty = pending.sets.length + pending.conflicts.length === 0;
    if (empty) return this.works.delete([this.keyOf(place)]);
    return this.works.put(this.record(place, pending));
  }

  private keyOf({ user, part }: Place): string {
    return `${user}:${part}:${this.tab}`;
  }

  private record(place: Place, pending: Pending): KeptWork {
    const { tab } = this;
    const changes = countChanges(pending);
    return { key: this.keyOf(place), tab, place, at: Date.now(), changes, ...pending };
  }
}

/** Stands in where the browser keeps nothing (private windows): work lives in memory only. */
export function memoryOutbox(left: Pending = NOTHING): Outbox {
  return { left, save: () => Promise.resolve() };
}
