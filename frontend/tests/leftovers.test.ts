import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it } from "vitest";
import { Leftovers, type Waiting } from "../src/editor/state/leftovers";
import { typeText } from "../src/editor/state/line-actions";
import { Room } from "../src/editor/state/outbox";
import { Store } from "../src/editor/state/store";
import { Sync } from "../src/editor/state/sync";
import { FakeServer } from "./fake-server";
import { openOutbox, place, tabMemory, type TabMemory } from "./kept";

let user = 10;
let server: FakeServer;
let memory: TabMemory;

/** Types a text on page 12 without a server and turns to another page. */
async function leaveWork(text: string): Promise<void> {
  server.online = false;
  const store = new Store(structuredClone(server.data));
  const sync = new Sync(store, await openOutbox(user, 12, memory), server);
  sync.push(store.apply(typeText(store.page, "b", text)));
  await sync.flush();
}

async function sweep(): Promise<{ again: () => Promise<void>; told: Waiting[][] }> {
  const told: Waiting[][] = [];
  const room = await Room.open(memory);
  const leftovers = new Leftovers(
    room,
    place(user, 13),
    () => server,
    (list) => {
      told.push([...list]);
    },
  );
  await leftovers.sweep();
  return { again: () => leftovers.sweep(), told };
}

beforeEach(() => {
  user += 1;
  server = new FakeServer();
  memory = tabMemory();
});

describe("work left on another page", () => {
  it("is sent without opening that page", async () => {
    await leaveWork("left behind");
    server.online = true;
    const { told } = await sweep();
    expect(server.line("b")?.text?.text).toBe("left behind");
    expect(told).toEqual([[]]);
    expect((await openOutbox(user, 12, memory)).left.sets).toHaveLength(0);
  });

  it("is told while the server is away, and sent when it is back", async () => {
    await leaveWork("left behind");
    const { again, told } = await sweep();
    expect(told.at(-1)).toMatchObject([{ title: "Page 12", changes: 1, toDecide: 0 }]);
    server.online = true;
    await again();
    expect(server.line("b")?.text?.text).toBe("left behind");
    expect(told.at(-1)).toEqual([]);
  });

  it("waits for a decision where somebody else wrote meanwhile", async () => {
    await leaveWork("left behind");
    server.online = true;
    server.write("b", "theirs");
    const { told } = await sweep();
    expect(server.line("b")?.text?.text).toBe("theirs");
    expect(told.at(-1)).toMatchObject([{ changes: 0, toDecide: 1 }]);
    const { left } = await openOutbox(user, 12, memory);
    expect(left.conflicts).toMatchObject([{ mine: "left behind", theirs: "theirs" }]);
  });

  it("of another person stays where it is", async () => {
    await leaveWork("left behind");
    server.online = true;
    user += 1;
    await sweep();
    expect(server.line("b")?.text?.text).toBe("second");
  });
});
