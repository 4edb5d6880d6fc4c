export { companyDomain } from "./company-domain.ts";
export { countryCode } from "./country-code.ts";
export { companyKeys, decideLink } from "./decide-link.ts";
