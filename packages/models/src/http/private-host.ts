import { BlockList, isIPv4, isIPv6 } from "node:net";

const privateAddresses = new BlockList();
for (const [net, prefix] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["169.254.0.0", 16],
] as const) {
  privateAddresses.addSubnet(net, prefix);
}
privateAddresses.addAddress("::1", "ipv6");
privateAddresses.addSubnet("fc00::", 7, "ipv6");
privateAddresses.addSubnet("fe80::", 10, "ipv6");

/**
 * Whether a URL leads to this machine or into a private network: a loopback or private address, a name
 * under `.localhost`, `.local` or `.internal`, or one without a dot, as in a compose network. Decided
 * by its host as a client would read it, and by nothing else that stands in the URL; no name is looked
 * up. Pure.
 */
export function isPrivateUrl(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
  if (isIPv4(host)) return privateAddresses.check(host);
  if (isIPv6(host)) return privateAddresses.check(host, "ipv6");
  return /^[^.]+$|\.(localhost|local|internal)$/.test(host);
}
