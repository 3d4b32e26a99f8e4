/** A zip of files with their paths, made in the browser: nothing is compressed. */

export interface PathFile {
  path: string;
  file: File;
}

const UTF8_NAMES = 0x0800;
const FIRST_DAY = 0x0021; // 1980-01-01: a zip has no way to say that a date is not known
const MAX_ENTRIES = 65_535;
const MAX_BYTES = 0xffff_ffff;
const POLYNOMIAL = 0xedb8_8320;

const TABLE = Uint32Array.from({ length: 256 }, (_, start) => {
  let value = start;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? POLYNOMIAL ^ (value >>> 1) : value >>> 1;
  return value;
});

export function crc32(bytes: Uint8Array): number {
  let value = 0xffff_ffff;
  for (const byte of bytes) value = (TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffff_ffff) >>> 0;
}

/** Whether so many files of that size fit into a zip of the plain kind. */
export function fitsInZip(files: readonly PathFile[]): boolean {
  const names = files.reduce((sum, { path }) => sum + 6 * path.length + 100, 0);
  return (
    files.length <= MAX_ENTRIES &&
    files.reduce((sum, { file }) => sum + file.size, names) <= MAX_BYTES
  );
}

/** The fields that both places of an entry say alike: flags, method, date, sum, sizes, name. */
function entry(crc: number, size: number, nameLength: number): number[][] {
  const short = [20, UTF8_NAMES, 0, 0, FIRST_DAY].map((value) => [value, 2]);
  return [...short, [crc, 4], [size, 4], [size, 4], [nameLength, 2], [0, 2]];
}

function record(signature: number, fields: readonly number[][]): Uint8Array<ArrayBuffer> {
  const all = [[signature, 4], ...fields];
  const view = new DataView(new ArrayBuffer(all.reduce((sum, [, size]) => sum + (size ?? 0), 0)));
  let at = 0;
  for (const [value = 0, size = 0] of all) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}

/** The files in one zip called `name`; each is read once, for its sum. */
export async function zipOf(name: string, files: readonly PathFile[]): Promise<File> {
  const parts: BlobPart[] = [];
  const directory: BlobPart[] = [];
  let at = 0;
  let listed = 0;
  for (const { path, file } of files) {
    const said = new TextEncoder().encode(path);
    const crc = crc32(new Uint8Array(await file.arrayBuffer()));
    const fields = entry(crc, file.size, said.length);
    const head = record(0x0403_4b50, fields);
    const more = [0, 0, 0].map((value) => [value, 2]);
    const line = record(0x0201_4b50, [[20, 2], ...fields, ...more, [0, 4], [at, 4]]);
    parts.push(head, said, file);
    directory.push(line, said);
    at += head.length + said.length + file.size;
    listed += line.length + said.length;
  }
  const count = [files.length, 2];
  const end = [[0, 2], [0, 2], count, count, [listed, 4], [at, 4], [0, 2]];
  return new File([...parts, ...directory, record(0x0605_4b50, end)], name, {
    type: "application/zip",
  });
}
