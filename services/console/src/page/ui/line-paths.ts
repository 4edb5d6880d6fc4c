const top = 4;
const bottom = 98;

/** A line through the values, `most` at the top, which ends where nothing is known. Pure. */
export function pathsOf(values: readonly (number | null)[], most: number): string {
  const heightOf = (value: number) =>
    bottom - (value / Math.max(most, Number.MIN_VALUE)) * (bottom - top);
  let isDrawing = false;
  const steps = values.flatMap((value, place) => {
    if (value === null) {
      isDrawing = false;
      return [];
    }
    const step = `${isDrawing ? "L" : "M"}${place} ${Math.round(heightOf(value) * 100) / 100}`;
    isDrawing = true;
    return [step];
  });
  return steps.join("");
}
