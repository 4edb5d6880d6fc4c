/** Who gives an order: a person, an API token, or Fieldwork itself. */
export interface Actor {
  kind: "person" | "token" | "system";
  /** A person's or a token's; of the system, the name of the part that acts. */
  id: string;
  /** For people. */
  name: string;
}
