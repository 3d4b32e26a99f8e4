/** The commands that change the order of the lines. */
import { ApiError, NetworkError, request } from "../../api/client";
import type { Uid } from "../model/types";
import type { Command } from "../state/command";
import { keepOrder, orderAutomatically, stepLines } from "../state/order-actions";
import type { Session } from "../state/session";
import type { Stage } from "./stage";

/** Asks the server for the order that it computes from what is on the page now. */
async function orderNow(session: Session): Promise<void> {
  const url = session.bootstrap.urls.automatic_order;
  const sent = (await session.sync?.flush()) ?? true;
  if (!url || !sent) {
    session.say("The order is computed by the server, which has not got all changes yet.");
    return;
  }
  try {
    const { order } = await request<{ order: Uid[] }>("GET", url);
    const change = orderAutomatically(session.page, order);
    if (change) session.commit(change);
    else session.say("The lines are in the automatic order already.");
  } catch (error) {
    if (!(error instanceof ApiError) && !(error instanceof NetworkError)) throw error;
    session.say(`The lines could not be put in order. ${error.message}`);
  }
}

function stepCommands(session: Session): Command[] {
  const { selection } = session;
  const moving = () => (selection.lines.size > 0 ? [...selection.lines] : [selection.current]);
  const uids = () => moving().filter((uid) => uid !== null);
  const step = (id: string, label: string, key: string, by: 1 | -1): Command => ({
    id,
    label,
    group: "Selection",
    keys: [key],
    edits: true,
    whileTyping: true,
    enabled: () => session.canEdit && uids().length > 0,
    run: () => session.commit(stepLines(session.page, uids(), by)),
  });
  return [
    step("move-up", "Move the line up in the order", "Alt+Shift+ArrowUp", -1),
    step("move-down", "Move the line down in the order", "Alt+Shift+ArrowDown", 1),
  ];
}

export function orderCommands(stage: Stage): Command[] {
  const { session } = stage;
  const isManual = () => session.page.part.has_manual_order;
  return [
    {
      id: "order",
      label: "Put lines in order by clicking them",
      icon: "order",
      group: "Tools",
      keys: ["O"],
      edits: true,
      active: () => stage.canvas()?.toolName === "order",
      run: () => stage.setTool("order"),
    },
    {
      id: "order-automatic",
      label: "Order the lines automatically",
      icon: "order-automatic",
      group: "Selection",
      keys: ["Alt+O"],
      edits: true,
      run: () => void orderNow(session),
    },
    {
      id: "keep-ordered",
      label: "Keep the lines in automatic order",
      icon: "order-automatic",
      group: "Selection",
      keys: [],
      edits: true,
      active: () => !isManual(),
      run: () => {
        if (isManual()) void orderNow(session);
        else session.commit(keepOrder(session.page));
      },
    },
    ...stepCommands(session),
  ];
}
