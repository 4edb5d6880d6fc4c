import { checkoutSettings } from "@fieldwork/runtime";
import { z } from "zod";
import { releaseConfig } from "./prepare.ts";

/** The settings of the commands that use the store, and of a release. */
export const cliConfig = z.object({ ...checkoutSettings, ...releaseConfig.shape });
