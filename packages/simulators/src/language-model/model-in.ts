/** The model that a body asks for, without reading all of it. Quotes inside texts are escaped, so this finds the parameter. */
export function modelIn(body: string): string | undefined {
  return /"model"\s*:\s*"([^"\\]*)"/.exec(body)?.[1];
}
