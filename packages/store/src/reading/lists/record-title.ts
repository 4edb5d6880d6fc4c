/** What people call a record, of the row that `alias` stands for. */
export function titleSql(alias: string): string {
  const field = (name: string) => `nullif(${alias}.fields->>'${name}', '')`;
  const person = `nullif(concat_ws(' ', ${field("firstName")}, ${field("lastName")}), '')`;
  return `left(coalesce(${field("name")}, ${person}, ${field("domain")}, ${field("email")}), 200)`;
}

/** A record ref as one value, of the row that `alias` stands for. */
export function refSql(alias: string): string {
  return `jsonb_build_object('connection', ${alias}.connection, 'object', ${alias}.object, 'id', ${alias}.record_id)`;
}
