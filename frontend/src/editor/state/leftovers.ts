/**
 * Sends what this person left unsent on other pages of this browser, without opening them.
 *
 * Each such page is loaded and saved in the background like the one that is open; what cannot be
 * sent now, or has to be decided, is told with the way to its page.
 */
import type { Place } from "../../api/kept-work";
import { countChanges, type Outbox, type Room } from "./outbox";
import { Store } from "./store";
import { type Server, Sync } from "./sync";

export interface Waiting {
  readonly title: string;
  readonly url: string;
  readonly changes: number;
  /** Lines with two texts, or that somebody else deleted. */
  readonly toDecide: number;
}

export class Leftovers {
  private readonly syncs = new Map<number, { place: Place; sync: Sync | null; count: number }>();
  private running: Promise<void> | null = null;

  constructor(
    private readonly room: Pick<Room, "elsewhere" | "outbox">,
    private readonly here: Place,
    private readonly connect: (place: Place) => Server,
    private readonly tell: (waiting: readonly Waiting[]) => void,
  ) {}

  /** Tries to send all there is; harmless to call again. */
  sweep(): Promise<void> {
    this.running ??= this.run().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async run(): Promise<void> {
    for (const { sync } of this.syncs.values()) await sync?.flush();
    for (const place of await this.room.elsewhere(this.here)) {
      if (!this.syncs.get(place.part)?.sync) await this.send(place);
    }
    this.tell(this.waiting());
  }

  private async send(place: Place): Promise<void> {
    const outbox = await this.room.outbox(place);
    const { sets, conflicts } = outbox.left;
    if (sets.length + conflicts.length === 0) return;
    const sync = await this.open(place, outbox);
    this.syncs.set(place.part, { place, sync, count: countChanges(outbox.left) });
    await sync?.start();
  }

  private async open(place: Place, outbox: Outbox): Promise<Sync | null> {
    const server = this.connect(place);
    const layer = outbox.left.sets[0]?.change.texts[0]?.layer ?? null;
    try {
      return new Sync(new Store(await server.fetchPage(layer)), outbox, server);
    } catch {
      return null;
    }
  }

  private waiting(): Waiting[] {
    const waiting: Waiting[] = [];
    for (const [part, { place, sync, count }] of this.syncs) {
      const { title, url } = place;
      const toDecide = sync?.conflicts.length ?? 0;
      const changes = !sync || sync.unsent ? count : 0;
      if (changes + toDecide === 0) this.syncs.delete(part);
      else waiting.push({ title, url, changes, toDecide });
    }
    return waiting;
  }
}
