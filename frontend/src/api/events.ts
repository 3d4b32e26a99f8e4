/**
 * The one event poller of a tab: asks the server what happened and tells the page.
 *
 * Each event is dispatched on `document.body` as a CustomEvent `events:<kind>` whose detail is
 * the event's data. It asks every second while a job runs, every ten seconds otherwise, and not
 * at all while the tab is hidden. `events:poke`, dispatched on the body, makes it ask at once.
 *
 *     const stop = startEvents("/api/documents/12/events/");
 */
import { request } from "./client";

interface ServerEvent {
  id: number;
  kind: string;
  data: Record<string, unknown>;
}

interface Answer {
  cursor: number;
  events: ServerEvent[];
}

const BUSY_MS = 1000;
const CALM_MS = 10_000;
const POKED_MS = 15_000;
const OPEN_STATES = new Set(["queued", "running"]);

class Poller {
  private cursor: number | null = null;
  /** Ids told already and still after the cursor: the server repeats young events. */
  private readonly told = new Set<number>();
  private readonly running = new Set<unknown>();
  private timer: number | undefined;
  private asking = false;
  private again = false;
  private pokedAt = -POKED_MS;

  constructor(private readonly url: string) {
    document.addEventListener("visibilitychange", this.onVisibility);
    document.body.addEventListener("events:poke", this.onPoke);
    void this.ask();
  }

  stop(): void {
    window.clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.onVisibility);
    document.body.removeEventListener("events:poke", this.onPoke);
  }

  private readonly onVisibility = (): void => {
    if (!document.hidden) void this.ask();
  };

  private readonly onPoke = (): void => {
    this.pokedAt = performance.now();
    void this.ask();
  };

  private async ask(): Promise<void> {
    if (this.asking) {
      this.again = true;
      return;
    }
    window.clearTimeout(this.timer);
    this.asking = true;
    try {
      const query = this.cursor === null ? "" : `?since=${this.cursor}`;
      this.tell(await request<Answer>("GET", this.url + query));
    } catch {
      this.running.clear();
    }
    this.asking = false;
    this.plan();
  }

  private tell(answer: Answer): void {
    this.cursor = answer.cursor;
    const fresh = answer.events.filter((event) => !this.told.has(event.id));
    for (const event of answer.events) this.told.add(event.id);
    for (const id of this.told) if (id <= answer.cursor) this.told.delete(id);
    for (const event of fresh) {
      if (event.kind === "job") this.follow(event.data);
      document.body.dispatchEvent(new CustomEvent(`events:${event.kind}`, { detail: event.data }));
    }
  }

  private follow(job: Record<string, unknown>): void {
    if (OPEN_STATES.has(String(job["state"]))) this.running.add(job["id"]);
    else this.running.delete(job["id"]);
  }

  private plan(): void {
    if (document.hidden) return;
    const poked = performance.now() - this.pokedAt < POKED_MS;
    const busy = this.running.size > 0 || poked;
    const delay = this.again ? 0 : busy ? BUSY_MS : CALM_MS;
    this.again = false;
    this.timer = window.setTimeout(() => void this.ask(), delay);
  }
}

const pollers = new Map<string, { poller: Poller; users: number }>();

/** Starts polling `url`, or shares the poller that runs already; returns what stops it. */
export function startEvents(url: string): () => void {
  const entry = pollers.get(url) ?? { poller: new Poller(url), users: 0 };
  entry.users += 1;
  pollers.set(url, entry);
  return () => {
    entry.users -= 1;
    if (entry.users > 0) return;
    entry.poller.stop();
    pollers.delete(url);
  };
}

/** Makes the running pollers ask now, for example after a job was requested. */
export function pokeEvents(): void {
  document.body.dispatchEvent(new CustomEvent("events:poke"));
}
