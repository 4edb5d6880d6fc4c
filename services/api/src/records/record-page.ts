/** A record's page by the address that its object's records have: by http or https, else none. Pure. */
export function pageOf(page: string | null, id: string): string | null {
  if (page === null) return null;
  const url = page.replaceAll("{id}", () => encodeURIComponent(id));
  const protocol = URL.parse(url)?.protocol;
  return protocol === "https:" || protocol === "http:" ? url : null;
}
