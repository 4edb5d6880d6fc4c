import fc from "fast-check";
import { expect, test } from "vitest";
import { type PartitionLease, planAssignment } from "./plan-assignment.ts";

test("members that decide for themselves come to equal shares, and nobody holds what another does", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 24 }),
      fc.infiniteStream(fc.nat(5)),
      (members, count, choice) => {
        let leases: PartitionLease[] = Array.from({ length: count }, (_, partition) => {
          const owner = members[choice.next().value ?? 0] ?? null;
          return { partition, owner, isExpired: owner === null };
        });
        for (let round = 0; round < 3; round++) {
          for (const member of members) {
            const { acquire, release } = planAssignment({ member, members, leases });
            leases = leases.map((lease) => {
              if (release.includes(lease.partition))
                return { ...lease, owner: null, isExpired: true };
              if (acquire.includes(lease.partition))
                return { ...lease, owner: member, isExpired: false };
              return lease;
            });
          }
        }
        const shares = members.map(
          (member) => leases.filter(({ owner }) => owner === member).length,
        );
        expect(shares.reduce((a, b) => a + b)).toBe(count);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      },
    ),
  );
});

test("a member never takes what another holds", () => {
  const leases = [{ partition: 0, owner: "b", isExpired: false }];
  expect(planAssignment({ member: "a", members: ["a", "b"], leases })).toEqual({
    acquire: [],
    release: [],
  });
});
