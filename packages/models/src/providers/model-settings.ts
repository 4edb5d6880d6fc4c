import { z } from "zod";
import { providerSettings } from "./registry.ts";

/** Which model providers there are, what they allow and what they charge. */
export const modelSettings = z.object(providerSettings);
