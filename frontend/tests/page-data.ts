/** A small page for tests: two lines in a region, one line outside. */
import type { EditorData, Line } from "../src/editor/model/types";

type ServerLine = Line & { order: number };

export function serverLine(uid: string, y: number, text: string | null, order: number): ServerLine {
  return {
    uid,
    baseline: [
      [100, y],
      [500, y],
    ],
    mask: [
      [100, y - 30],
      [500, y - 30],
      [500, y + 10],
      [100, y + 10],
    ],
    mask_manual: false,
    region: y < 400 ? "r1" : null,
    type: null,
    order,
    text: text === null ? null : { text, confidence: null, glyphs: null, version: 1 },
  };
}

export function pageData(revision = 7): EditorData {
  return {
    part: {
      id: 12,
      name: "f10.jpg",
      title: "Page 3",
      order: 2,
      count: 12,
      previous: 11,
      next: 13,
      width: 1000,
      height: 1500,
      revision,
      image: "/media/view.jpg",
      thumbnail: "/media/thumbnail.jpg",
      direction: "horizontal-lr",
      line_offset: "baseline",
      status: "todo",
      assignee: null,
      has_manual_order: false,
      turns: 0,
    },
    document: { id: 1, name: "Book", read_direction: "ltr", script_direction: "ltr" },
    can_edit: true,
    layer: 5,
    layers: [{ id: 5, name: "manual", is_ground_truth: false }],
    region_types: [],
    line_types: [],
    regions: [
      {
        uid: "r1",
        polygon: [
          [50, 50],
          [600, 50],
          [600, 400],
          [50, 400],
        ],
        type: null,
        locked: false,
        order: 0,
      },
    ],
    lines: [
      serverLine("a", 100, "one two three four", 0),
      serverLine("b", 200, "second", 1),
      serverLine("c", 500, null, 2),
    ],
  };
}
