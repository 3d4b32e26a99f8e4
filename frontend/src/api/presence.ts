/**
 * Tells the server again and again that this tab has a page open, and hears who else has.
 *
 * The same request tells whether anything happened at all, so that one request a second is enough
 * to see both people and their work. A hidden tab speaks seldom; one that is left says good-bye.
 *
 *     const stop = startPresence(url, tab, () => ({ line }), (answer) => answer !== null);
 */
import { csrfToken, request } from "./client";

const TOGETHER_MS = 1000;
const ALONE_MS = 1500;
const HIDDEN_MS = 5000;
const SILENT_MS = 5000;

class Presence {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private left = false;
  private together = false;

  constructor(
    private readonly url: string,
    private readonly tab: string,
    private readonly say: () => object,
    private readonly hear: (answer: unknown) => boolean,
  ) {
    window.addEventListener("pagehide", this.leave);
    window.addEventListener("pageshow", this.comeBack);
    document.addEventListener("visibilitychange", this.onVisibility);
    void this.beat();
  }

  stop(): void {
    window.removeEventListener("pagehide", this.leave);
    window.removeEventListener("pageshow", this.comeBack);
    document.removeEventListener("visibilitychange", this.onVisibility);
    this.leave();
  }

  private async beat(): Promise<void> {
    clearTimeout(this.timer);
    let answer: unknown = null;
    try {
      answer = await request<unknown>("POST", this.url, { ...this.say(), tab: this.tab });
    } catch {
      // Nobody answers, or nobody is signed in: what is unsaved says so in its own place.
    }
    if (this.left) return;
    this.together = this.hear(answer);
    this.plan(answer === null);
  }

  private plan(silent: boolean): void {
    clearTimeout(this.timer);
    const calm = this.together ? TOGETHER_MS : ALONE_MS;
    const delay = document.hidden ? HIDDEN_MS : silent ? SILENT_MS : calm;
    this.timer = setTimeout(() => void this.beat(), delay);
  }

  private readonly onVisibility = (): void => {
    if (!document.hidden && !this.left) void this.beat();
  };

  private readonly leave = (): void => {
    if (this.left) return;
    this.left = true;
    clearTimeout(this.timer);
    const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken() };
    const body = JSON.stringify({ tab: this.tab, leaving: true });
    const good = { method: "POST", keepalive: true, headers, body } as const;
    void fetch(this.url, good).catch(() => undefined);
  };

  private readonly comeBack = (): void => {
    if (!this.left) return;
    this.left = false;
    void this.beat();
  };
}

/**
 * Starts telling that `tab` has the page open; returns what stops it. `say` gives what is told,
 * `hear` takes the answer, or `null` where there was none, and returns whether others are there.
 */
export function startPresence(
  url: string,
  tab: string,
  say: () => object,
  hear: (answer: unknown) => boolean,
): () => void {
  const presence = new Presence(url, tab, say, hear);
  return () => presence.stop();
}
