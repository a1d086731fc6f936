// Offsets of the server are bytes of UTF-8; strings here are counted in UTF-16 units.

/** For each offset in bytes, in rising order, the place in a string that starts at byte `base`. */
export function toUnits(text: string, base: number, offsets: number[]): number[] {
  const units: number[] = [];
  let byte = base;
  let unit = 0;
  for (const offset of offsets) {
    while (byte < offset && unit < text.length) {
      const code = text.codePointAt(unit) ?? 0;
      byte += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      unit += code < 0x10000 ? 1 : 2;
    }
    units.push(unit);
  }
  return units;
}
