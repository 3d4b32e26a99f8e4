/** Ties a session to the server: saving, what others do, who is there, what earlier tabs left. */
import { request } from "../api/client";
import { pokeEvents, startEvents } from "../api/events";
import { startPresence } from "../api/presence";
import { newUuid } from "../api/uuid";
import type { EditorData, LineText, Uid } from "./model/types";
import { memoryOutbox, openOutbox } from "./state/outbox";
import type { Person } from "./state/people";
import type { Session } from "./state/session";
import { type Server, Sync } from "./state/sync";
import type { ChangeAnswer, ChangeSet } from "./state/wire";

interface Presence {
  readonly people: readonly Person[];
  readonly latest: number;
}

interface Addresses {
  readonly changes: string;
  readonly editor: string;
  readonly texts?: string | undefined;
}

const TYPING_MS = 3000;

/** The addresses of one page as the functions that saving needs; what is sent is this user's. */
export function serverAt(urls: Addresses, user: number): Server {
  const ofLayer = (url: string, layer: number) => `${url}?layer=${layer}`;
  return {
    post: (change: ChangeSet) => request<ChangeAnswer>("POST", urls.changes, { ...change, user }),
    fetchPage: (layer) =>
      request<EditorData>("GET", layer === null ? urls.editor : ofLayer(urls.editor, layer)),
    fetchTexts: async (layer, lines) => {
      const url = `${ofLayer(urls.texts ?? "", layer)}&lines=${lines.join(",")}`;
      return (await request<{ texts: Record<Uid, LineText> }>("GET", url)).texts;
    },
  };
}

export class Connection {
  private readonly stops: (() => void)[] = [];
  private latest = -1;

  constructor(private readonly session: Session) {}

  async start(): Promise<void> {
    const { session } = this;
    const { urls, user } = session.bootstrap;
    const owner = user?.id ?? 0;
    const outbox = await openOutbox(owner, session.page.part.id).catch(() => {
      session.say(
        "This browser keeps nothing between visits: what is unsaved lives in this tab only. " +
          "Close it when it says “Saved”.",
      );
      return memoryOutbox();
    });
    const sync = new Sync(session.store, outbox, serverAt(urls, owner));
    session.useSync(sync);
    this.listen();
    if (session.canEdit) void session.keyboards.resume();
    if (session.canEdit) await sync.start();
  }

  stop(): void {
    for (const stop of this.stops) stop();
    this.stops.length = 0;
  }

  private listen(): void {
    const { urls } = this.session.bootstrap;
    this.on(window, "beforeunload", this.onLeave);
    this.on(window, "online", this.onBack);
    this.on(document, "visibilitychange", this.onBack);
    this.on(document, "compositionstart", () => this.session.sync?.hold());
    this.on(document, "compositionend", () => this.session.sync?.release());
    this.on(document.body, "events:part.layout", this.onLayout);
    this.on(document.body, "events:part.text", this.onText);
    this.on(document.body, "events:part.changed", this.onPartChanged);
    this.on(document.body, "events:comment", this.onComment);
    this.stops.push(startEvents(urls.events));
    if (!urls.presence) return;
    const stop = startPresence(urls.presence, newUuid(), this.say, this.hear);
    this.stops.push(stop);
  }

  private readonly say = (): object => {
    const { selection, typedAt } = this.session;
    return { line: selection.current, typing: Date.now() - typedAt < TYPING_MS };
  };

  private readonly hear = (heard: unknown): boolean => {
    const { session } = this;
    const answer = heard as Presence | null;
    session.people.set(answer?.people ?? []);
    const together = session.people.others.length > 0;
    if (session.sync) session.sync.brisk = together;
    if (answer && answer.latest !== this.latest) {
      if (this.latest >= 0) pokeEvents();
      this.latest = answer.latest;
    }
    return together;
  };

  private readonly onLayout = (event: Event): void => {
    const { part, revision, user } = (event as CustomEvent<Record<string, unknown>>).detail;
    const { page, sync, bootstrap } = this.session;
    if (part !== page.part.id) return;
    const newest = typeof revision === "number" ? revision : page.part.revision + 1;
    sync?.revisionSeen(newest, user === bootstrap.user?.name);
  };

  private readonly onText = (event: Event): void => {
    const { part, layer, change, user, lines } = (event as CustomEvent<Record<string, unknown>>)
      .detail;
    const { page, sync } = this.session;
    if (part !== page.part.id || layer !== page.layer) return;
    const uids = Array.isArray(lines) ? (lines as Uid[]) : [];
    sync?.textsSeen(String(change), uids, typeof user === "string" ? user : "");
  };

  private readonly onPartChanged = (event: Event): void => {
    const { part, parts, ...facts } = (event as CustomEvent<Record<string, unknown>>).detail;
    const { id } = this.session.page.part;
    if (part !== id && !(Array.isArray(parts) && parts.includes(id))) return;
    const known = ["name", "status", "assignee", "assignee_name"].filter((key) => key in facts);
    this.session.describePart(Object.fromEntries(known.map((key) => [key, facts[key]])));
  };

  private readonly onComment = (event: Event): void => {
    const { part } = (event as CustomEvent<Record<string, unknown>>).detail;
    if (part === this.session.page.part.id)
      void this.session.comments.read().catch(() => undefined);
  };

  private readonly onBack = (): void => {
    void this.session.sync?.flush();
  };

  private readonly onLeave = (event: Event): void => {
    if (this.session.sync?.unsent) event.preventDefault();
  };
}
