/** The name of an answer's form, in the characters that vendors take. */
export function formatName(task: string): string {
  return task.replace(/[^a-zA-Z0-9_-]/g, "_").slice(0, 64);
}
