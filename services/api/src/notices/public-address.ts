import { BlockList, isIP } from "node:net";

/** Addresses that lead into a house, to the machine itself, or nowhere in the public network. */
const notPublic: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];
/** All of IPv6 but global unicast, and of that what is carried over from IPv4, or is only for documents. */
const publicV6 = blockList([["2000::", 3]]);
const notPublicV6 = blockList([
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
]);
const notPublicV4 = blockList(notPublic);

/** Which private addresses may be called all the same. */
export type AllowedAddresses = BlockList;

/** @throws Error for what is no address and no range. */
export function allowedAddresses(ranges: readonly string[]): AllowedAddresses {
  return blockList(
    ranges.map((range) => {
      const [address = "", bits] = range.split("/");
      const most = isIP(address) === 6 ? 128 : 32;
      const prefix = bits === undefined ? most : Number(bits);
      if (isIP(address) === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > most)
        throw new Error(`${range} is no address and no range of them, such as 10.1.0.0/16`);
      return [address, prefix] as const;
    }),
  );
}

/** Whether notices may be sent to an address. Pure. */
export function isReachable(address: string, allowed: AllowedAddresses): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  const family = version === 4 ? "ipv4" : "ipv6";
  if (allowed.check(address, family)) return true;
  if (version === 4) return !notPublicV4.check(address);
  return publicV6.check(address, "ipv6") && !notPublicV6.check(address, "ipv6");
}

function blockList(ranges: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of ranges)
    list.addSubnet(address, prefix, isIP(address) === 6 ? "ipv6" : "ipv4");
  return list;
}
