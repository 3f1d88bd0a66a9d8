import type { Audit } from "./audit.ts";
import { driftAudit } from "./drift.ts";
import { profileAudit } from "./profile.ts";
import { validateAudit } from "./validate.ts";

/** Every step that looks at rows and changes none. */
export const audits: readonly Audit[] = [validateAudit, profileAudit, driftAudit];
